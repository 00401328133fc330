"""The pages around an account that are not part of Django's admin.

config/urls.py includes them before the admin, which would answer every other address below /admin/. Only views wrapped
in `admin_view` require a session; those of the sign-in check themselves for a pending one (sign_in.py).
"""

from django.contrib import admin
from django.urls import path

from municipalities.accounts import institution_pages, password_pages, second_factor_pages, session_pages
from municipalities.accounts.invitation_pages import accept_invitation
from municipalities.accounts.proxy_question import signed_in

session_required = admin.site.admin_view

urlpatterns = [
    path("admin/invitation/", accept_invitation, name="admin_invitation"),
    path("admin/signed-in/", signed_in, name="admin_signed_in"),
    # Sign-in by an institution
    path("admin/oidc/", institution_pages.start, name="admin_oidc"),
    path("admin/oidc/callback/", institution_pages.callback, name="admin_oidc_callback"),
    # A new password by mail
    path("admin/password_reset/", password_pages.ResetRequestView.as_view(), name="admin_password_reset"),
    path("admin/password_reset/done/", password_pages.ResetRequestedView.as_view(), name="password_reset_done"),
    path("admin/password_reset/complete/", password_pages.ResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/password_reset/<str:uidb64>/", password_pages.NewPasswordView.as_view(), name="password_reset_confirm"),
    path("admin/sessions/", session_required(session_pages.own_sessions), name="admin_sessions"),
    # Second factor
    path("admin/login/code/", second_factor_pages.enter_code, name="admin_factor_code"),
    path("admin/login/recovery/", second_factor_pages.enter_recovery_code, name="admin_factor_recovery"),
    path("admin/second_factor/", session_required(second_factor_pages.overview), name="admin_factor"),
    path("admin/second_factor/setup/", second_factor_pages.set_up, name="admin_factor_setup"),
    path(
        "admin/second_factor/codes/",
        session_required(second_factor_pages.renew_recovery_codes),
        name="admin_factor_codes",
    ),
    path("admin/second_factor/remove/", session_required(second_factor_pages.remove), name="admin_factor_remove"),
]
