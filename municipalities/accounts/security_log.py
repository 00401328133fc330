"""The security log: one line for each sign-in, refusal, factor, password, right, invitation and export of persons.

A line names accounts by their number and holds no name, no e-mail address, no secret. The network that a request came
from is replaced by a pseudonym of eight characters that changes every day: it shows which lines of a day belong
together. docs/operation.md lists the events.
"""

import logging
from contextvars import ContextVar

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from municipalities.accounts.client_address import client_network

logger = logging.getLogger("masswerk.security")
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def log(event: str, result: str = "ok", *, account: int | None = None, **details: int | str) -> None:
    """Write a line.

    Arguments:
        event: one of those in docs/operation.md, such as "sign_in".
        result: "ok", "refused", or why it was refused in one word.
        account: the number of the account that the event is about; None if it is unknown or does not exist.
        details: numbers and words of our own, never what somebody has typed.
    """
    request = current_request.get()
    fields: dict[str, int | str | None] = {"event": event, "result": result, "account": account, **details}
    if request is not None:
        fields["network"] = pseudonym(client_network(request))
        fields["request_id"] = getattr(request, "request_id", "-")
        # Not the user of the session before it has been loaded: that would cost a query.
    text = " ".join(f"{name}={'-' if value is None else value}" for name, value in fields.items())
    logger.info(text, extra={"security": fields})


def log_on_commit(event: str, result: str = "ok", *, account: int | None = None, **details: int | str) -> None:
    """Write a line once the transaction is committed, and none if it is rolled back."""
    transaction.on_commit(lambda: log(event, result, account=account, **details))


def pseudonym(network: str) -> str:
    """Return a pseudonym of the network that is valid today, "-" if the network is not known."""
    if not network:
        return "-"
    salt = f"municipalities.accounts.security_log.{timezone.localdate()}"
    return salted_hmac(salt, network, algorithm="sha256").hexdigest()[:8]
