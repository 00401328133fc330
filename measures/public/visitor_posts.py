"""How pages without an account store what their forms send, and what they answer if that is refused for now."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _

from measures.database.availability import UNAVAILABLE
from measures.public.form_token import VisitorForm
from municipalities.accounts import rate_limits


def store_or_refuse(
    form: VisitorForm, store: Callable[[], object], show: Callable[[HTTPStatus], HttpResponse]
) -> HttpResponse | None:
    """Call `store`. If a limit is exceeded or the database is away, return the page that `show` makes of the form.

    It then has an error that says why, and all that was typed.
    """
    try:
        store()
    except rate_limits.LimitExceeded as limit:
        text = _("There were many requests in a short time. Please try once more in %(minutes)s minutes.")
        form.add_error(None, text % {"minutes": limit.minutes})
        response = show(HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(limit.seconds)
        return response
    except UNAVAILABLE:
        form.add_error(None, _("This cannot be stored at the moment. Please try once more in a minute."))
        return show(HTTPStatus.SERVICE_UNAVAILABLE)
    return None
