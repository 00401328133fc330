"""The app configuration that replaces Django's admin site by ours, and starts the error reports."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class MasswerkAdminConfig(AdminConfig):
    default_site = "measures.desk.site.MasswerkAdmin"

    def ready(self):
        super().ready()
        if settings.MASSWERK_SENTRY_DSN:
            from config import error_reports  # once the models are loaded

            error_reports.start(settings.MASSWERK_SENTRY_DSN)
