"""Reports errors to a server that speaks the protocol of Sentry, if MASSWERK_SENTRY_DSN is set, without personal data.

A report holds what kind of error it was and in which line of the code, the route, and the request id, by which the log
has the rest. Values of variables, messages of exceptions, addresses, headers, bodies and users stay here: an
IntegrityError quotes an e-mail address, for example.
"""

import importlib.util
import logging

from django.core.exceptions import ImproperlyConfigured

from municipalities.accounts.security_log import current_request

# All else is removed, whatever a later version of the library adds.
KEPT = ("event_id", "level", "logger", "platform", "release", "sdk", "timestamp")
KEPT_OF_EXCEPTION = ("type", "module")
KEPT_OF_FRAME = ("filename", "function", "module", "lineno", "pre_context", "context_line", "post_context", "in_app")


def start(dsn: str) -> None:
    """Report all log records of level ERROR, which is how Django tells of an unhandled exception, too."""
    if importlib.util.find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured("MASSWERK_SENTRY_DSN is set, but the package sentry-sdk is not installed.")
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),  # of commands
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        before_send=without_personal_data,
        include_local_variables=False,
        max_breadcrumbs=0,
        send_default_pii=False,
        auto_session_tracking=False,
        send_client_reports=False,
    )


def without_personal_data(event: dict, hint: dict) -> dict:
    """Return a report that holds only what is named above."""
    request = current_request.get()
    match = getattr(request, "resolver_match", None)
    report = {name: event[name] for name in KEPT if name in event}
    report["transaction"] = match.view_name if match else "-"
    report["tags"] = {"request_id": getattr(request, "request_id", "-"), "method": getattr(request, "method", "-")}
    if message := event.get("logentry", {}).get("message"):
        report["logentry"] = {"message": message}  # the text in the code, without the values that it is given
    if exceptions := event.get("exception", {}).get("values"):
        report["exception"] = {"values": [_exception(exception) for exception in exceptions]}
    return report


def _exception(exception):
    frames = exception.get("stacktrace", {}).get("frames", [])
    kept = {name: exception[name] for name in KEPT_OF_EXCEPTION if name in exception}
    kept["stacktrace"] = {
        "frames": [{name: frame[name] for name in KEPT_OF_FRAME if name in frame} for frame in frames]
    }
    return kept
