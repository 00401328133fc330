"""The shipped units and timers of systemd."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

pytestmark = pytest.mark.one_database
UNITS = sorted((settings.BASE_DIR / "deploy" / "systemd").iterdir())


def test_units_call_commands_that_there_are():
    called = {}
    for unit in UNITS:
        for name, options in re.findall(r"^ExecStart=.*manage\.py (\w+) ?(.*)$", unit.read_text(), re.MULTILINE):
            command = load_command_class(get_commands()[name], name)
            if not options.startswith("/"):
                command.create_parser("manage.py", name).parse_args(options.split())
            called[name] = unit.name
    assert called.keys() == {
        "send_mail", "send_digests", "send_reminders", "forget_expired", "publish_planned", "remove_orphaned_images",
        "ask_reuses", "check_links", "backup",
    }  # fmt: skip


def test_each_unit_starts_by_itself_and_is_documented():
    names = {unit.name for unit in UNITS}
    page = (settings.BASE_DIR / "docs" / "operation.md").read_text()
    for unit in UNITS:
        starts = "[Install]" in unit.read_text() or unit.with_suffix(".timer").name in names
        assert starts, unit.name
        if "[Install]" in unit.read_text():
            assert f"| `{unit.name}` |" in page
        if unit.suffix == ".service":
            assert "User=masswerk" in unit.read_text()


def test_systemd_accepts_the_units(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd on this machine")
    for unit in UNITS:  # it wants the programs to be there
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/masswerk/.venv/bin/", "/bin/true "))
    done = subprocess.run([analyze, "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_installation_starts_every_unit_and_its_settings_are_documented():
    installation = settings.BASE_DIR / "deploy" / "debian"
    script = (installation / "install.sh").read_text()
    [enabled] = re.findall(r"systemctl enable --quiet (.+)", script)
    installable = {unit.name.removesuffix(".service") for unit in UNITS if "[Install]" in unit.read_text()}
    assert set(enabled.split()) == installable
    names = re.findall(r"^(\w+)=", (installation / "env").read_text(), re.MULTILINE)
    page = (settings.BASE_DIR / "docs" / "operation.md").read_text()
    assert [name for name in names if f"`{name}`" not in page] == []
