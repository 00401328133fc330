"""Import the official files in one transaction: read them, refuse implausible ones, and write the differences."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction

from municipalities.register.applying import Summary, apply_excerpt, apply_register
from municipalities.register.extract_file import EXTRACT, read_extract
from municipalities.register.gv4q_file import find_header, read_gv4q
from municipalities.register.gv100ad_file import looks_like_gv100ad, read_gv100ad
from municipalities.register.records import Excerpt, Register, RegisterError, check_most_taken
from municipalities.register.stored_rows import StoredRows
from municipalities.register.text_files import read_lines

FIRST_MONTH_WITH_LAST_YEARS_FIGURES = 7
MOST_GONE = 0.05  # share of the stored bodies: no reform abolishes so many at once, so the file is truncated


def import_files(
    paths: Iterable[str | Path],
    *,
    population_date: date | None = None,
    accept_gone: bool = False,
    accept_older: bool = False,
) -> list[Summary]:
    """Import the files, the register before the excerpt whatever their order, and return a Summary for each.

    Without a file, the extract that the project ships is imported.

    Arguments:
        population_date: the day of the population in the register, if it is not the one derived from its date.
        accept_gone: import a register that lacks many of the stored bodies, and mark them as gone.
        accept_older: import a register that is older than the stored data.

    Raises RegisterError, and writes nothing, for a file that cannot be read or is of an unknown format, for two files
    of the same format, and for a register as above unless it is accepted.
    """
    files = [read_file(Path(path)) for path in paths] or list(read_extract(EXTRACT))
    registers = [file for file in files if isinstance(file, Register)]
    excerpts = [file for file in files if isinstance(file, Excerpt)]
    for alike in (registers, excerpts):
        if len(alike) > 1:
            raise RegisterError(f"{alike[0].path} and {alike[1].path} have the same format; give one of them.")
    if population_date and any(population_date > register.as_of for register in registers):
        raise RegisterError(f"The population date {population_date} is later than the register itself.")
    with transaction.atomic():
        stored = StoredRows()
        summaries = []
        for register in registers:
            day = population_date or derived_population_date(register.as_of)
            if not accept_older:
                check_not_older(register, stored, day)
            summary = apply_register(register, stored, day)
            if not accept_gone:
                check_not_truncated(register, stored, summary)
            summaries.append(summary)
        for excerpt in excerpts:
            summaries.append(apply_excerpt(excerpt, stored))
            check_places_known(excerpt, summaries[-1])
        stored.save()
    return summaries


def read_file(path: Path) -> Register | Excerpt:
    """Return the Register or the Excerpt in a file, recognised by its content; raises RegisterError."""
    lines = read_lines(path)
    header = find_header(lines)
    if header and not header.missing:
        excerpt = read_gv4q(path, lines, header)
        check_most_taken(path, excerpt.refusals, excerpt.places)
        return excerpt
    if looks_like_gv100ad(lines):
        register = read_gv100ad(path, lines)
        check_most_taken(path, register.refusals, [*register.bodies, *register.unincorporated])
        return register
    if header:
        raise RegisterError(
            f"{path} looks like GV4Q, but line {header.line} does not name these columns: "
            f"{', '.join(sorted(header.missing))}. Name each column in one line, and keep one line per municipality."
        )
    raise RegisterError(f"{path} is of an unknown format: neither GV100AD nor GV4Q with its header line.")


def check_places_known(excerpt, summary):
    """Raise RegisterError if most municipalities of the excerpt are not stored, since it does not create any."""
    unknown = len(excerpt.places) - summary.changed - summary.unchanged
    if unknown > summary.changed + summary.unchanged:
        raise RegisterError(
            f"{excerpt.path}: {unknown} of its {len(excerpt.places)} municipalities are not in the database. "
            "Import the register (GV100AD) first, or both files together. Nothing was written."
        )


def derived_population_date(as_of: date) -> date:
    """Return the day for which the population in a register of the date `as_of` was counted.

    The file does not say. Destatis takes the last 31 December whose figures are published, which happens in summer:
    the edition of 31.03.2021 has the figures of 31.12.2019, that of 30.11.2023 those of 31.12.2022, that of
    31.12.2025 (4th quarter) those of 31.12.2024. Only the yearly edition, published later, has the figures of its own
    day. Nothing in the file shows that, so its date must be given.
    """
    has_last_years_figures = as_of.month >= FIRST_MONTH_WITH_LAST_YEARS_FIGURES
    return date(as_of.year - (1 if has_last_years_figures else 2), 12, 31)


def check_not_older(register, stored, population_date):
    """Raise RegisterError if the stored data is newer than the register.

    Its age follows from the date of the figures and from the day on which a body was marked as gone.
    """
    known = f"{register.path} is of {register.as_of}, with the population of {population_date}"
    figures = max((row.population_date for row in stored.rows if row.population_date), default=date.min)
    marked_gone = max((row.gone_since for row in stored.rows if row.gone_since), default=date.min)
    if population_date < figures:
        newer = f"figures of {figures} are here already"
    elif register.as_of < marked_gone:
        newer = f"a register of {marked_gone} has been here already"
    else:
        return
    raise RegisterError(f"{known}, but {newer}. Nothing was written; --accept-older takes it all the same.")


def check_not_truncated(register, stored, summary):
    """Raise RegisterError if the register lacks so many of the stored bodies that it must be truncated."""
    gone = len(summary.gone) - len(summary.successions)
    known = gone + len(summary.successions) + sum(not row.gone_since for row in stored.rows)
    if gone > MOST_GONE * known:
        raise RegisterError(
            f"{register.path} lacks {gone} of the {known} bodies that are here. Has the file been cut off? "
            "Nothing was written; --accept-gone marks them as gone all the same."
        )
