"""What kind of file somebody has uploaded, told by its content, and by name what it is if it cannot be read."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.intake.archives import DAMAGED, Archive, damaged
from measures.intake.problems import Refused

CSV, XLSX, ODS = "csv", "xlsx", "ods"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also what wraps a workbook with a password
OLD_PARTS = {"WordDocument": gettext_lazy("an old Word file (.doc)"), "PowerPoint Document": gettext_lazy("slides")}
BEGINNINGS = {
    b"%PDF": gettext_lazy("a PDF"),
    b"{\\rtf": gettext_lazy("a text document (.rtf)"),
    b"\x89PNG": gettext_lazy("a picture"),
    b"\xff\xd8\xff": gettext_lazy("a picture"),
    b"GIF8": gettext_lazy("a picture"),
    b"\x1f\x8b": gettext_lazy("a packed file"),
    b"7z\xbc\xaf": gettext_lazy("a packed file"),
    b"Rar!": gettext_lazy("a packed file"),
    b"ID;P": gettext_lazy("an old exchange file (.slk)"),
}
# What a text begins with
MARKUP = {
    r"<!doctype html|<html|<head|<body|<table|<meta|<\?xml[^>]*>\s*<(!doctype )?html": gettext_lazy(
        "a web page (HTML), even if its name ends in .xls"
    ),
    r"<\?xml|<workbook|<office:": gettext_lazy("an XML file"),
    r"[\[{]\s*[\[{\"]": gettext_lazy("a JSON file"),
    r"mime-version:": gettext_lazy("a web page (HTML), even if its name ends in .xls"),
}
# In the list of contents of an Office file
OFFICE = {
    b"wordprocessingml": gettext_lazy("a Word file"),
    b"presentationml": gettext_lazy("slides"),
    b"sheet.binary": gettext_lazy("a binary Excel file (.xlsb)"),
}
OPEN_DOCUMENT = {
    b"opendocument.text": gettext_lazy("a text document (.odt)"),
    b"opendocument.presentation": gettext_lazy("slides"),
}


def kind_of(data):
    """Return (kind, open Archive or None) for the bytes of a file. Raises Refused for what is not a table."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused(_("The file is empty."))
    if data.startswith(OLD_OFFICE):
        raise _old_office(data)
    for beginning, name in BEGINNINGS.items():
        if data.startswith(beginning):
            raise not_a_table(name)
    if data.startswith(b"PK"):
        return _packed(data)
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\0", b"").removeprefix(b"\xff\xfe").lower()
    for pattern, name in MARKUP.items():
        if re.match(pattern.encode(), start):
            raise not_a_table(name)
    return CSV, None


def not_a_table(name):
    """Return a Refused that says what the file is."""
    return Refused(
        _("This is %(kind)s, which cannot be read. Please save the table as .xlsx, .ods or CSV.") % {"kind": name}
    )


def _old_office(data):
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(_("The file is protected by a password. Please remove the password and upload it again."))
    for part, name in OLD_PARTS.items():
        if part.encode("utf-16-le") in data:
            return not_a_table(name)
    return Refused(_("This is an old Excel file (.xls). Please save it as .xlsx and upload it again."))


def _packed(data):
    try:
        archive = Archive(data)
        contents = archive.beginning("[Content_Types].xml", 1_000_000)
        mime_type = archive.beginning("mimetype")
    except DAMAGED as error:
        raise damaged() from error
    for sign, name in OPEN_DOCUMENT.items():
        if sign in mime_type:
            raise not_a_table(name)
    if b"opendocument.spreadsheet" in mime_type:
        return ODS, archive
    if contents:
        for sign, name in OFFICE.items():
            if sign in contents:
                raise not_a_table(name)
        return XLSX, archive
    if any(name.endswith(".iwa") or name == "Index.zip" for name in archive.names):
        raise not_a_table(_("a Numbers file"))
    raise Refused(_("This is a packed folder (.zip). Please unpack it and upload the table in it."))
