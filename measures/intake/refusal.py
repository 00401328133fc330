"""Why a whole file cannot be read."""

from django.utils.translation import gettext as _

MOST_ROWS = 1_000
MOST_COLUMNS = 200


class Refused(Exception):
    """The file as a whole is of no use; the text says why, to whoever has sent it."""


def check_size(rows, columns):
    if rows > MOST_ROWS + 1:  # with the headers
        raise Refused(_("The table has more than 1,000 rows. Please split it."))
    if columns > MOST_COLUMNS:
        raise Refused(_("The table has more than 200 columns. Please begin with the template."))
