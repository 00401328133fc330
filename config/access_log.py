"""The access log of gunicorn: one line for each request, as text or JSON (MASSWERK_LOG_JSON)."""

import json
import os
from datetime import UTC, datetime

from gunicorn.glogging import Logger

from config.environment import flag
from config.logs import AddRequestId, JsonFormatter
from config.monitoring.record import ENVIRON_KEY, RequestRecord
from config.request_id import ENVIRON_KEY as REQUEST_ID

TEXT = (
    "{time} {method} {path} {status} {bytes} bytes {ms} ms, waited {waited_ms} ms, {queries} queries {queries_ms} ms,"
    " {route}, catalogue {catalogue}, worker {worker}, {request_id}"
)


class AccessLogger(Logger):
    """Writes no addresses, browsers, referrers or queries: the log holds no personal data."""

    def setup(self, cfg):
        super().setup(cfg)
        self.as_json = flag("MASSWERK_LOG_JSON", False)
        if self.as_json:  # what gunicorn itself has to say, too
            for handler in self.error_log.handlers:
                handler.addFilter(AddRequestId())
                handler.setFormatter(JsonFormatter())

    def access(self, resp, req, environ, request_time):
        entry = access_entry(resp, environ, request_time.total_seconds())
        self.access_log.info("%s", json.dumps(entry) if self.as_json else TEXT.format(**entry))


def access_entry(response, environ: dict, seconds: float) -> dict:
    """Return the fields of a line, for a response of gunicorn."""
    record = environ.get(ENVIRON_KEY) or RequestRecord()
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": environ.get("REQUEST_METHOD"),
        "path": escaped(environ.get("PATH_INFO", "")),
        "route": record.route,
        "status": int(str(response.status).split()[0]),
        "bytes": response.sent,
        "ms": round(1000 * seconds),
        "waited_ms": None if record.waited is None else round(1000 * record.waited),
        "queries": record.statements,
        "queries_ms": round(1000 * record.statement_seconds),
        "catalogue": record.catalogue,
        "worker": os.getpid(),
        "request_id": environ.get(REQUEST_ID, "-"),
    }


def escaped(path: str) -> str:
    """Return a path of a WSGI environ in printable ASCII without quotes and backslashes: all else as %XX.

    gunicorn decodes it, so that %0A would end the line and begin a forged one.
    """
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b'"\\\\%' else f"%{byte:02X}" for byte in path.encode("latin-1")
    )
