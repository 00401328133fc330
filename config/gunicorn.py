"""The configuration of gunicorn: `gunicorn --config config/gunicorn.py`.

WEB_CONCURRENCY, MASSWERK_BIND and FORWARDED_ALLOW_IPS are explained in docs/operation.md.
"""

import gc
import os
import sys
from pathlib import Path

from config.access_log import AccessLogger
from config.environment import YES

MOST_WORKERS = 9  # by default; each worker holds up to five database connections and some 100 MB


def default_workers():
    """Return one worker for each core that this process may use, but at least two and at most MOST_WORKERS."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(2, cores), MOST_WORKERS)


wsgi_app = "config.wsgi:application"
bind = os.environ.get("MASSWERK_BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or default_workers())
worker_class = "config.patient_worker.PatientWorker"  # gthread, not to be stopped by slow clients
threads = 4  # docs/decisions/0039-threads-and-a-bounded-queue.md has the figures
preload_app = True  # workers are forked from one loaded application; a new version needs a restart, not a reload
control_socket_disable = True  # workers are not managed at run time

# The largest limit that gunicorn allows. Longer searches get our own error page instead of a bare 400.
limit_request_line = 8190

# Workers touch a file as heartbeat. On a disk, this could block and get them killed.
shared_memory = Path("/dev/shm")  # noqa: S108  # in memory; gunicorn creates unpredictable names in it
if shared_memory.is_dir():
    worker_tmp_dir = str(shared_memory)

# The proxies whose X-Forwarded-Proto decides whether a request came over HTTPS, and whose X-Forwarded-For names the
# visitor's address (municipalities/accounts/client_address.py). Requests by a Unix socket are always trusted.
# All other headers that a proxy may forward from a visitor, such as SCRIPT_NAME, must have no effect.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""

# No addresses, browsers, referrers or queries: the log holds no personal data. `logger_class` escapes the path.
accesslog = "-"
LOG_JSON = os.environ.get("MASSWERK_LOG_JSON", "").strip().lower() in YES
access_log_format = (
    '{"time": "%(t)s", "method": "%(m)s", "path": "%(U)s", "status": "%(s)s", "bytes": %(B)s, "ms": %(M)s,'
    ' "worker": "%(p)s", "request_id": "%({masswerk.request_id}e)s"}'
    if LOG_JSON
    else "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms %({masswerk.request_id}e)s"
)
logger_class = AccessLogger


def when_ready(server):
    """Build the catalogue index and compile the templates before the workers are forked, so that they share both."""
    from measures.finding.current import index
    from measures.public.jinja_environment import compile_templates

    compile_templates()
    index.build_before_fork()
    gc.collect()
    gc.freeze()  # else the collector would write to the memory that workers share, and so copy it


def post_worker_init(worker):
    """Bring the index up to date before the worker takes its first request, and keep it so."""
    from django.core.signals import got_request_exception

    from measures.finding.current import index

    def end_if_out_of_memory(**kwargs):
        """Let this worker finish its requests and end, so that gunicorn starts a new one with memory to work with."""
        if isinstance(sys.exception(), MemoryError):
            worker.log.error("out of memory; the worker is replaced")
            worker.handle_exit(None, None)

    got_request_exception.connect(end_if_out_of_memory, weak=False, dispatch_uid="out of memory")
    index.start_worker()
