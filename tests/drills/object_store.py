"""An S3-compatible object store of our own: OpenStack Swift with its S3 API, as some providers run it.

One account, container and object server each, with one device. Swift comes from `make drill`, in an environment of its
own, since it must not be there when we serve.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import boto3
from botocore.config import Config

from tests.server import free_port, wait_for

BINARIES = Path(os.environ.get("SWIFT_BIN") or Path(sys.prefix) / "swift" / "bin")
KEY, SECRET, BUCKET = "drill:drill", "only-for-this-drill", "images"
COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
workers = 0
user = {user}
log_level = ERROR
"""
BACKEND = "[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
PROXY = """[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_drill_drill = {secret} .admin
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
"""


def is_here():
    return (BINARIES / "swift-proxy-server").exists()


@contextmanager
def running(folder):
    """Run the store in `folder`; yield its address, which has the bucket BUCKET."""
    (folder / "devices" / "disk").mkdir(parents=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = drill\nswift_hash_path_prefix = drill\n")
    user = "root" if os.geteuid() == 0 else os.environ["USER"]
    with ExitStack() as stack:
        for kind in ("account", "container", "object", "proxy"):
            port = free_port()
            common = COMMON.format(port=port, folder=folder, user=user)
            section = PROXY.format(secret=SECRET) if kind == "proxy" else BACKEND.format(kind=kind)
            (folder / f"{kind}.conf").write_text(common + section)
            if kind != "proxy":
                make_ring(folder, kind, port)
            stack.enter_context(server(folder, kind, port))
        address = f"http://127.0.0.1:{port}"
        make_bucket(address)
        yield address


def make_ring(folder, kind, port):
    builder = BINARIES / "swift-ring-builder"
    ring = folder / f"{kind}.builder"
    for arguments in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/disk", "1"], ["rebalance"]):
        subprocess.run([builder, ring, *arguments], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def server(folder, kind, port):
    with (folder / f"{kind}.log").open("wb") as log:
        command = [BINARIES / f"swift-{kind}-server", folder / f"{kind}.conf", "--verbose"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder / "devices" / "disk" / "tmp", ignore_errors=True)


def settings(address):
    """Return the environment variables with which the site uses the store."""
    return {
        "MASSWERK_S3_BUCKET": BUCKET,
        "MASSWERK_S3_ENDPOINT": address,
        "MASSWERK_S3_REGION": "us-east-1",
        "MASSWERK_S3_ACCESS_KEY": KEY,
        "MASSWERK_S3_SECRET_KEY": SECRET,
    }


def make_bucket(address, name=BUCKET):
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=name)
