"""Pictures of 1200 × 630 pixels that other sites show beside a link: title, project and the drawing of the type."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

FILES = Path(__file__).parents[1] / "data" / "preview"
SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, TEXT, MUTED = "#fdfcfa", "#1f3d99", "#191b24", "#4a4d5a"
MOST_LINES = 5
TITLE_SIZES = (68, 60, 52, 46)  # pixels, the first with which a title takes few lines
FEW_LINES = 4
LINE = 1.18  # of the size
FACT_SIZE, SITE_SIZE = 32, 34
MARK_SIDE = 60
BESIDE_DRAWING = 400  # pixels on the right that a title leaves free
LONGEST = 200  # characters of a text that are looked at
COLOURS = 48
ELLIPSIS = "…"


@cache
def font(size: int, name: str = "OpenSans-Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FILES / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def title_font(size: int) -> ImageFont.FreeTypeFont:
    return font(size, "OpenSans-Semibold")


@cache
def drawings() -> dict[str, Image.Image]:
    """Return {id: drawing}, with "mark" for that of the site."""
    made_of = json.loads((FILES / "made_of.json").read_text(encoding="utf-8"))
    side = made_of["side"]
    with Image.open(FILES / "drawings.png") as file:
        sheet = file.convert("RGB")
    return {
        name: sheet.crop((0, number * side, side, (number + 1) * side))
        for number, name in enumerate(made_of["drawings"])
    }


@cache
def palette() -> Image.Image:
    """Return a picture with the few colours of all pictures: with them a file is small and soon written."""
    inks = Image.new("RGB", (256, 2))
    for row, ink in enumerate((TEXT, MUTED)):
        paper, letter = ImageColor.getrgb(PAPER), ImageColor.getrgb(ink)
        for step in range(256):
            mixed = [round(one + (other - one) * step / 255) for one, other in zip(paper, letter, strict=True)]
            inks.putpixel((step, row), tuple(mixed))
    example = background("app").copy()
    example.paste(inks.resize((WIDTH, 60)), (0, 0))
    return example.quantize(COLOURS)


@cache
def background(drawing: str) -> Image.Image:
    """Return the picture without its texts."""
    picture = Image.new("RGB", SIZE, PAPER)
    own = drawings()[drawing]
    picture.paste(own, (WIDTH - MARGIN - own.width, (HEIGHT - own.height) // 2 - 20))
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, HEIGHT - 14, WIDTH, HEIGHT), fill=INK)
    mark = drawings()["mark"].resize((MARK_SIDE, MARK_SIDE), Image.Resampling.LANCZOS)
    picture.paste(mark, (MARGIN, MARGIN - 14))
    beside = (MARGIN + MARK_SIDE + 18, MARGIN - 14 + MARK_SIDE // 2)
    canvas.text(beside, "Maßwerk", font=title_font(SITE_SIZE), fill=INK, anchor="lm")
    return picture


def preview(title: str, facts: str, drawing: str) -> bytes:
    """Return a picture as PNG.

    Arguments:
        title: in large letters, in up to MOST_LINES lines.
        facts: one line below, such as project and state.
        drawing: id of the drawing, or "mark".
    """
    picture = background(drawing).copy()
    canvas = ImageDraw.Draw(picture)
    width = WIDTH - MARGIN - BESIDE_DRAWING - MARGIN
    size, lines = fitted(title, width)
    height = round(size * LINE)
    top = (HEIGHT - height * len(lines)) // 2 + 8
    for number, line in enumerate(lines):
        canvas.text((MARGIN, top + number * height), line, font=title_font(size), fill=TEXT, anchor="la")
    fact = next(wrapped(facts, font(FACT_SIZE), WIDTH - 2 * MARGIN, 1), "")
    canvas.text((MARGIN, HEIGHT - MARGIN), fact, font=font(FACT_SIZE), fill=MUTED, anchor="ls")
    file = BytesIO()
    few_colours = picture.quantize(palette=palette(), dither=Image.Dither.NONE)
    few_colours.save(file, "PNG", compress_level=6)
    return file.getvalue()


def fitted(title: str, width: int) -> tuple[int, list[str]]:
    """Return size and lines of a title: as large as it fits into a few lines, else in the least size."""
    for size in TITLE_SIZES[:-1]:
        lines = list(wrapped(title, title_font(size), width, FEW_LINES + 1))
        if len(lines) <= FEW_LINES:
            return size, lines
    return TITLE_SIZES[-1], list(wrapped(title, title_font(TITLE_SIZES[-1]), width, MOST_LINES))


def wrapped(text: str, of: ImageFont.FreeTypeFont, width: int, most: int) -> Iterator[str]:
    """Yield the lines of a text, at most `most`; the last one ends with an ellipsis if there would be more."""
    words = text[:LONGEST].split()
    for number in range(most):
        if not words:
            return
        line, words = first_line(words, of, width)
        if words and number == most - 1:
            line = shortened(line, of, width)
        yield line


def first_line(words: list[str], of: ImageFont.FreeTypeFont, width: int) -> tuple[str, list[str]]:
    """Return the words that fit into a line, and the rest. A word that is too long is broken."""
    count = fitting(words, of, width, between=" ")
    if count:
        return " ".join(words[:count]), words[count:]
    cut = max(1, fitting(words[0], of, width - of.getlength("-")))
    return f"{words[0][:cut]}-", [words[0][cut:], *words[1:]]


def shortened(line: str, of: ImageFont.FreeTypeFont, width: int) -> str:
    """Return as much of the line as fits into the width with an ellipsis behind it."""
    count = fitting(line, of, width - of.getlength(ELLIPSIS))
    return line[:count].rstrip(" -,–") + ELLIPSIS


def fitting(parts: Sequence[str], of: ImageFont.FreeTypeFont, width: float, between: str = "") -> int:
    """Return how many of the first parts fit into the width, one behind the other. Each is measured once."""
    used, gap = 0.0, of.getlength(between)
    for count, part in enumerate(parts):
        used += of.getlength(part)
        if used > width:
            return count
        used += gap
    return len(parts)
