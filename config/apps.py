"""The app configuration that replaces Django's admin site by ours."""

from django.contrib.admin.apps import AdminConfig


class MasswerkAdminConfig(AdminConfig):
    default_site = "measures.desk.site.MasswerkAdmin"
