"""The pages around an account that need no sign-in. They stand before those of the admin, which takes the rest."""

from django.urls import path

from municipalities.accounts import institution_pages, passwords
from municipalities.accounts.invited import invited

urlpatterns = [
    path("admin/invitation/", invited, name="admin_invitation"),
    path("admin/oidc/", institution_pages.begin, name="admin_oidc"),
    path("admin/oidc/callback/", institution_pages.come_back, name="admin_oidc_callback"),
    path("admin/password_reset/", passwords.Ask.as_view(), name="admin_password_reset"),
    path("admin/password_reset/done/", passwords.Asked.as_view(), name="password_reset_done"),
    path("admin/password_reset/complete/", passwords.Done.as_view(), name="password_reset_complete"),
    path("admin/password_reset/<str:uidb64>/", passwords.SetNew.as_view(), name="password_reset_confirm"),
]
