"""Run nginx with the shipped configuration (deploy/nginx/), without TLS and in a folder of the test."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from tests.server import free_port, wait_for

SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")  # a package of its own
MAIN = """
{modules}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
{user}
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{conf}
}}
"""


def configuration(folder, application, port, *, limited=True):
    """Write the shipped configuration for an application at host:port, to listen on `port`; return its path.

    With a list of two, it is the configuration for two machines.
    `limited` is whether the limits for one client address apply. A drill is only one client.
    """
    site = (SHIPPED / "site.conf").read_text().replace("/var/log/masswerk", str(folder))
    if not limited:
        site = "\n".join(line for line in site.splitlines() if not line.strip().startswith(("limit_req", "limit_conn")))
    (folder / "masswerk").mkdir(exist_ok=True)
    (folder / "masswerk" / "site.conf").write_text(site)
    shutil.copy(SHIPPED / "headers.conf", folder / "masswerk")
    if BROTLI.exists():
        shutil.copy(SHIPPED / "brotli.conf", folder / "masswerk")
    conf = (SHIPPED / "masswerk.conf").read_text()
    http, _server, tls = conf.rpartition("server {\n    listen 443")
    http = http.partition("server {\n    listen 80;")[0]  # without the redirect to HTTPS
    tls = "\n".join(line for line in tls.splitlines() if "listen" not in line and "ssl" not in line)
    conf = f"{http}server {{\n    listen 127.0.0.1:{port};\n{tls}"
    if isinstance(application, list):
        conf = "".join(line for line in conf.splitlines(keepends=True) if "server 127.0.0.1:8000" not in line)
        conf = conf.replace("# server 192.0.2.2", "server 192.0.2.2")
        addresses = dict(zip(("192.0.2.21:8000", "192.0.2.22:8000"), application, strict=True))
    else:
        addresses = {"127.0.0.1:8000": application}
    replaced = {
        "/var/cache/nginx": folder,
        "/var/log/masswerk": folder,
        **addresses,
        "massnahmen.example.org": "127.0.0.1",
    }
    for old, new in replaced.items():
        conf = conf.replace(old, str(new))
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
    path.write_text(MAIN.format(folder=folder, conf=conf, user=user, modules=modules))
    return path


@contextmanager
def proxying(folder, application, *, limited=True):
    """Run nginx in front of an application at host:port and yield its root address."""
    port = free_port()
    path = configuration(folder, application, port, limited=limited)
    server = subprocess.Popen([shutil.which("nginx"), "-p", folder, "-c", path], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)
