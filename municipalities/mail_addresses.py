"""E-mail addresses: one form in which they are stored, compared, counted and sent.

Domains follow IDNA 2008, as in browsers: ß is a letter of its own. Python's codec "idna" is IDNA 2003, which would make
`ss` of it, and so lead to somebody else's domain.
"""

import unicodedata

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.visible_text import visible

LONGEST = 254  # characters, as in models.EmailField
NO_DOMAIN = _("The part after the @ is not a domain that mail can be sent to. Please check the address.")


def tidy(address: str) -> str:
    """Return `address` as it is stored: without spaces around it, and with the domain as people read it.

    Invisible characters are removed. Case of the part before the @ stays. What is no address is returned stripped.
    """
    address = unicodedata.normalize("NFKC", visible(address[: 4 * LONGEST])).strip().rstrip(".")
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{idna.decode(_encoded(domain))}"
    except (idna.IDNAError, UnicodeError):
        return address


def canonical(address: str) -> str:
    """Return the one form of an address by which accounts are found and attempts counted.

    Two texts that lead to the same mailbox have the same form: case, width of letters, spaces and xn-- do not count.
    """
    return tidy(address).lower()


def mailbox(address: str) -> str:
    """Return the canonical form of an address without what follows a plus sign.

    Most mail servers deliver "anna+abc@example.org" to "anna@example.org", so they are one mailbox where mails are
    counted. Never send to it: for some servers it is somebody else's.
    """
    local, at, domain = canonical(address).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def in_ascii(address: str) -> str:
    """Return `address` as mail servers take it, with the domain in xn-- form. Raises ValueError."""
    local, _at, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError(f"{address}: letters beyond ASCII before the @")
    return f"{local}@{_encoded(domain)}"  # IDNAError is a ValueError


def validate(address: str) -> None:
    """Raise ValidationError if `address`, as returned by `tidy`, is no address to which this site sends mail."""
    validate_own(address)
    if address.endswith(("]", "@localhost")):
        # By such an address, a stranger could have our mail server ask a machine of its own network.
        raise ValidationError(NO_DOMAIN, code="invalid")


def validate_own(address: str) -> None:
    """Raise ValidationError if `address`, as returned by `tidy`, cannot be an address of this site itself.

    On somebody's own computer it is one of the machine: "masswerk@localhost".
    """
    try:
        ascii_address = in_ascii(address)
    except ValueError as error:
        if not address.rpartition("@")[0].isascii():
            text = _("Before the @, only letters without umlauts and accents are possible. Please check the address.")
        else:
            text = NO_DOMAIN
        raise ValidationError(text, code="invalid") from error
    validate_email(ascii_address)


def _encoded(domain):
    if domain.startswith("["):  # the address of a host in brackets, which is no domain
        return domain
    return idna.encode(domain, uts46=True, std3_rules=True).decode()


class MailAddressFormField(forms.EmailField):
    default_validators = [validate]

    def clean(self, value):
        return super().clean(tidy(value or ""))


class MailAddressField(models.EmailField):
    """An e-mail address that mail can be sent to."""

    default_validators = [validate]

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": MailAddressFormField, **kwargs})


class AccountAddressField(MailAddressField):
    """The address of an account, stored and looked up in its canonical form."""

    def pre_save(self, model_instance, add):
        value = canonical(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def to_python(self, value):
        value = super().to_python(value)
        return canonical(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return canonical(value) if value else value
