"""Counts the lines of the security log."""

import logging

from prometheus_client import Counter

security_events = Counter("masswerk_security_events", "Lines of the security log", ["event", "result"])


class CountSecurityEvents(logging.Handler):
    """A handler of the logger `masswerk.security`, which sees failed sign-ins among others."""

    def emit(self, record):
        fields = getattr(record, "security", None)
        if fields:
            security_events.labels(fields["event"], fields["result"]).inc()
