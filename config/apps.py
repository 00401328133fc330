from django.contrib.admin.apps import AdminConfig


class MasswerkAdminConfig(AdminConfig):
    default_site = "config.admin.MasswerkAdmin"

    def ready(self):
        super().ready()
        from config import checks  # noqa: F401 - registers them
