"""What the weekly check found about the addresses of software (measures/links/)."""

from collections.abc import Iterable

from measures.models import CheckedLink, PublicCode


def checked(addresses: Iterable[str]) -> dict[str, CheckedLink]:
    """Return {address: the result of its last check} for those of these addresses that were checked."""
    named = [address for address in addresses if address]
    return {link.url: link for link in CheckedLink.objects.filter(url__in=named)} if named else {}


def publiccode_of(repository: str) -> PublicCode | None:
    """Return what the publiccode.yml of a repository said, or why it was not read; None if nobody has asked for it."""
    return PublicCode.objects.filter(repository=repository).first() if repository else None
