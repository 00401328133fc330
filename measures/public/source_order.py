"""The order in which sources are shown: first who answers for the statement, last copies on other people's sites."""

from urllib.parse import urlsplit

from measures.models import Source

KINDS = [
    Source.Kind.MUNICIPALITY,
    Source.Kind.PROGRAMME,
    Source.Kind.REPOSITORY,
    Source.Kind.PARTNER,
    Source.Kind.PRESS,
]
# Sites that copy documents of others, so that nobody can tell how old they are or who answers for them
COPIES = ("readkong.com", "docplayer.org", "yumpu.com", "issuu.com", "slideshare.net", "vdocuments.net")


def is_copy(url: str) -> bool:
    """Return whether an address leads to a site that copies documents of others."""
    host = urlsplit(url).hostname or ""
    return any(host == copies or host.endswith(f".{copies}") for copies in COPIES)


def best_first(sources: list[Source]) -> list[Source]:
    """Return sources by their kind, in their own order among equals, and copies last."""

    def rank(source: Source) -> tuple[bool, int]:
        return is_copy(source.url), KINDS.index(source.kind) if source.kind in KINDS else len(KINDS)

    return sorted(sources, key=rank)
