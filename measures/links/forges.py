"""Where the forges that we know keep a file of a repository."""

from urllib.parse import urlsplit

# {host: (between repository and file on its page, the same in its raw form)}
FORGES = {
    "github.com": ("/blob/HEAD/", "/raw/HEAD/"),
    "bitbucket.org": ("/src/HEAD/", "/raw/HEAD/"),
    "gitlab.com": ("/-/blob/HEAD/", "/-/raw/HEAD/"),
    "gitlab.opencode.de": ("/-/blob/HEAD/", "/-/raw/HEAD/"),
}
TWO_NAMES = ("github.com", "bitbucket.org")  # a repository has an owner and a name; what follows is inside of it
PUBLICCODE = "publiccode.yml"


def publiccode_address(repository: str) -> str:
    """Return where the page of a repository's publiccode.yml is, if it has one; "" if its host is none of FORGES."""
    return _address(repository, 0)


def raw_publiccode_address(repository: str) -> str:
    """Return where the file itself is; "" if the host is none of FORGES. The address of such a file is its own."""
    if urlsplit(repository).path.endswith(f"/{PUBLICCODE}") and not publiccode_address(repository):
        return repository
    return _address(repository, 1)


def _address(repository, form):
    parts = urlsplit(repository)
    host = (parts.hostname or "").removeprefix("www.")
    forge = FORGES.get(host)
    names = [name for name in parts.path.partition("/-/")[0].split("/") if name]
    if forge is None or len(names) < 2:
        return ""
    if host in TWO_NAMES:
        names = names[:2]
    return f"https://{parts.hostname}/{'/'.join(names).removesuffix('.git')}{forge[form]}{PUBLICCODE}"
