"""The shipped manifests for Kubernetes: their schema, without a network, and what they promise."""

import re
import shutil
import subprocess

import kubernetes_validate
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

pytestmark = pytest.mark.one_database
FOLDER = settings.BASE_DIR / "deploy" / "kubernetes"
VERSIONS = ["1.30", kubernetes_validate.latest_version()]
MANIFESTS = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())


def documents():
    return [found for path in MANIFESTS for found in yaml.safe_load_all(path.read_text())]


def rendered():
    """Return what `kubectl apply --kustomize` would send; the files themselves on a machine without kubectl."""
    if shutil.which("kubectl") is None:
        return documents()
    done = subprocess.run([shutil.which("kubectl"), "kustomize", FOLDER], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


def pods():
    """Return {name: specification} of all pods."""
    found = {}
    for document in documents():
        spec = document.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            found[document["metadata"]["name"]] = template["spec"]
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("source", [documents, rendered])
def test_manifests_are_as_the_schema_says(source, version):
    for document in source():
        kubernetes_validate.validate(document, version, strict=True)


def test_the_schema_notices_a_misspelt_field():
    [policy] = [document for document in documents() if document["kind"] == "PodDisruptionBudget"]
    policy["spec"]["minAvailible"] = policy["spec"].pop("minAvailable")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(policy, VERSIONS[-1], strict=True)


def test_the_kustomization_has_all_files():
    assert sorted(KUSTOMIZATION["resources"]) == [path.name for path in MANIFESTS]
    [image] = KUSTOMIZATION["images"]
    used = {box["image"] for spec in pods().values() for box in [*spec["containers"], *spec.get("initContainers", [])]}
    assert used == {image["name"]}
    assert f'version="{image["newTag"]}"' in (settings.BASE_DIR / "Dockerfile").read_text()


@pytest.mark.parametrize("name", sorted(pods()))
def test_pods_may_do_nothing_but_their_work(name):
    spec = pods()[name]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for box in [*spec["containers"], *spec.get("initContainers", [])]:
        assert box["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(box["resources"]) == {"requests", "limits"}
        assert {mount["mountPath"] for mount in box["volumeMounts"]} >= {"/data", "/tmp"}  # noqa: S108 - the only
        assert box["envFrom"] == [{"configMapRef": {"name": "masswerk"}}, {"secretRef": {"name": "masswerk"}}]


def test_commands_are_those_that_there_are():
    called = set()
    for spec in pods().values():
        for box in [*spec["containers"], *spec.get("initContainers", [])]:
            command = " ".join(box.get("command", [])).partition("&&")[0]
            words = re.sub(r"\$\(.*?\)", "today", command).split()
            if "manage.py" in words:
                name, *options = words[words.index("manage.py") + 1 :]
                load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(options)
                called.add(name)
    units = "".join(path.read_text() for path in (settings.BASE_DIR / "deploy" / "systemd").glob("*.service"))
    assert called == {*re.findall(r"manage\.py (\w+)", units), "migrate"}


def test_settings_are_documented_and_secrets_are_elsewhere():
    lines = (FOLDER / "masswerk.env").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if not line.startswith("#")}
    page = (settings.BASE_DIR / "docs" / "operation.md").read_text()
    assert all(f"`{name}`" in page for name in names)
    secrets = {"MASSWERK_SECRET_KEY", "DATABASE_URL", "DATABASE_REPLICA_URL"}
    secrets |= {"MASSWERK_S3_ACCESS_KEY", "MASSWERK_S3_SECRET_KEY", "MASSWERK_SMTP_USER", "MASSWERK_SMTP_PASSWORD"}
    assert not names & secrets
    scaling = (settings.BASE_DIR / "docs" / "scaling.md").read_text()
    assert all(name in scaling for name in secrets)


def test_probes_and_ingress_ask_by_the_name_of_the_site():
    [name] = {
        header["value"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        for header in pods()["masswerk"]["containers"][0][probe]["httpGet"]["httpHeaders"]
        if header["name"] == "Host"
    }
    [ingress] = [document for document in documents() if document["kind"] == "Ingress"]
    assert ingress["spec"]["rules"][0]["host"] == ingress["spec"]["tls"][0]["hosts"][0] == name
    assert f"MASSWERK_HOSTS={name}" in (FOLDER / "masswerk.env").read_text()
