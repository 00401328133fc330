"""Random German texts, with the lines that readers must see of them."""

from random import Random

WORDS = [
    "Stadt", "Bürger", "Straße", "über", "Maßnahme", "Ämter", "für", "Daten", "und", "Radweg", "Öffnung", "die", "das",
    "mit", "Förderung", "Größe",
]  # fmt: skip
# What people write without meaning markup; it must be shown as it is wherever it stands in a line
PLAIN = [
    "Schüler*innen", "Lehrer*in", "Preis*", "Miete**", "Ärzt(*)innen", "Bürger/*innen", "Kolleg:innen", "Kund_innen",
    "2 * 3 * 4",
    "* * *", "„*“", "datei_name_neu.pdf", "_intern_", "__wichtig__", "#wirsindsmart", "Nr. # 5",
    "3.–5. Mai", "31. Dezember 2024",
    "1)", "a)", "[1]", "[^2]", "[ ]", "[x]", "[siehe Anlage](S. 5)", "[Bild](bild.png)",
    "![Foto](foto.jpg)", "<Name>", "<b>fett</b>", "<!-- nichts -->", "&amp;", "&nbsp;", "&lt;", "C:\\Temp\\neu", "\\*",
    "`code`", "``x", "~~~",
    "~~alt~~", "```", ":)", ";-)", "8-)", "<3", "§ 5 Abs. 2", "Ø 4,2", "≥ 5", "> 100", "->", "=>",
    "---", "***", "___", "===", "–", "+49 731 161-0", "50 % | 30 %", "Mo|Di", "{{ x }}", "{% y %}", "%s", "€/m²",
    "„Zitat“", "»so«", "z. B.", "u. a.", "40.000 €", "Stand: 1.1.2024", "A & B", "x^2", "H~2~O", "a=b",
    "@amt", "'s", "ﬁ",
    "https://www.ulm.de/a_b_c*d", "(www.ulm.de).", "www.müllheim.de,", "info@ulm.de;", "<https://ulm.de/x_(y)>",
    "mailto:amt@stadt-ulm.de!", "https://ulm.de/?a=1&amp;b[0]=2", "smart-city.de", "javascript:alert(1)", "😀", "*)",
]  # fmt: skip
# What may begin a line and yet makes no list, no heading and no quotation of it
BEGINNINGS = [
    "31. Dezember 2024:", "3. Bauabschnitt", "17. 05. 2024", "1. März", "2) zweitens", "a) zuerst",
    "#hashtag", "####### x",
    "> zitiert", ">> zweimal", "    eingerückt", "  zwei", "-5 °C", "–5 °C", "*innen", "+49", "— so", "~~~",
    "```", "<p>",
    "§ 5", "[1]: https://ulm.de", "[^1]: Fußnote", "***", "---", "===", "\\- kein Punkt", "1.\tWord", "o.ä.",
    "O", "(1)",
    "|einzeln|", "Name | Amt", "& mehr", "=Summe", ":--",
]  # fmt: skip
MARKS = ["- ", "– ", "• ", "•", "· ", "·\t", "\uf0b7\t", "\uf0a7 ", "▪ ", "* ", "o ", "\t", "◦ ", "-\t"]
SIGNS = "*_#[]()<>&`~\\+>§|-–•·:;.,!?\"'„“={}^%$@/ \t\n"


def words(random, most=4):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, most)))


def plain_line(random):
    """Return a line without markup, which begins with a word."""
    parts = [words(random)]
    for _ in range(random.randint(0, 3)):
        parts += [random.choice(PLAIN), words(random)]
    return " ".join(parts[: random.randint(1, len(parts))])


def paragraph(random):
    """Return the lines of a paragraph as they are typed, which is also how they are shown."""
    made = []
    for _ in range(random.randint(1, 4)):
        line = plain_line(random)
        made.append(f"{random.choice(BEGINNINGS)} {line}" if random.random() < 0.3 else line)
    return made, made


def bullets(random):
    """Return a list with one kind of mark."""
    mark = random.choice(MARKS)
    shown = [plain_line(random) for _ in range(random.randint(2, 5))]
    return [mark + line for line in shown], shown


def advantages(random):
    """Return "+" and "-", which are shown since they mean something."""
    made = ["+ " + plain_line(random)] + [random.choice("+-") + " " + plain_line(random) for _ in range(3)]
    return made, made


def footnote(random):
    """Return the mark of a footnote and its text."""
    made = [f"Kosten* {words(random)}", f"* {plain_line(random)}"]
    return made, made


def heading(random):
    shown = plain_line(random)
    return [f"{'#' * random.randint(1, 4)} {shown}"], [shown]


def emphasis(random):
    stars, shown = random.choice(["*", "**", "***"]), words(random)
    before, after = random.choice([("", ""), ("(", ")"), ("„", "“"), ("", ","), ("", ":")])
    start = words(random)
    return [f"{start} {before}{stars}{shown}{stars}{after}"], [f"{start} {before}{shown}{after}"]


def link(random):
    target = random.choice(
        ["www.ulm.de/a_(b)", "https://ulm.example/x?y[0]=1", "amt@ulm.de", "mailto:a@ulm.de", "ulm.eu"]
    )
    shown, start = words(random), words(random)
    return [f"{start} [{shown}]({target}) {start}"], [f"{start} {shown} {start}"]


def table(random):
    """Return a table with tabs or "|" between its cells, which are one word each."""
    width = random.randint(2, 5)
    rows = [[random.choice(WORDS) for _ in range(random.randint(2, width))] for _ in range(random.randint(2, 4))]
    shown = [" ".join(row) for row in rows]
    if random.random() < 0.5:
        return ["\t".join(row) for row in rows], shown
    made = [f"| {' | '.join(row)} |" for row in rows]
    if random.random() < 0.5:
        made.insert(1, "|" + "---|" * width)
    return made, shown


BLOCKS = [paragraph, paragraph, paragraph, bullets, advantages, footnote, heading, emphasis, link, table]


def german_text(seed):
    """Return (text, lines that must be shown)."""
    random = Random(seed)  # noqa: S311 - the same texts every time
    blocks = [random.choice(BLOCKS)(random) for _ in range(random.randint(1, 6))]
    text, shown, before = "", [], None
    for typed, lines in blocks:
        # A paragraph of its own between two lists, which would else be one list with two kinds of marks
        if before is not None:
            typed, lines = ["Weiter", *typed], ["Weiter", *lines]
            text += "\n\n" if random.random() < 0.5 or before[-1].startswith("|") else "\n"
        text += "\n".join(typed)
        shown += lines
        before = typed
    return random.choice([text, text.replace("\n", "\r\n")]), shown


def soup(seed):
    """Return signs and letters in any order."""
    random = Random(seed)  # noqa: S311 - the same texts every time
    letters = "aeiouß0123"
    return "".join(random.choice(SIGNS if random.random() < 0.6 else letters) for _ in range(random.randint(1, 80)))
