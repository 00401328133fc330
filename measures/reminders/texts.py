"""What a reminder says about each kind: what it is, why it comes, and what to do."""

from django.utils.translation import gettext_lazy as _

from measures.reminders.rules import Kind

SECTIONS = {
    (Kind.REVIEW, True): (
        _("Entries that wait for your review"),
        _("They have come in since the last mail, or have waited for two weeks or more. Publish or return them."),
    ),
    (Kind.ARCHIVE, True): (
        _("Entries that their editors want archived"),
        _("They have asked since the last mail, or two weeks or more ago. Archive the entries, or say why they stay."),
    ),
    (Kind.REUSE, True): (
        _("Projects with statements on re-uses that wait for you"),
        _("They have come in since the last mail, or two weeks or more ago. You find them under “Re-uses”."),
    ),
    (Kind.RETURNED, False): (
        _("Entries that were returned to you"),
        _("The KTS has asked for changes, and nothing has happened since. Revise and submit them again."),
    ),
    (Kind.RETURNED, True): (
        _("Returned entries without an answer"),
        _("Their editors have not reacted to two mails in ten weeks. A call may help."),
    ),
    (Kind.ENQUIRY, False): (
        _("Questions of visitors without an answer"),
        _("They have waited for two weeks or more. You find them under “Questions to the municipality”."),
    ),
    (Kind.ENQUIRY, True): (
        _("Projects that do not answer visitors"),
        _("Questions have waited for two weeks or more, and the project has no editor or they have not reacted."),
    ),
    (Kind.CONFIRM, False): (
        _("Is this still correct?"),
        _("Nobody has confirmed these entries for half a year or more. If all is still correct, one click is enough."),
    ),
    (Kind.CONFIRM, True): (
        _("Entries that nobody confirms"),
        _("Their editors have not reacted to three mails. Ask them, or hand the entries over."),
    ),
    (Kind.DRAFT, False): (
        _("Drafts that lie idle"),
        _("Nobody has worked on them for a month or more. Go on, submit or discard them."),
    ),
    (Kind.FUNDING, False): (
        _("The funding of your project ends soon"),
        _("Say in the entries what will become of the measures: who runs them, and with which money."),
    ),
    (Kind.FUNDING, True): (
        _("Projects whose funding ends soon"),
        _("Ask what will become of their measures, and who looks after the entries."),
    ),
    (Kind.ACCOUNTS, True): (
        _("Accounts that you should confirm"),
        _("Some accounts have not been confirmed for half a year. Confirm or close them."),
    ),
}


def section_of(kind: Kind, to_moderators: bool) -> dict:
    heading, why = SECTIONS[kind, to_moderators]
    return {"heading": heading, "why": why}
