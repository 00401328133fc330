"""The yearly round at the desk: what editors were asked about, confirmed at once, and published at once."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from measures.desk.reuse_pages import SHOWN, by_side, title_of
from measures.desk.reuse_sides import asked_of, only_confirms, sides_of
from measures.models import Edition, Reuse, Statement
from measures.reuse import verbs
from measures.reuse.yearly import confirm_all
from measures.transitions import WorkflowError, catalogue_changed
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.row_choices import is_key

MOST_ROWS = 200  # on one page; the rest follow when these are confirmed


@require_http_methods(["GET", "HEAD", "POST"])
def asked(request):
    """List what the user was asked about, all ticked (GET); confirm what is ticked (POST)."""
    found = asked_of(request.user).select_related("measure__project", "municipality")
    found = found.prefetch_related(
        Prefetch("statements", Statement.objects.filter(state__in=SHOWN), "shown"),
        Prefetch("measure__editions", Edition.objects.filter(state__in=Edition.ONCE_PUBLIC), "once_public"),
    )
    reuses = list(found.order_by("measure__project__name", "measure", "municipality__name", "pk")[:MOST_ROWS])
    sides = sides_of(request.user, reuses)
    reuses = [reuse for reuse in reuses if reuse.pk in sides]
    if request.method == "POST":
        ticked = set(request.POST.getlist("reuse"))
        chosen = [(reuse, sides[reuse.pk]) for reuse in reuses if str(reuse.pk) in ticked]
        return confirm(request, chosen, reuses)
    return show(request, reuses)


def confirm(request, chosen, reuses):
    if not chosen:
        messages.error(request, _("Nothing was ticked, or it is confirmed already."))
        return show(request, reuses, status=400)
    try:
        public, waiting = confirm_all(reuses=chosen, by=request.user)
    except WorkflowError as error:
        messages.error(request, str(error))
        return show(request, reuses, status=409)
    say_what_was_confirmed(request, public, waiting)
    return redirect("admin:reuses_asked")


def say_what_was_confirmed(request, public, waiting):
    """Tell the user how many statements are public as of today and how many wait for a moderator."""
    if public:
        text = ngettext(
            "The catalogue now says of one re-use that it was confirmed today.",
            "The catalogue now says of %(n)s re-uses that they were confirmed today.",
            public,
        )
        messages.success(request, text % {"n": public})
    if waiting:
        text = ngettext(
            "One re-use had only been stated by others. Your statement waits for publication by a moderator.",
            "%(n)s re-uses had only been stated by others. Your statements wait for publication by a moderator.",
            waiting,
        )
        messages.success(request, text % {"n": waiting})


def show(request, reuses, status=200):
    context = {
        "title": _("Do these re-uses still run?"),
        "rows": [(reuse, title_of(reuse), by_side(reuse.shown)) for reuse in reuses],
    }
    return render_admin_page(request, "admin/reuse/asked.html", context, status=status)


@moderators_only
@require_POST
def publish_confirmations(request):
    """Publish what is ticked in the list, if it still only confirms what is public. `reuse` is its key and version."""
    sent = [text.partition(":")[::2] for text in request.POST.getlist("reuse")]
    seen = {int(key): version for key, version in sent if is_key(key)}
    try:
        with transaction.atomic():
            catalogue_changed(past_stays=True)
            found = (
                Reuse.objects.filter(pk__in=seen)
                .order_by("pk")
                .prefetch_related(Prefetch("statements", Statement.objects.filter(state__in=SHOWN), "shown"))
            )
            chosen = [one for one in found if only_confirms(one.shown) and str(one.version) == seen[one.pk]]
            verbs.publish_all(by=request.user, reuses=[(one, one.version) for one in chosen])
    except WorkflowError as error:
        messages.error(request, str(error))
        return redirect("admin:reuses")
    number = len(chosen)
    text = ngettext("One confirmation is public now.", "%(n)s confirmations are public now.", number)
    (messages.success if number else messages.error)(request, text % {"n": number})
    if number < len(sent):
        messages.error(request, _("Others were changed in the meantime. Please look at them one by one."))
    return redirect("admin:reuses")
