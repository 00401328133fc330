"""Draw the pictures that are made of the SVG files in static/, with Chromium: `python -m tests.browser.pictures`.

They are the icons in static/icons/ and the drawings in measures/data/preview/. Do that after a change of these files;
tests/public/test_preview.py says if it was forgotten.
"""

import hashlib
import json
import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.chromium import chromium

ROOT = Path(__file__).parents[2]
STATIC, PREVIEW = ROOT / "static", ROOT / "measures" / "data" / "preview"
SOURCES = ("mark.svg", "solution-types.svg")
SIDE = 360  # pixels of a drawing in a preview picture
INK, TINT, PAPER = "#1f3d99", "#e3e8f7", "#fdfcfa"
ICO = (16, 32, 48)
ICONS = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}


def checksums():
    return {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in SOURCES}


def symbols():
    """Return {id: the SVG inside} of the drawings, in their order."""
    text = (STATIC / "solution-types.svg").read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', text, re.DOTALL))


def main():
    mark = (STATIC / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        page = browser.new_page(color_scheme="light")
        drawings = [
            drawn(page, f'<svg viewBox="0 0 64 64" fill="none" stroke="{INK}" stroke-width="2" stroke-linecap="round" '
                  f'stroke-linejoin="round" style="--drawing-tint:{TINT}">{inside}</svg>', SIDE, PAPER)
            for inside in symbols().values()
        ]  # fmt: skip
        sheet = Image.new("RGB", (SIDE, SIDE * (len(drawings) + 1)), PAPER)
        for number, drawing in enumerate([drawn(page, mark, SIDE, PAPER), *drawings]):
            sheet.paste(drawing, (0, number * SIDE))
        sheet.quantize(32).save(PREVIEW / "drawings.png", optimize=True)
        icons = [drawn(page, mark, side) for side in ICO]
        icons[-1].save(STATIC / "icons" / "favicon.ico", sizes=[(side, side) for side in ICO], append_images=icons)
        for name, side in ICONS.items():
            drawn(page, mark, side, PAPER, margin=side // 8).save(STATIC / "icons" / name, optimize=True)
        browser.close()
    names = ["mark", *symbols()]
    made_of = {"drawings": names, "side": SIDE, "sha256": checksums()}
    (PREVIEW / "made_of.json").write_text(json.dumps(made_of, indent=1) + "\n", encoding="utf-8")


def drawn(page, svg, side, background="transparent", margin=0):
    """Return an SVG as a square picture."""
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(
        f"<style>*{{margin:0}} body{{background:{background}}} svg{{position:fixed;inset:{margin}px;"
        f"width:{side - 2 * margin}px;height:{side - 2 * margin}px}}</style>{svg}"
    )
    taken = page.screenshot(omit_background=background == "transparent")
    return Image.open(BytesIO(taken)).convert("RGBA" if background == "transparent" else "RGB")


if __name__ == "__main__":
    main()
