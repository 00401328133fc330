"""What counts as a mail address of a town.

There is no public list of the domains of all municipalities. So three things together count: nobody can use an address
of a free mail provider; the link in the mail proves that the sender reads mail there; and a moderator sees the domain,
and whether it has the name of the town in it, before anything is public.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from municipalities.folding import spellings, words_of
from municipalities.place_words import CONNECTIVES, written_out

# Providers at which anybody gets an address, whatever the ending. Not complete: the moderator sees the domain, too.
FREE_PROVIDERS = {
    "aol", "arcor", "bluewin", "email", "fastmail", "freenet", "gmail", "gmx", "googlemail", "hotmail", "icloud",
    "kabelmail", "live", "mac", "mail", "mailbox", "me", "msn", "online", "onlinehome", "outlook", "posteo", "proton",
    "protonmail", "rocketmail", "t-online", "tutanota", "tuta", "unitybox", "vodafone", "vodafonemail", "web", "yahoo",
    "yandex", "ymail", "zoho",
}  # fmt: skip
SHORTEST = 3  # letters of a word of a name that says something
# Words of names that many municipalities share
COMMON = CONNECTIVES | {
    "stadt", "gemeinde", "markt", "amt", "kreis", "landkreis", "verbandsgemeinde", "samtgemeinde", "verband", "region",
    "regionalverband", "bad", "sankt", "neu", "alt", "gross", "klein", "ober", "unter", "nieder",
}  # fmt: skip


def refuse_free_provider(address: str) -> None:
    """Raise ValidationError if an address is one that anybody can get."""
    domain = address.rpartition("@")[2].lower()
    labels = domain.split(".")
    if len(labels) >= 2 and labels[-2] in FREE_PROVIDERS:
        raise ValidationError(
            _("Please use an official address of the town or association, not one of %(domain)s.") % {"domain": domain},
            code="free_provider",
        )


def names_town(domain: str, town: str) -> bool:
    """Return whether a domain has a word of the name of a town in it: "stadt-kiel.de" of Kiel, "luebeck.de" of Lübeck.

    It is a hint for moderators only: an association may well have a domain with another name.
    """
    labels = domain.lower().split(".")[:-1]
    text = "".join(word for label in labels for word in words_of(label))
    texts = (text, spellings(text)[-1])
    words = [word for word in written_out(town) if len(word) >= SHORTEST and word not in COMMON]
    return any(spelling in some for word in words for spelling in spellings(word) for some in texts)
