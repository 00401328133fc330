"""What the text for a licence means: identifiers of SPDX (https://spdx.org/licenses/), one or several."""

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

OWN = "LicenseRef-"  # begins the name of a licence that SPDX does not list


def is_known_licence(text: str) -> bool:
    """Return whether a text is an identifier of SPDX, or several joined by AND, OR and WITH."""
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return True


def licence_page(text: str) -> str:
    """Return the address of the page of SPDX about a licence; "" if it has none, as several licences together."""
    if text.startswith(OWN) or not is_known_licence(text):
        return ""
    identifier = canonicalize_license_expression(text)
    return f"https://spdx.org/licenses/{identifier}" if identifier.split() == [identifier] else ""


def licence_name(text: str) -> str:
    """Return a text as it is shown; of "LicenseRef-A-B" the name in it, in words."""
    return text.removeprefix(OWN).replace("-", " ") if text.startswith(OWN) else text
