"""Formats of the log: lines of text, or one JSON object for each line (MASSWERK_LOG_JSON)."""

import json
import logging
import os
from datetime import UTC, datetime

from municipalities.accounts.security_log import current_request


class AddRequestId(logging.Filter):
    """Adds `request_id` to each record: that of the request which it is about, or which this thread answers, or "-"."""

    def filter(self, record):
        # Django logs what is wrong with a request when this thread has finished it.
        request = getattr(record, "request", None) or current_request.get()
        record.request_id = getattr(request, "request_id", "-")
        return True


class RefusedRequests(logging.Filter):
    """Makes one line of level WARNING of a request that Django refuses, as for a wrong host name.

    Django logs them as errors with a traceback. Anybody can send them without end, so they would fill the log and
    trigger reports of errors.
    """

    def filter(self, record):
        if record.name.startswith("django.security.") and record.levelno == logging.ERROR:
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            record.exc_info = None
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object for each record. Line breaks and control characters in texts are escaped, as JSON demands."""

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
            "worker": os.getpid(),
        }
        entry |= getattr(record, "security", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True, default=str)


class TextFormatter(logging.Formatter):
    """Time, level, request id and message; a traceback follows on lines of its own."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatMessage(self, record):  # noqa: N802 - the name is Python's
        # A message may quote an address that a client has sent: it must not look like a line of its own.
        record.message = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in record.message)
        return super().formatMessage(record)
