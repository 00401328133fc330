"""The lines that a reader sees of HTML, found by a parser that knows nothing of our markup."""

from html.parser import HTMLParser

LINES = {"p", "br", "li", "h3", "h4", "tr", "table", "ul"}


class ShownText(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_starttag(self, tag, attrs):
        self.parts.append("\n" if tag in LINES else " " if tag in ("td", "th") else "")

    def handle_endtag(self, tag):
        self.parts.append("\n" if tag in LINES - {"br"} else "")

    def handle_data(self, data):
        self.parts.append(data.replace("\n", " "))  # a line break in the source is only a space on the page


def shown_lines(html):
    """Return the lines of a text as a page shows it, with single spaces, without empty lines."""
    parser = ShownText()
    parser.feed(html)
    parser.close()
    return lines("".join(parser.parts))


def lines(text):
    """Return the lines of a text with single spaces, without empty lines."""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
