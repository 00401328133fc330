"""The admin site: sign-in, its pages, and a page that saves a form from being lost when the session has ended."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from measures.desk import unavailable
from measures.desk.overview import overview
from measures.desk.urls import urlpatterns
from measures.public.errors import forbidden
from municipalities.accounts import oidc_client, password_pages, rate_limits, security_log, sessions, sign_in
from municipalities.accounts.models import User
from municipalities.admin.municipality_field import suggestions
from municipalities.admin.page import render_admin_page


class SignInForm(AdminAuthenticationForm):
    """Accepts active moderators and editors (not Django's is_staff), and limits the number of attempts."""

    def clean(self):
        name, password = (self.cleaned_data.get(field) for field in ("username", "password"))
        if not name or not password:
            return super().clean()  # this is not an attempt
        attempt = rate_limits.count_sign_in(name, self.request)
        try:
            cleaned = super().clean()
        except ValidationError:
            # Asked in any case, so that the time does not show whether the account exists.
            account = User.objects.filter(email__iexact=name).values_list("pk", flat=True).first()
            security_log.log("sign_in", "refused", account=account)
            raise
        rate_limits.clear_failed_sign_ins(attempt)
        return cleaned

    def confirm_login_allowed(self, user):
        # Django's method would ask for is_staff.
        if not user.has_access:
            raise ValidationError(
                _("This account is not open, or has no model project at present. The KTS can help you."),
                code="inactive",
            )


class SignInPage(LoginView):
    """The sign-in by password, which goes on to the second factor if one is needed."""

    authentication_form = SignInForm
    template_name = "admin/login.html"
    next_page = "admin:index"

    def form_valid(self, form):
        # Django's method would sign the user in without a second factor.
        return sign_in.continue_sign_in(self.request, form.get_user(), next_url=self.get_success_url())


# The order of lists and apps on the overview
LISTS = (
    "Edition", "AuditEntry", "SolutionType", "ActionField", "SpatialScope", "Solution", "Offer", "Indicator",
    "Problem", "SynonymGroup", "SavedAnswer", "ModelProject", "Municipality", "Invitation", "User", "Mail",
)  # fmt: skip
APPS = ["measures", "municipalities", "accounts"]


class MasswerkAdmin(admin.AdminSite):
    """Django's admin with our sign-in and, below measures/edition/, our pages for entries."""

    site_header = site_title = _("Maßwerk – editors' room")
    index_title = _("Overview")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.has_access

    def admin_view(self, view, cacheable=False):
        if view == self.logout:
            return view  # users without access, or without a second factor yet, can sign out, too
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request):
                return unsent_form_page(request)
            # Only these pages extend the session: public pages do not read it.
            if request.user.is_authenticated:
                sessions.keep_alive(request)
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_urls(self):
        # Every page gets the same check of access as Django's own pages, so that none can be forgotten.
        pages = [
            URLPattern(page.pattern, self.admin_view(page.callback), page.default_args, page.name)
            for page in urlpatterns
        ]
        return [path("measures/edition/", include(pages)), *super().get_urls()]

    def each_context(self, request):
        return {**super().each_context(request), "institution": oidc_client.provider_name()}

    def autocomplete_view(self, request):
        """Suggest municipalities for a participation, to moderators; otherwise respond with 403.

        Django's own view would look up objects through any relation of any model.
        """
        asked = [request.GET.get(name) for name in ("app_label", "model_name", "field_name")]
        if asked != ["municipalities", "participation", "municipality"] or not request.user.is_moderator:
            raise PermissionDenied
        return suggestions(request)

    def logout(self, request, extra_context=None):
        if request.method == "POST" and request.user.is_authenticated:
            security_log.log("sign_out", account=request.user.pk)
        return super().logout(request, extra_context)

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        position = {name: index for index, name in enumerate(LISTS)}
        for app in apps:
            app["models"].sort(key=lambda model: position.get(model["object_name"], len(position)))
        return sorted(apps, key=lambda app: APPS.index(app["app_label"]))

    def login(self, request, extra_context=None):
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {**self.each_context(request), "app_path": request.get_full_path(), **(extra_context or {})}
        try:
            return SignInPage.as_view(extra_context=context)(request)
        except rate_limits.LimitExceeded as error:
            return password_pages.limit_exceeded(request, error)

    def password_change(self, request, extra_context=None):
        view = password_pages.PasswordChangeView.as_view(
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def index(self, request, extra_context=None):
        return super().index(request, {**overview(request.user), **(extra_context or {})})


@never_cache
def unsent_form_page(request):
    """Respond with 403 and the content of a form that cannot be accepted now, to be sent again after signing in."""
    context = {
        "title": _("Your entries are still here"),
        "typed": unavailable.typed(request),
        "had_files": bool(request.FILES),
        "signed_in": admin.site.has_permission(request),
    }
    return render_admin_page(request, "admin/unsent_form.html", context, status=403)


def csrf_failure(request, reason=""):
    """Show the content of the form if only its CSRF token is out of date, as after a sign-in in another window.

    A form of another site must not be shown as if the user had typed it, hence the check of the origin.
    """
    if request.path.startswith("/admin/") and is_same_origin(request) and "password" not in request.POST:
        return unsent_form_page(request)
    return forbidden(request)


def is_same_origin(request):
    """Return whether one of our own pages sent this request, according to the browser."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
