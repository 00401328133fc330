"""The pages around an account. They stand before those of the admin, which takes the rest.

Only those in admin_view ask for a sign-in; those of the second factor look themselves who stands at the door.
"""

from django.contrib import admin
from django.urls import path

from municipalities.accounts import institution_pages, password_pages, second_factor_pages
from municipalities.accounts.invitation_pages import invited

signed_in = admin.site.admin_view

urlpatterns = [
    path("admin/invitation/", invited, name="admin_invitation"),
    path("admin/oidc/", institution_pages.begin, name="admin_oidc"),
    path("admin/oidc/callback/", institution_pages.come_back, name="admin_oidc_callback"),
    path("admin/password_reset/", password_pages.Ask.as_view(), name="admin_password_reset"),
    path("admin/password_reset/done/", password_pages.Asked.as_view(), name="password_reset_done"),
    path("admin/password_reset/complete/", password_pages.Done.as_view(), name="password_reset_complete"),
    path("admin/password_reset/<str:uidb64>/", password_pages.SetNew.as_view(), name="password_reset_confirm"),
    path("admin/login/code/", second_factor_pages.code, name="admin_factor_code"),
    path("admin/login/recovery/", second_factor_pages.recovery, name="admin_factor_recovery"),
    path("admin/second_factor/", signed_in(second_factor_pages.overview), name="admin_factor"),
    path("admin/second_factor/setup/", second_factor_pages.set_up, name="admin_factor_setup"),
    path("admin/second_factor/codes/", signed_in(second_factor_pages.new_codes), name="admin_factor_codes"),
    path("admin/second_factor/remove/", signed_in(second_factor_pages.remove), name="admin_factor_remove"),
]
