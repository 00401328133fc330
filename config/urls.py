"""The URLs of the whole site, and the error pages."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django_otp.plugins.otp_totp.models import TOTPDevice

from measures.public.errors import not_found

admin.site.unregister(Group)  # permissions come from measures/permissions.py
admin.site.unregister(TOTPDevice)  # its pages would show the secrets

urlpatterns = [
    # The redirect of the admin to any object by its number would reveal which ones exist.
    path("admin/r/<path:anything>", not_found),
    path("", include("municipalities.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("measures.public.file_urls")),
    # German without a prefix, English under /en/
    *i18n_patterns(
        path("", include("measures.subscriptions.urls")),
        path("", include("measures.asking.urls")),
        path("", include("measures.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "measures.public.errors.bad_request"
handler403 = "measures.public.errors.forbidden"
handler404 = "measures.public.errors.not_found"
handler500 = "measures.desk.unavailable.server_error"
