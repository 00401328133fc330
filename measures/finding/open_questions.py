"""Counts questions that find nothing or little, so that moderators learn which words the catalogue lacks.

A request only notes its question in the memory of its process. When the hour is over, the thread that follows the
catalogue stores what was noted (measures/finding/current.py). Each question counts once an hour, however many processes
have noted it. If the database is away, the notes wait; what a process has noted in the present hour ends with it.
"""

import logging
import re
import time
import unicodedata
from datetime import date, datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F, Sum
from django.utils import timezone

from measures.models import CountedHour, OpenQuestion
from measures.models.questions import LEAST_HOURS
from municipalities.folding import words_of
from municipalities.web_addresses import HOST

FEW = 3  # results
MOST_NOTED = 2_000  # different questions of one hour in one process
MOST_IN_A_WEEK = 20_000  # different questions; further ones are not stored
AT_ONCE = 500  # questions in one statement
MOST_DIGITS = 5  # a town has a postal code of five; phone numbers have more
RETRY = 60  # seconds after the notes could not be stored
# Also a mail address that is spelt out: "anna [at] example.org", "anna at example dot org"
SPELT_OUT = r"[(\[{]\s*(?:at|ät)\s*[)\]}]|\b(?:at|ät)\b.+\b(?:dot|punkt)\b"
ADDRESS = re.compile(rf"@|{SPELT_OUT}|{HOST}", re.IGNORECASE)
DIGIT = re.compile(r"[0-9]")

Notes = dict[str, tuple[str, int]]  # {key: (question, number of its results)}

logger = logging.getLogger(__name__)


def key_of(text: str) -> str:
    """Return the fingerprint of a question; case, accents and punctuation do not count. "" for one without words."""
    words = " ".join(words_of(text))
    secret = settings.SECRET_KEY.encode()[:64]
    return blake2b(words.encode(), key=secret, digest_size=16).hexdigest() if words else ""


def may_be_stored(text: str) -> bool:
    """Return whether a question is short and holds nothing that looks like an address or a phone number."""
    plain = unicodedata.normalize("NFKC", text)  # fullwidth digits and signs are those that they stand for
    return len(text) <= OpenQuestion.LONGEST and len(DIGIT.findall(plain)) <= MOST_DIGITS and not ADDRESS.search(plain)


def this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


class OpenQuestions:
    def __init__(self) -> None:
        self.noted: dict[datetime, Notes] = {}
        self._stored_until = this_hour()
        self._retry_at = 0.0

    def note(self, text: str, results: int) -> None:
        """Remember a question in this process if it has found FEW results or less. Never touches the database."""
        if not settings.MASSWERK_COUNT_QUESTIONS or results > FEW or not may_be_stored(text):
            return
        notes = self.noted.setdefault(this_hour(), {})
        if (key := key_of(text)) and (key in notes or len(notes) < MOST_NOTED):
            notes[key] = text, results

    def store_past_hours(self) -> None:
        """Store the notes of hours that are over, if there are any. Errors are logged, and the notes are kept."""
        hour = this_hour()
        if hour == self._stored_until or time.monotonic() < self._retry_at:
            return
        try:
            # The last hour also if nothing was asked in it, so that no flag of the hour before remains.
            for past in sorted({hour - timedelta(hours=1), *[noted for noted in list(self.noted) if noted < hour]}):
                store(past, self.noted.get(past, {}))
                self.noted.pop(past, None)
            self._stored_until = hour
        except Exception:
            self._retry_at = time.monotonic() + RETRY
            logger.exception("questions without results could not be stored; the next try is in %d s", RETRY)
            connections.close_all()


@transaction.atomic
def store(hour: datetime, notes: Notes) -> None:
    """Add the notes of one hour to the rows of its week, leaving out what another process has added for this hour."""
    # Its lock makes processes take turns.
    CountedHour.objects.get_or_create(id=1, defaults={"hour": hour})
    counted = CountedHour.objects.select_for_update().get()
    if counted.hour < hour:
        OpenQuestion.objects.filter(is_counted=True).update(is_counted=False)
        CountedHour.objects.update(hour=hour)
    day = timezone.localdate(hour)
    week = day - timedelta(days=day.weekday())
    keys = list(notes)
    for start in range(0, len(keys), AT_ONCE):
        add({key: notes[key] for key in keys[start : start + AT_ONCE]}, week)


def add(notes: Notes, week: date) -> None:
    """Add one hour to the rows of these questions. Store the texts of those that have been asked in enough hours.

    It takes a few statements, since the thread that does it has to follow the catalogue.
    """
    of_week = OpenQuestion.objects.filter(week=week)
    known = set(of_week.filter(key__in=notes).values_list("key", flat=True))
    of_week.filter(key__in=notes, is_counted=False).update(hours=F("hours") + 1, is_counted=True)
    new = [key for key in notes if key not in known]
    if new:
        new = new[: max(MOST_IN_A_WEEK - of_week.count(), 0)]
        OpenQuestion.objects.bulk_create(OpenQuestion(key=key, week=week, hours=1, is_counted=True) for key in new)
    of_keys = OpenQuestion.objects.filter(key__in=notes)
    totals = of_keys.order_by().values("key").annotate(asked=Sum("hours")).filter(asked__gte=LEAST_HOURS)
    changed = []
    for row in of_keys.filter(key__in=totals.values("key")):
        if (row.text, row.results) != notes[row.key]:
            row.text, row.results = notes[row.key]
            changed.append(row)
    OpenQuestion.objects.bulk_update(changed, ["text", "results"], batch_size=AT_ONCE)


questions = OpenQuestions()
