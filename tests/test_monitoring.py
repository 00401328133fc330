"""What is recorded of requests, and how metrics and reports are made of it; see also tests/serving/test_seen.py."""

import logging
import re
import time

import pytest
from django.conf import settings
from django.db import connection

from config.error_reports import without_personal_data
from config.monitoring.database import DatabaseCollector
from config.monitoring.listener import parse_address
from config.monitoring.record import RequestRecord, seconds_waited
from config.monitoring.security_events import security_events
from measures.database.availability import Availability
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.security_log import log
from tests.factories import make_draft

PAGE = settings.BASE_DIR / "docs" / "operation.md"
RULES = settings.BASE_DIR / "deploy" / "monitoring" / "masswerk.rules.yml"


def collected():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in DatabaseCollector().collect()
        for sample in family.samples
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("ago", "waited"),
    [(3, 3), (0, 0), (-2, 0), (599, 599), (700, None)],
    ids=["3 s", "now", "ahead", "long", "too long"],
)
def test_the_wait_is_the_time_since_the_proxy_passed_the_request_on(ago, waited):
    assert seconds_waited(f"t={time.time() - ago:.3f}") == (None if waited is None else pytest.approx(waited, abs=0.2))


@pytest.mark.one_database
@pytest.mark.parametrize("header", ["", "t=", "gestern", "1764360000", "t=1e9", "t=-5", "t=" + "9" * 400, "t=٣"])
def test_a_wrong_time_of_the_proxy_is_no_wait(header):
    assert seconds_waited(header) is None


@pytest.mark.one_database
def test_a_slow_statement_is_logged_without_its_values(monkeypatch, caplog):
    def execute(sql, params, many, context):
        time.sleep(0.011)
        raise ValueError("cancelled")

    monkeypatch.setattr("config.monitoring.record.SLOW_STATEMENT", 0.01)
    record = RequestRecord()
    with pytest.raises(ValueError, match="cancelled"):
        record(execute, "SELECT %s", ["Jana Muster"], False, {})
    assert (record.statements, record.statement_seconds > 0.01) == (1, True)
    [line] = caplog.messages
    assert line.endswith("SELECT %s")


@pytest.mark.one_database
def test_an_outage_and_its_end_are_logged_once(caplog):
    known = Availability()
    for _ in range(3):
        known.report_failure(OSError("weg"))
    for _ in range(3):
        known.report_answer()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert re.fullmatch(r"the database answers again after 0\.\d s", caplog.messages[1])


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["9108", ":9108", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x"])
def test_a_wrong_address_for_metrics_is_refused(address):
    assert parse_address("0.0.0.0:9108") == ("0.0.0.0", 9108)  # noqa: S104
    with pytest.raises(ValueError, match="MASSWERK_METRICS"):
        parse_address(address)


@pytest.mark.one_database
def test_lines_of_the_security_log_are_counted():
    def count():
        return security_events.labels("sign_in", "refused")._value.get()

    before = count()
    log("sign_in", "refused", account=3)
    logging.getLogger("masswerk.security").info("of somebody else")
    assert count() == before + 1


@pytest.mark.one_database
def test_a_report_holds_only_what_it_may():
    frame = {
        "filename": "a.py",
        "function": "f",
        "lineno": 3,
        "vars": {"name": "Jana Muster"},
        "abs_path": "jana.py",
    }
    event = {
        "event_id": "1",
        "level": "error",
        "server_name": "jana-pc",
        "user": {"email": "jana@example.org"},
        "request": {"url": "https://example.org/?q=jana", "cookies": "jana", "data": "jana"},
        "extra": {"who": "jana"},
        "breadcrumbs": {"values": [{"message": "jana"}]},
        "logentry": {"message": "mail to %s", "params": ["jana"], "formatted": "mail to jana"},
        "exception": {"values": [{"type": "ValueError", "value": "jana", "stacktrace": {"frames": [frame]}}]},
    }
    assert without_personal_data(event, {}) == {
        "event_id": "1",
        "level": "error",
        "transaction": "-",
        "tags": {"request_id": "-", "method": "-"},
        "logentry": {"message": "mail to %s"},
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "stacktrace": {"frames": [{"filename": "a.py", "function": "f", "lineno": 3}]},
                }
            ]
        },
    }


@pytest.mark.django_db
def test_mails_and_entries_in_work_are_metrics():
    make_draft("Ein Entwurf")
    queue_mail(["a@example.org", "b@example.org"], "mail/password_changed.txt", {})
    found = collected()
    assert found["masswerk_database_up",] == 1
    assert found["masswerk_mails_waiting",] == 2
    assert 0 <= found["masswerk_mail_oldest_seconds",] < 60
    states = {state: found["masswerk_editions_in_work", state] for state in ("draft", "submitted", "returned")}
    assert states == {"draft": 1, "submitted": 0, "returned": 0}
    if connection.vendor == "postgresql":
        assert 1 <= found["masswerk_database_connections",] <= found["masswerk_database_connections_max",]


@pytest.mark.one_database
def test_each_alert_says_what_to_do():
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    assert len(alerts) == 6
    for alert in alerts:
        assert f"**{alert}**" in PAGE.read_text(), alert


@pytest.mark.one_database
def test_all_commands_that_repeat_run_where_it_is_shipped():
    compose = (settings.BASE_DIR / "compose.yaml").read_text()
    units = "".join(path.read_text() for path in (settings.BASE_DIR / "deploy" / "systemd").glob("*.service"))
    for command in ("send_mail", "send_digests", "forget_expired", "remove_orphaned_images"):
        assert f'"manage.py", "{command}", "--every"' in compose
        assert f"manage.py {command}" in units
