"""What strangers, editors and moderators write to each other about the entries of poisoned.py, all of it attacks."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from measures.models import (
    ArchivingRequest,
    Comment,
    Enquiry,
    Letter,
    MendedText,
    Reuse,
    ReuseAuditEntry,
    SavedAnswer,
    Statement,
)
from municipalities.accounts.models import User
from municipalities.models import Municipality

NOW = timezone.now()
SIGN = "a'onclick=alert(1)x='@example.org"


def make_words(made, payloads, url):
    """Write about every submitted and returned entry; return {kind: addresses at the desk}."""
    moderator = User.objects.get(is_moderator=True)
    towns = list(Municipality.objects.filter(slug__startswith="ort-").order_by("pk"))
    SavedAnswer.objects.bulk_create(SavedAnswer(title=text[:80], text=text) for text in payloads)
    Letter.objects.create(
        month=timezone.localdate().strftime("%Y-%m"), subject=payloads[0], text="\n\n".join(payloads[:80])
    )
    Letter.objects.create(
        month="2025-01", subject=" ".join(payloads[1:3])[:150], text="x", sent_at=NOW, sent_by=moderator
    )
    for edition in made["submitted"] + made["returned"]:
        for name in ("", "title", "goals"):
            for text in edition.goals.split("\n\n"):
                Comment.objects.create(edition=edition, name=name, text=text, is_internal=not name, by=moderator)
        MendedText.objects.create(edition=edition, said=edition.goals)
    reuses, enquiries = [], []
    for number, edition in enumerate(made["submitted"]):
        texts = edition.goals.split("\n\n")
        reuses.append(make_reuse(edition, towns[number], texts, moderator, url))
        enquiries.append(make_enquiry(edition, texts, is_open=number % 2))
    asked = made["published"][::7]
    ArchivingRequest.objects.bulk_create(
        ArchivingRequest(measure=edition.measure, reason=edition.goals, asked_by=moderator) for edition in asked
    )
    answers = SavedAnswer.objects.order_by("-pk")[:100:50]
    return {
        "comments": [reverse("admin:entry_comments", args=[edition.pk]) for edition in made["returned"]],
        "reuses": [reverse("admin:reuses"), reverse("admin:reuses") + "?seite=2"],
        "reuse": [reverse("admin:reuse", args=[reuse.pk]) for reuse in reuses],
        "enquiries": [reverse("admin:enquiries"), reverse("admin:enquiries") + "?seite=2"],
        "enquiry": [reverse("admin:enquiry", args=[enquiry.pk]) for enquiry in enquiries],
        "archiving": [reverse("admin:entry_decline", args=[edition.pk]) for edition in asked],
        "letter": [reverse("admin:letter")],
        "saved answers": [reverse("admin:measures_savedanswer_changelist")]
        + [reverse("admin:measures_savedanswer_change", args=[answer.pk]) for answer in answers],
        "moving": [reverse("admin:entry_move", args=[edition.pk]) for edition in made["returned"][:2]],
    }


def make_reuse(edition, town, texts, moderator, url):
    reuse = Reuse.objects.create(measure=edition.measure, municipality=town, status="nutzt")
    line, long = " ".join(texts), "\n\n".join(texts)
    said = {
        "status": "nutzt", "adapted": long, "effort": line[:300], "software_version": texts[0][:60], "link": url(line),
        "contact": SIGN, "source_url": url(line), "evidence": line[:500], "remark": long,
    }  # fmt: skip
    for side in ("adopter", "origin", "third"):
        public = {"state": "published", "published_at": NOW - timedelta(hours=1), "by": moderator}
        Statement.objects.create(reuse=reuse, side=side, **public, **said)
        Statement.objects.create(reuse=reuse, side=side, state="waiting", **said)
    ReuseAuditEntry.objects.create(
        verb="refuse", by=moderator, reuse_key=reuse.pk, measure_key=reuse.measure_id, municipality_key=town.pk,
        note=long,
    )  # fmt: skip
    return reuse


def make_enquiry(edition, texts, *, is_open):
    answered = {} if is_open else {"answer": "\n".join(texts), "answered_at": NOW}
    [enquiry] = Enquiry.objects.bulk_create(
        [
            Enquiry(
                measure=edition.measure, name=" ".join(texts)[:120], email=SIGN, town=texts[-1],
                question="\n\n".join(texts), confirmed_at=NOW, **answered,
            )
        ]
    )  # fmt: skip
    return enquiry
