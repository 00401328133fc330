"""Help for tests of past days: a clock to set, and verbs in short."""

from datetime import UTC, date, datetime, timedelta

from measures import workflow

FIRST = date(2026, 3, 1)


class Clock:
    def set(self, day):
        self.now = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)

    def next_day(self):
        self.set(self.now.date() + timedelta(days=1))


def act(verb, edition, by, **words):
    edition.refresh_from_db()
    verb(edition=edition, by=by, version=edition.version, **words)


def republish(edition, by, **content):
    draft = workflow.start_draft(measure=edition.measure, by=None, original=edition, newest=edition.measure.newest)
    workflow.save_draft(edition=draft, by=None, version=draft.version, content=content)
    act(workflow.submit, draft, None)
    act(workflow.publish, draft, by)
    return draft


def api_entries(client, day):
    """Return the same as the API has them, and check that each of them can be asked for alone."""
    found, address = [], f"/api/v1/measures?limit=3&stand={day}"
    while address:
        answer = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        found += answer["measures"]
        address = answer["next"]
    assert answer["total"] == len(found)
    for entry in found[:2]:
        assert client.get(f"/api/v1/measures/{entry['id']}?stand={day}").json()["measure"] == entry
    return found
