"""Web and mail addresses as people type and paste them: found in a text, tidied, and as a form field.

All expressions take time linear in the length of the text: what can repeat is either bounded or possessive, and an
address without scheme is looked for only where a word begins.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy, ngettext_lazy

LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
HOST = rf"(?:{LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[^\W\d_]{{2,24}})(?![\w@])"
NUMBERS = r"\d{1,3}(?:\.\d{1,3}){3}(?![\w@])"
# Port, path, query and fragment, up to a quotation mark or to a second address behind a comma or semicolon
REST = r"(?::\d{1,5})?+(?:[/?#](?:(?![,;](?:https?://|www\.))[^\s<>|\"“”„»«‹›])*+)?+"
# Without scheme and "www.", only what can hardly be a slip such as "Ende.Neuer Satz"; "example" ends made-up addresses
WELL_KNOWN = "de|eu|org|com|net|info|at|ch|berlin|hamburg|bayern|nrw|ruhr|koeln|cologne|saarland|digital|example"
ADDRESS = rf"""
    (?<![\w@.])(?P<web>(?:https?://(?:{HOST}|{NUMBERS})|www\.{HOST}){REST})
    | (?<![\w@./+%-])(?P<mail>(?:mailto:)?+[\w.+%-]++@{HOST})
    | (?<![\w@./+%-])(?P<bare>(?:{LABEL}\.)+(?-i:{WELL_KNOWN})(?![\w@.-]|\.\w){REST})
"""
# Between two addresses; a comma or semicolon may also be a part of one
BETWEEN = re.compile(r"\s+|[,;|](?=\s|https?://|www\.)", re.IGNORECASE)
WITH_SCHEME = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
WITHOUT_SCHEME = re.compile(rf"{HOST}{REST}", re.IGNORECASE)
MAIL = re.compile(rf"(?:mailto:)?+[\w.+%-]++@{HOST}(?:\?\S*)?", re.IGNORECASE)
FILE = re.compile(r"[^/?#]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|txt|html?|md|zip|jpe?g|png)", re.IGNORECASE)

TRAILING = " .,;:!?…'’‘*"
PAIRS = {")": "(", "]": "["}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
WRAPPED = [("<", ">"), ("(", ")"), ("[", "]"), ('"', '"'), ("„", "“"), ("“", "”"), ("»", "«"), ("«", "»")]
SCHEME = re.compile(r"(https?)\s*:\s*/\s*/\s*", re.IGNORECASE)  # with spaces that were pasted


def trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it; brackets that it opens itself stay."""
    surplus = {end: address.count(end) - address.count(start) for end, start in PAIRS.items()}
    length = len(address)
    while length and (address[length - 1] in TRAILING or surplus.get(address[length - 1], 0) > 0):
        if address[length - 1] in surplus:
            surplus[address[length - 1]] -= 1
        length -= 1
    return address[:length]


def href(address: str) -> str:
    """Return the address with its scheme, https:// or mailto: where it has none; "" if it is no address.

    The names of files ("Anlage.pdf") are no addresses, and neither are other schemes.
    """
    address = address.replace("&amp;", "&")  # copied from the source of a page or a mail
    if WITH_SCHEME.fullmatch(address):
        return address
    if MAIL.fullmatch(address):
        return address if address[:7].lower() == "mailto:" else f"mailto:{address}"
    if WITHOUT_SCHEME.fullmatch(address) and not FILE.fullmatch(address):
        return f"https://{address}"
    return ""


def tidied(text: str) -> str:
    """Return a pasted address without spaces, quotation marks, brackets and punctuation around it."""
    text = trimmed(text.translate(INVISIBLE).strip().replace("&amp;", "&"))
    for start, end in WRAPPED:
        if len(text) > 1 and text[0] == start and text[-1] == end:
            text = text[1:-1]
    text = trimmed(text.strip())
    scheme = SCHEME.match(text)
    return f"{scheme[1].lower()}://{text[scheme.end() :]}" if scheme else text


class WebAddressField(forms.URLField):
    """Takes one web address as people paste it; https:// is assumed where it has no scheme."""

    default_validators = [URLValidator(["http", "https"])]
    default_error_messages = {
        "several": ngettext_lazy(
            "This is %(count)d address; only one fits here.",
            "These are %(count)d addresses; only one fits here.",
            "count",
        ),
        "mail": gettext_lazy("This is an e-mail address, not the address of a web page."),
    }

    def __init__(self, *, assume_scheme="https", **options):
        super().__init__(assume_scheme=assume_scheme, **options)

    def to_python(self, value):
        address = tidied(str(value)) if value else ""
        if MAIL.fullmatch(address):
            raise ValidationError(self.error_messages["mail"], code="mail")
        words = {trimmed(word) for word in BETWEEN.split(address)}
        found = {word for word in words if href(word)}
        if len(found) > 1:
            raise ValidationError(self.error_messages["several"], code="several", params={"count": len(found)})
        return super().to_python(address)
