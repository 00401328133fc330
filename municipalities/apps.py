from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from municipalities import ordering
from municipalities.keys import KeyConverter


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = _("Municipalities and model projects")

    def ready(self):
        # Here, and not in a URL configuration, because the admin reads the addresses of its lists before those.
        register_converter(KeyConverter, "key")
        connection_created.connect(ordering.prepare)
