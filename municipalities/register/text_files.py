"""Read a file as lines of text, and say what it is if it is none: a workbook, an archive, another encoding."""

import zipfile
from pathlib import Path

from municipalities.register.records import RegisterError

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls
# What German names consist of outside ASCII. A text of another encoding read as Windows-1252 has other characters.
GERMAN = frozenset("äöüÄÖÜßéèê–’")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file in UTF-8, UTF-16 or, if its umlauts come out right, Windows-1252.

    Raises RegisterError, which names the cause and what to do.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RegisterError(f"{path} cannot be read: {error.strerror}.") from error
    check_is_text(path, data)
    return [line.rstrip("\r") for line in decoded(path, data).split("\n")]


def check_is_text(path: Path, data: bytes) -> None:
    """Raise RegisterError for a workbook, an archive and a PDF file."""
    if data.startswith(OLD_WORKBOOK) or is_workbook(path):
        raise RegisterError(
            f"{path} is an Excel workbook. Open it, format the columns of the keys as text, "
            "save the sheet as “CSV UTF-8” and import that file."
        )
    if data.startswith(b"PK\x03\x04"):
        raise RegisterError(f"{path} is a ZIP archive. Unpack it and import the file in it.")
    if data.startswith(b"%PDF"):
        raise RegisterError(f"{path} is a PDF file. Import the GV100AD text file or the GV4Q CSV file instead.")
    if not data.strip():
        raise RegisterError(f"{path} is empty.")


def is_workbook(path: Path) -> bool:
    """Return whether a file is a ZIP archive with the content of a workbook (XLSX or ODS)."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
    return any(name.startswith("xl/") for name in names) or "content.xml" in names


def decoded(path: Path, data: bytes) -> str:
    """Return the text of a file; raise RegisterError if its encoding is not certain."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    text = data.decode("cp1252", errors="replace")
    if {letter for letter in text if not letter.isascii()} <= GERMAN:
        return text
    raise RegisterError(f"{path} is not encoded in UTF-8 (see line {line}); convert it first.")
