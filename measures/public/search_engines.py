"""What pages tell search engines: the one address of a page, or that it is not for them."""

import re

from django.conf import settings
from django.http import HttpRequest

from measures.finding.question import PAGE

SHORTLIST = "m"  # is carried along in addresses, and changes no page but those of the shortlist


def canonical(request: HttpRequest) -> str:
    """Return the absolute address of the page, without what does not change it.

    Return "" if its parameters filter something: there are endless combinations, which search engines shall not index.
    """
    parameters = {name: values for name, values in request.GET.lists() if name != SHORTLIST}
    page = parameters.pop(PAGE, ["1"])[-1]
    if parameters or not re.fullmatch("[0-9]{1,6}", page):
        return ""
    number = int(page)
    return settings.MASSWERK_URL + request.path + (f"?{PAGE}={number}" if number > 1 else "")
