"""The container files: what each service gets, its secrets, and the digests of the images."""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

pytestmark = pytest.mark.one_database

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
KNOWN_TO_ALL = {"secret_key", "database_password"}
SECRETS = {
    **dict.fromkeys(["migrate", "digests", "reminders", "daily", "planned", "images", "links", "reuses"], KNOWN_TO_ALL),
    "db": {"postgres_password", "database_password"},
    "app": {*KNOWN_TO_ALL, "oidc_client_secret"},
    "mail": {*KNOWN_TO_ALL, "smtp_password"},
}
# Settings that the image or compose.yaml decide, or that only matter for a checkout
OF_THE_IMAGE = {
    "MASSWERK_BIND", "MASSWERK_DB_PASSWORD", "MASSWERK_DEBUG", "MASSWERK_OIDC_CLIENT_SECRET",
    "MASSWERK_SECRET_KEY", "MASSWERK_SITE_FILES", "MASSWERK_SMTP_PASSWORD", "MASSWERK_STATIC_ROOT", "MASSWERK_STORAGE",
}  # fmt: skip
OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def test_no_service_may_do_more_than_it_needs():
    assert SERVICES.keys() == SECRETS.keys()
    for name, service in SERVICES.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert "cap_add" not in service or name == "db"
        assert service.get("read_only") or name == "db"
        assert service["networks"] == ["inside"] or name in ("app", "mail", "digests", "links")
        assert not any("storage:" in volume for volume in service.get("volumes", [])) or name in ("app", "images")
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_secrets_are_files_and_known_to_those_who_need_them():
    assert {name: set(service["secrets"]) for name, service in SERVICES.items()} == SECRETS
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if re.search("PASSWORD|SECRET_KEY|CLIENT_SECRET", variable):
                assert variable.endswith("_FILE"), f"{name}: {variable}"
                assert value.rpartition("/")[2] in SECRETS[name]
        assert "@" not in service["environment"].get("DATABASE_URL", "").partition("masswerk@")[0]


# The compose file is for one machine (docs/scaling.md).
OF_SEVERAL_MACHINES = {"DATABASE_REPLICA_URL", "MASSWERK_REPLICA_MAX_AGE"}


def test_every_documented_setting_reaches_its_service():
    rows = re.findall(r"^\| (`[A-Z][^|]+)\|", (ROOT / "docs" / "operation.md").read_text(), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}
    documented = {name for name in names if not name.endswith("_")}
    given = {name for service in SERVICES.values() for name in service["environment"]}
    assert documented - given == OF_THE_IMAGE | OF_SEVERAL_MACHINES
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    asked_for = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text())) | {"WEB_CONCURRENCY"}
    assert example <= asked_for


def copied(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_secrets_are_made_once(tmp_path):
    script = "deploy/docker/make_secrets.sh"
    copied(tmp_path, script)
    made = []
    for _ in range(2):
        subprocess.run(["/bin/sh", tmp_path / script], check=True)
        made.append({path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert made[0].keys() == COMPOSE["secrets"].keys()
    assert len(set(made[0].values())) == 4  # three random ones, and two empty ones
    assert all(re.fullmatch(r"[\w-]{64}|", value) for value in made[0].values())
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def pin(folder, digest):
    """Run the script with a program in place of docker that prints `digest`."""
    program = folder / "bin" / "docker"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\necho {digest}\n")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    script = ROOT / "deploy" / "docker" / "pin_digests.sh"
    return subprocess.run(["/bin/sh", script, folder], env=environment, capture_output=True, text=True)


def test_images_are_pinned_and_renewed(tmp_path):
    copied(tmp_path, "Dockerfile", "compose.yaml")
    lines = [(tmp_path / name).read_text().splitlines() for name in ("Dockerfile", "compose.yaml")]
    for digest in (OLD, NEW):
        assert pin(tmp_path, digest).returncode == 0
        docker, compose = ((tmp_path / name).read_text() for name in ("Dockerfile", "compose.yaml"))
        froms = re.findall(r"^FROM (\S+)", docker, re.MULTILINE)
        assert len(froms) == 2
        assert {image.partition("@")[2] for image in froms} == {digest}
        assert yaml.safe_load(compose)["services"]["db"]["image"].endswith("@" + digest)
        assert yaml.safe_load(compose)["services"]["app"]["image"] == SERVICES["app"]["image"]
    now = [(tmp_path / name).read_text().splitlines() for name in ("Dockerfile", "compose.yaml")]
    assert (
        sum(a != b for before, after in zip(lines, now, strict=True) for a, b in zip(before, after, strict=True)) == 3
    )


def test_what_is_no_digest_is_refused(tmp_path):
    copied(tmp_path, "Dockerfile", "compose.yaml")
    done = pin(tmp_path, "unauthorized")
    assert done.returncode == 1
    assert "No digest" in done.stderr
    assert (tmp_path / "compose.yaml").read_text() == (ROOT / "compose.yaml").read_text()
