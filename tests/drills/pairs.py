"""Two users act on one entry at the same moment; reports who was first and what was lost.

Editors send forms by HTTP, as their browsers would. Moderators decide by the verbs of the workflow, in a separate
transaction.
"""

import random
import time
from collections import Counter
from functools import partial

from measures import workflow
from measures.models import AuditEntry, Edition
from tests.drills.editor import Broken, Editor, Lost, address, require
from tests.drills.prepare import new_draft, new_public, people
from tests.drills.together import at_once

State = Edition.State


def run(url, count):
    pairs = Pairs(url)
    return {play.__name__: played(play, int(count)) for play in pairs.kinds}


def played(play, count):
    began, outcomes, broken, lost = time.monotonic(), Counter(), [], []
    for number in range(count):
        try:
            outcomes[play(number)] += 1
        except Lost as error:
            lost.append(f"{number}: {error}")
        except Broken as error:
            broken.append(f"{number}: {error}")
    return {"outcomes": outcomes, "broken": broken, "lost": lost, "seconds": time.monotonic() - began}


class Pairs:
    def __init__(self, url):
        anna, berta, self.moderator = people()
        self.anna, self.berta = Editor(url, anna, "goals"), Editor(url, berta, "partners")
        self.kinds = [self.edit_edit, self.edit_submit, self.edit_publish, self.edit_withdraw]

    def edit_edit(self, number):
        draft = new_draft(f"Beide {number}")
        editors = [self.anna, self.berta]
        for editor in editors:
            editor.open(draft, number)
        return self.one_of_two(draft, editors, at_once(*(partial(editor.save, draft) for editor in editors)))

    def edit_submit(self, number):
        draft = new_draft(f"Abgabe {number}")
        self.anna.open(draft, number)
        self.berta.open(draft, number)
        if number % 2:  # Berta saves and submits in one
            save = partial(self.berta.save, draft, "_submit")
            answers = at_once(partial(self.anna.save, draft), save)
            return self.one_of_two(draft, [self.anna, self.berta], answers)
        submit = self.at_any_moment(partial(self.berta.submit, draft))
        saved, submitted = at_once(partial(self.anna.save, draft), submit)
        edition = fresh(draft)
        if status(saved) == 302:
            require(submitted.status == 409, "submitted an entry that its user had not seen")
            require(edition.state == State.DRAFT, f"the edited one is {edition.state}")
            self.anna.stored(edition)
            return "edited"
        require(submitted.location == address("entry_show", draft), "neither edited nor submitted")
        require(edition.state == State.SUBMITTED, f"the submitted one is {edition.state}")
        require(self.anna.save_after_conflict(saved).state == State.DRAFT, "not taken back")
        return "submitted"

    def edit_publish(self, number):
        return [self.stale_and_publish, self.recall_and_publish, self.start_and_publish][number % 3](number)

    def stale_and_publish(self, number):
        """Anna's form is older than the submission that is being published."""
        draft = new_draft(f"Alt {number}")
        self.anna.open(draft, number)
        self.submit(draft)
        saved, published = at_once(partial(self.anna.save, draft), self.at_any_moment(self.publish(draft)))
        require(published is None, f"not published: {published!r}")
        new = self.anna.save_after_conflict(saved)
        require((fresh(draft).state, fresh(draft).summary) == (State.PUBLISHED, ""), "what is public was changed", Lost)
        require(new.number == 2, "the text is in no new draft")
        return "published, then edited"

    def recall_and_publish(self, number):
        """Anna recalls the entry to save a text while it is being published."""
        draft = new_draft(f"Zurück {number}")
        self.anna.open(draft, number)
        self.submit(draft)
        _edition, buttons = self.anna.check_conflict(self.anna.save(draft))
        saved, published = at_once(partial(self.anna.save, draft, *buttons), self.at_any_moment(self.publish(draft)))
        if published is None:
            require(fresh(draft).state == State.PUBLISHED, "not published")
            require(self.anna.save_after_conflict(saved).number == 2, "the text is in no new draft")
            return "published"
        require(isinstance(published, workflow.Conflict), f"the moderator is told {published!r}")
        require(status(saved) == 302, f"neither published nor edited: {status(saved)}")
        require(self.anna.stored(fresh(draft)).state == State.DRAFT, "not taken back")
        return "taken back"

    def start_and_publish(self, number):
        """Anna saves a text as a new draft while a draft by Berta is being published."""
        first = new_draft(f"Neu {number}")
        self.anna.open(first, number)
        self.submit(first)
        self.publish(first)()
        _edition, buttons = self.anna.check_conflict(self.anna.save(first))
        second = workflow.start_draft(measure=first.measure, by=self.berta.user)
        self.berta.open(second, number)
        require(status(self.berta.save(second)) == 302, "Berta could not save")
        second = fresh(second)
        self.submit(second)
        saved, published = at_once(partial(self.anna.save, first, *buttons), self.at_any_moment(self.publish(second)))
        require(published is None, f"not published: {published!r}")
        new = self.anna.save_after_conflict(saved, seen=[self.berta.typed["summary"]])
        self.berta.stored(fresh(second))
        self.berta.stored(new, self.berta.own)  # what only Berta has changed must not vanish with Anna's draft
        return "published, then edited"

    def edit_withdraw(self, number):
        return [self.draft_and_withdraw, self.stale_and_withdraw, self.start_and_withdraw][number % 3](number)

    def draft_and_withdraw(self, number):
        """Anna saves a draft while the public edition before it is withdrawn."""
        public = new_public(f"Entwurf {number}")
        draft = workflow.start_draft(measure=public.measure, by=self.anna.user)
        self.anna.open(draft, number)
        saved, withdrawn = at_once(partial(self.anna.save, draft), self.at_any_moment(self.withdraw(public)))
        require(status(saved) == 302, f"{status(saved)} instead of 302")
        return self.both(self.anna.stored(fresh(draft)), public, withdrawn)

    def stale_and_withdraw(self, number):
        """Anna's form is older than the publication of the edition that is being withdrawn."""
        draft = new_draft(f"Überholt {number}")
        self.anna.open(draft, number)
        self.submit(draft)
        self.publish(draft)()
        saved, withdrawn = at_once(partial(self.anna.save, draft), self.at_any_moment(self.withdraw(draft)))
        return self.both(self.anna.save_after_conflict(saved), draft, withdrawn)

    def start_and_withdraw(self, number):
        """Anna saves a text as a new draft while the edition it is based on is withdrawn."""
        draft = new_draft(f"Anfang {number}")
        self.anna.open(draft, number)
        self.submit(draft)
        self.publish(draft)()
        _edition, buttons = self.anna.check_conflict(self.anna.save(draft))
        saved, withdrawn = at_once(partial(self.anna.save, draft, *buttons), self.at_any_moment(self.withdraw(draft)))
        if status(saved) == 302:
            new = self.anna.stored(Edition.objects.working().get(measure=draft.measure))
        else:
            new = self.anna.save_after_conflict(saved)
        return self.both(new, draft, withdrawn)

    def one_of_two(self, draft, editors, answers):
        """One of two forms is stored; the other editor sees both texts and then saves again."""
        require({status(answer) for answer in answers} == {302, 409}, f"{[*map(status, answers)]}", Lost)
        winner, loser = editors if status(answers[0]) == 302 else editors[::-1]
        state = winner.stored(fresh(draft)).state
        final = loser.save_after_conflict(answers[editors.index(loser)], seen=[winner.typed["summary"]])
        winner.stored(final, winner.own)
        saves = AuditEntry.objects.filter(edition_key=draft.pk, verb=AuditEntry.Verb.SAVE).count()
        require(saves == 2, f"{saves} rows in the audit for 2 edits")
        return f"{winner.user.email.partition('@')[0]} first ({state})"

    def both(self, working, public, withdrawn):
        require(withdrawn is None, f"not withdrawn: {withdrawn!r}")
        require(fresh(public).state == State.WITHDRAWN, "not withdrawn")
        require(working.state == State.DRAFT and working.pk != public.pk, "not in a draft")
        return "both"

    def at_any_moment(self, action):
        """Let `action`, which is quick, begin at any moment of a save: now the one is first, now the other."""

        def later():
            time.sleep(random.uniform(0, self.anna.seconds))  # noqa: S311 - not a secret
            return action()

        return later

    def submit(self, edition):
        workflow.submit(edition=edition, by=self.berta.user, version=edition.version)

    def publish(self, edition):
        return partial(workflow.publish, edition=edition, by=self.moderator, version=edition.version)

    def withdraw(self, edition):
        return partial(
            workflow.withdraw, edition=edition, by=self.moderator, version=edition.version, reason="Ein Irrtum."
        )


def fresh(edition):
    return Edition.objects.get(pk=edition.pk)


def status(answer):
    return getattr(answer, "status", repr(answer))
