"""A table of re-uses that a moderator has compiled from public sources: read, and planned row by row.

Headers are part of the file format, so they are German in every language. Nothing is written before the plan is seen.
"""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from measures.intake.columns import fold, fold_header
from measures.intake.csv_files import DELIMITERS, records
from measures.intake.documented_reuses import measures_by_reference, towns
from measures.intake.encodings import readings
from measures.intake.grids import BrokenCell, Formatted, limited, shown
from measures.intake.kinds import CSV, ODS, kind_of
from measures.intake.ods_files import read_ods
from measures.intake.problems import MOST_ROWS, Refused, check_size
from measures.intake.reading import MOST_BYTES, clean
from measures.intake.xlsx_files import read_xlsx
from measures.models import Reuse, Statement
from measures.reuse import verbs
from measures.reuse.forms import StatementForm
from measures.transitions import catalogue_changed

# {name: headers}, the first of which is that of the template
HEADERS = {
    "measure": ("Maßnahme", "Kennung", "measure_id", "Adresse der Maßnahme"),
    "ags": ("Schlüssel", "AGS", "ARS", "Regionalschlüssel", "Gemeindeschlüssel"),
    "municipality": ("Kommune", "Gemeinde", "Stadt", "municipality"),
    "status": ("Stand", "Status", "kind"),
    "since": ("Seit", "Jahr", "since", "year"),
    "ended": ("Beendet", "ended"),
    "adapted": ("Anpassung", "Was angepasst wurde", "adapted"),
    "effort": ("Aufwand", "Aufwand und Kosten", "effort"),
    "link": ("Link", "Adresse"),
    "source_url": ("Quelle", "Beleg", "source_url"),
    "evidence": ("Was die Quelle sagt", "Hinweis", "evidence", "note_de"),
}
NAMES = {fold_header(header): name for name, headers in HEADERS.items() for header in headers}
NEEDED = {"measure", "status", "source_url"}
STATUSES = {"prüft": "prueft", "plant": "plant", "führt ein": "fuehrt-ein", "nutzt": "nutzt", "beendet": "beendet"}
SAID = ("status", "since", "ended", "adapted", "effort", "link", "source_url", "evidence")
HEADERS_WITHIN = 20  # rows from the top
NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"


def read_reuse_table(file) -> list[dict]:
    """Return the rows of an uploaded file as {"row": its number, name of HEADERS: text}. Raises Refused."""
    if file.size > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please split it."))
    data = file.read()
    kind, archive = kind_of(data)
    if kind == CSV:
        grids = [csv_grid(readings(data)[0].text)]
    else:
        sheets = list(read_ods(archive) if kind == ODS else read_xlsx(archive))
        grids = [sheet.cells for sheet in sheets if not sheet.is_hidden and not sheet.refused]
    for grid in grids:
        if rows := rows_of(grid):
            return rows
    raise Refused(
        _("The table needs the columns “%(names)s”, and one of “%(town)s”.")
        % {
            "names": "”, “".join(HEADERS[name][0] for name in HEADERS if name in NEEDED),
            "town": "”, “".join(HEADERS[name][0] for name in ("ags", "municipality")),
        }
    )


def csv_grid(text: str) -> dict[int, dict[int, object]]:
    """Return {row: {column: cell}} of a CSV text, with the delimiter that gives the most known headers."""
    best: tuple[int, dict] = (-1, {})
    for delimiter in DELIMITERS:
        try:
            rows = dict(enumerate((cells for _line, cells in records(text, delimiter)), start=1))
        except Refused:  # with another delimiter, the quotation marks may match
            continue
        check_size(len(rows), max(map(len, rows.values()), default=0))
        grid = {row: {place: limited(cell) for place, cell in enumerate(cells, start=1)} for row, cells in rows.items()}
        known = max((len(header_names(cells)) for cells in list(grid.values())[:HEADERS_WITHIN]), default=0)
        if known > best[0]:
            best = known, grid
    return best[1]


def header_names(cells) -> dict[int, str]:
    """Return {column: name} of the cells that are known headers."""
    found = {place: NAMES.get(fold_header(clean(shown(cell)))) for place, cell in cells.items()}
    return {place: name for place, name in found.items() if name}


def rows_of(grid) -> list[dict]:
    """Return the rows below the headers of a grid; [] if it is no table of re-uses."""
    for number in sorted(grid)[:HEADERS_WITHIN]:
        names = header_names(grid[number])
        if set(names.values()) >= NEEDED and set(names.values()) & {"ags", "municipality"}:
            below = [(row, grid[row]) for row in sorted(grid) if row > number]
            read = [{"row": row, **{names[place]: text_of(cell) for place, cell in cells.items() if place in names}}
                    for row, cells in below]  # fmt: skip
            rows = [row for row in read if any(text for name, text in row.items() if name != "row")]
            if len(rows) > MOST_ROWS:
                raise Refused(_("The table has more than 1,000 rows. Please split it."))
            return rows
    return []


def text_of(cell) -> str:
    if isinstance(cell, BrokenCell):
        return ""
    return clean(cell.plain if isinstance(cell, Formatted) else shown(cell))


@dataclass
class PlannedReuse:
    """What a row would do: `outcome`, and `problems`, pairs of a header and a reason."""

    row: int
    texts: dict
    outcome: str = NEW
    problems: list = field(default_factory=list)
    measure: object = None
    town: object = None
    content: dict = field(default_factory=dict)


class ReusePlan:
    """What a table of re-uses would do. Any number of rows takes the same number of queries."""

    def __init__(self, rows: list[dict]) -> None:
        self.measures = measures_by_reference()
        self.by_key, self.by_name = towns()
        said = Statement.objects.filter(side=Statement.Side.THIRD, state__in=("waiting", "published"))
        self.stored = {
            (one.reuse.measure_id, one.reuse.municipality_id): one
            for one in said.select_related("reuse").order_by("pk")
        }
        self.often: Counter = Counter()
        self.rows = [self.planned(row) for row in rows]

    @property
    def counts(self) -> dict[str, int]:
        counts = Counter(row.outcome for row in self.rows)
        return {outcome: counts[outcome] for outcome in (NEW, CHANGED, UNCHANGED, ERROR)}

    def planned(self, texts: dict) -> PlannedReuse:
        plan = PlannedReuse(texts["row"], texts)
        plan.measure = self.measures.get(slug_in(texts.get("measure", "")))
        plan.town = self.town(texts)
        if plan.measure is None:
            plan.problems.append((HEADERS["measure"][0], _("No measure of the catalogue has this key or address.")))
        if plan.town is None:
            plan.problems.append((HEADERS["municipality"][0], _("No municipality of the register has this key.")))
        self.read(plan)
        if plan.measure and plan.town:
            pair = plan.measure.pk, plan.town.pk
            self.often[pair] += 1
            if self.often[pair] > 1:
                plan.problems.append((HEADERS["measure"][0], _("This re-use stands in an earlier row.")))
            stored = self.stored.get(pair)
            if stored:
                same = all(getattr(stored, name) == plan.content.get(name) for name in plan.content)
                plan.outcome = UNCHANGED if same else CHANGED
        if plan.problems:
            plan.outcome = ERROR
        return plan

    def town(self, texts):
        """Return the municipality of a row, by its key (also without a leading zero), else by its name."""
        key = texts.get("ags", "").replace(" ", "")
        if key:
            return self.by_key.get(key) or self.by_key.get(f"0{key}")
        return self.by_name.get(texts.get("municipality", ""))

    def read(self, plan):
        """Read the cells of a row by the same form that visitors and editors use."""
        status = fold(plan.texts.get("status", ""))
        form = StatementForm({**plan.texts, "status": STATUSES.get(status, status)})
        form.needs_source = True
        if form.is_valid():
            plan.content = {name: form.cleaned_data[name] for name in SAID}
            return
        for name, reasons in form.errors.items():
            plan.problems += [(HEADERS.get(name, (name,))[0], reason) for reason in reasons]


def slug_in(text: str) -> str:
    """Return the last part of the address of a measure; a key stays as it is."""
    return urlsplit(text.strip()).path.rstrip("/").rpartition("/")[2]


def carry_out_reuses(plan: ReusePlan, *, by, publish: bool) -> list[Reuse]:
    """Write the new and changed rows, and make them public if asked to. Call it in a transaction."""
    if publish:
        catalogue_changed(past_stays=True)
    rows = [row for row in plan.rows if row.outcome in (NEW, CHANGED)]
    made = verbs.state_all(
        side=Statement.Side.THIRD, by=by, statements=[(row.measure, row.town, row.content) for row in rows]
    )
    if publish and made:
        verbs.publish_all(by=by, reuses=[(one.reuse, one.reuse.version) for one in made])
    return [one.reuse for one in made]
