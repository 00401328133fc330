"""Reading XLSX files, also strict Open XML: the parts of a workbook beside its sheets."""

import posixpath
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from measures.intake.archives import DAMAGED, Archive, damaged
from measures.intake.grids import Sheet
from measures.intake.number_formats import BUILT_IN
from measures.intake.problems import Refused
from measures.intake.xlsx_sheets import read_sheet, text_of

MOST_SHEETS = 20


@dataclass
class Workbook:
    """What the cells of all sheets refer to."""

    strings: list = field(default_factory=list)
    codes: list = field(default_factory=list)  # of number formats, by the number of the style
    since_1904: bool = False


def read_xlsx(archive: Archive):
    """Yield the Sheets of a workbook, in their order. Raises Refused."""
    try:
        yield from _sheets(archive)
    except Refused:
        raise
    except DAMAGED as error:  # a file from anywhere, in a format of many parts
        raise damaged() from error


def _sheets(archive):
    main = _main_part(archive)
    workbook, named = Workbook(), []
    archive.read(
        main,
        {"sheet": lambda element: named.append(element.attrib)},
        {"workbookPr": lambda attributes: _set_calendar(workbook, attributes)},
    )
    relations = relations_of(archive, main)
    for kind, target in relations.values():
        if kind == "sharedStrings":
            archive.read(target, {"si": lambda element: workbook.strings.append(text_of(element))})
        elif kind == "styles":
            workbook.codes = _codes(archive, target)
    known = set()
    for number, attributes in enumerate(named):
        kind, target = relations.get(attributes.get("id"), ("", ""))
        if kind != "worksheet":
            continue  # a sheet of charts has no cells
        if number >= MOST_SHEETS:
            raise Refused(_("The workbook has more than 20 sheets. Please copy the table into the template."))
        if target in known:  # a part is read once, however often it is named
            continue
        known.add(target)
        sheet = Sheet(attributes.get("name", "")[:80], attributes.get("state", "visible") != "visible")
        yield read_sheet(archive, target, relations_of(archive, target), workbook, sheet)


def _set_calendar(workbook, attributes):
    workbook.since_1904 = attributes.get("date1904") in ("1", "true")


def _main_part(archive):
    for kind, target in relations_of(archive, "").values():
        if kind == "officeDocument":
            return target
    raise damaged()


def relations_of(archive, part):
    """Return {id: (kind, name of a part or address)} of the parts that a part refers to."""
    folder, name = posixpath.split(part)
    found = {}

    def add(element):
        kind = element.get("Type", "").rpartition("/")[2]
        target = element.get("Target", "")
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found[element.get("Id")] = kind, target

    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations in archive.names:
        archive.read(relations, {"Relationship": add})
    return found


def _codes(archive, part):
    codes, styles = dict(BUILT_IN), []

    def add_code(element):
        codes[int(element.get("numFmtId", 0))] = element.get("formatCode", "General")

    def add_styles(element):
        styles.extend(int(style.get("numFmtId", 0)) for style in element.iterfind("xf"))

    archive.read(part, {"numFmt": add_code, "cellXfs": add_styles})
    return [codes.get(number, "General") for number in styles]
