"""The configuration of gunicorn: `gunicorn --config config/gunicorn.py`.

WEB_CONCURRENCY, MASSWERK_BIND, MASSWERK_METRICS and FORWARDED_ALLOW_IPS are explained in docs/operation.md.

SIGUSR2 replaces all of it by the version that is installed then, SIGHUP the workers only; no request fails.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from gunicorn import systemd

from config.access_log import AccessLogger
from config.monitoring import worker_files

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

accesslog = "-"
logger_class = AccessLogger


# Where Prometheus asks, see config/monitoring/listener.py. Before the application is imported.
METRICS = os.environ.get("MASSWERK_METRICS", "").strip()
if METRICS:
    worker_files.make_folder()
    from config.monitoring import listener

    listener.parse_address(METRICS)  # a wrong one shall end the start and not each worker


def when_ready(server):
    """Build and load what all workers need before they are forked, so that they share it and answer fast at once."""
    from measures.public.jinja_environment import compile_templates
    from measures.public.languages import load_addresses
    from measures.public.release import release

    compile_templates()
    load_addresses()
    release()
    prepare_to_fork()


def on_reload(server):
    """Bring the index up to date before SIGHUP forks new workers, which would otherwise all build it at once."""
    prepare_to_fork()


def prepare_to_fork():
    from measures.finding.current import index

    index.build_before_fork()
    gc.collect()
    gc.freeze()  # else the collector would write to the memory that workers share, and so copy it
    worker_files.forget_process(os.getpid())  # the master serves no requests


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
    if METRICS:
        listener.start(METRICS)
    if worker.age >= worker.cfg.workers:  # the last one of those that start together
        take_over(worker)


def take_over(worker):
    """After SIGUSR2: end the master that this one replaces. Its workers finish the requests that they have.

    If the new version cannot start, this is not reached, and the old one goes on.
    """
    old = os.environ.get("GUNICORN_PID", "")
    if old.isdecimal():
        systemd.sd_notify(f"MAINPID={worker.ppid}", worker.log)
        with suppress(ProcessLookupError):
            os.kill(int(old), signal.SIGTERM)


def post_request(worker, req, environ, resp):
    """Count the request once its answer is sent."""
    from config.monitoring.metrics import observe_request
    from config.monitoring.record import ENVIRON_KEY

    if resp is not None and resp.status_code and ENVIRON_KEY in environ:
        observe_request(environ[ENVIRON_KEY], resp.status_code)


def child_exit(server, worker):
    worker_files.forget_process(worker.pid)


def on_exit(server):
    worker_files.remove_folder()
