"""Which characters the bytes of a text file stand for, judged by what German looks like."""

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from measures.intake.problems import Refused

# The names are shown to the user beside a sample. Code page 437 has the umlauts of 850.
SINGLE_BYTE = {"cp1252": "Windows", "mac_roman": "Mac", "cp850": "MS-DOS"}
MOST_JUDGED = 20_000  # characters
SAMPLES, SAMPLE_LENGTH = 3, 40
FOREIGN = re.compile(r"[^\x00-\x7f]")
UMLAUTS, NAMES = "äöüßÄÖÜẞ", "éèêëáàâåçñóòôíìîïúùûæøœÉÈÀÁÅÇÑÓØšžčřńłąęśćźżěŠŽČŁ"
OPENING, CLOSING = "„‚»›«‹", "“‘”’«‹»›"
ALONE = "€§°²³µ½¼¾±×·•–—…©®™\xa0\xad‑†"
PLAUSIBLE = 0  # no character that German text would not have


@dataclass(frozen=True)
class Reading:
    """One way to read a file: its text, what the encoding is called, and pieces of text by which a person can judge."""

    text: str
    name: str = ""
    samples: tuple = ()


def readings(data):
    """Return the Readings of a text file: one, or if that cannot be decided, several, the likeliest first."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return [Reading(_decoded(data, encoding))]
    if b"\0" in data:
        return [Reading(_without_mark(data))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _single_byte(data)
    return twice_readings(text)


def mended_text(text):
    """Return `text` with each piece of UTF-8 put right that was read in another encoding, like Ã¤ for ä."""
    for pattern, values in TWICE:
        text = pattern.sub(lambda found, values=values: _mended(found[0], values), text)
    return text


def _mended(piece, values):
    try:
        return bytes(values[sign] for sign in piece).decode("utf-8")
    except UnicodeDecodeError:
        return piece


def _twice(encoding):
    """Return a pattern for UTF-8 read in `encoding`, and {character: byte}. Undefined bytes stay as they are."""
    signs = {}
    for value in range(0x80, 0x100):
        try:
            signs[value] = bytes([value]).decode(encoding)
        except UnicodeDecodeError:
            signs[value] = chr(value)
    rest = "".join(re.escape(signs[value]) for value in range(0x80, 0xC0))
    # ä and § begin with C3 or C2, – and „ with E2 80, € with E2 82
    pattern = f"[{signs[0xC2]}{signs[0xC3]}][{rest}]|{signs[0xE2]}[{signs[0x80]}{signs[0x82]}][{rest}]"
    return re.compile(pattern), {sign: value for value, sign in signs.items()}


TWICE = [_twice(encoding) for encoding in SINGLE_BYTE]


def twice_readings(text):
    """Return Readings of a text that seems to have been encoded twice: put right, and as it stands."""
    mended = mended_text(text)
    if mended == text:
        return [Reading(text)]
    found = sorted(match.start() for pattern, _values in TWICE for match in islice(pattern.finditer(text), SAMPLES))
    samples = _samples(text, found)
    return [
        Reading(mended, _("put right"), tuple(map(mended_text, samples))),
        Reading(text, _("as it stands"), samples),
    ]


def _decoded(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_("The characters of the file cannot be read. Please save it as CSV UTF-8 or XLSX.")) from error
    if "\0" in text:
        raise Refused(_("This is not a table. Please upload a file of the kind CSV, XLSX or ODS."))
    return text


def _without_mark(data):
    """Decode UTF-16 without a byte order mark: every second byte of most text is zero."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) * 4 < len(data) or min(even, odd) * 20 > max(even, odd):
        raise Refused(_("This is not a table. Please upload a file of the kind CSV, XLSX or ODS."))
    return _decoded(data, "utf-16-le" if odd > even else "utf-16-be")


def _single_byte(data):
    texts = {}
    for encoding in SINGLE_BYTE:
        try:
            texts[encoding] = data.decode(encoding)
        except UnicodeDecodeError:
            continue  # five bytes are not defined in Windows-1252
    scores = {encoding: score(text) for encoding, text in texts.items()}
    order = sorted(texts, key=lambda encoding: scores[encoding], reverse=True)
    best, others = order[0], order[1:]
    asked = [best] + [other for other in others if not _is_clear(scores[best], scores[other])]
    return [_reading(texts[encoding], SINGLE_BYTE[encoding]) for encoding in asked]


def _is_clear(best, other):
    """Return whether one score, as in `score`, is so much better that nobody need be asked."""
    bad, good, number = best
    other_bad, other_good, _number = other
    if bad == PLAUSIBLE and other_bad < PLAUSIBLE:
        return True
    return bad >= other_bad and good - other_good > max(3, number)


def score(text):
    """Return how German a text looks: minus the number of impossible characters, points for good ones, their number."""
    bad = good = number = 0
    for found in islice(FOREIGN.finditer(text), MOST_JUDGED):
        at = found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        points = _points(found[0], before, after)
        number += 1
        bad -= points < 0
        good += max(points, 0)
    return bad, good, number


def _points(sign, before, after):
    is_inside = before.isalpha() and after.isalpha()
    if sign in UMLAUTS:
        if not (before.isalpha() or after.isalpha() or before == "-" or after == "-"):
            return -1
        has_wrong_case = sign.isupper() and (before.islower() or (after.islower() and before.isalpha()))
        return -1 if has_wrong_case or (sign == "ß" and not before.isalpha()) else 4
    if sign in NAMES:
        if not (before.isalpha() or after.isalpha()):
            return -1
        return -1 if sign.isupper() and before.islower() else 1
    if sign in OPENING and not before.isalnum() and not after.isspace():
        return 4
    if sign in CLOSING and not after.isalnum() and not before.isspace():
        return 4
    if sign == "’" and is_inside:
        return 2
    return 2 if sign in ALONE and not (is_inside and sign not in "·\xad‑") else -1


def _reading(text, name):
    return Reading(text, name, _samples(text, [found.start() for found in islice(FOREIGN.finditer(text), 200)]))


def _samples(text, places):
    """Return pieces of `text` around some of the places."""
    samples, last = [], -SAMPLE_LENGTH
    for place in places:
        if place - last >= SAMPLE_LENGTH and len(samples) < SAMPLES:
            last, start = place, max(0, place - SAMPLE_LENGTH // 2)
            words = re.split(r"[\s;,|\"]+", text[start : place + SAMPLE_LENGTH])
            samples.append(" ".join(words[1:] if start else words)[:SAMPLE_LENGTH].strip())
    return tuple(samples)
