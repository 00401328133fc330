"""Collect translatable texts, including those in the Jinja2 templates of the public pages."""

from pathlib import Path

from django.conf import settings
from django.core.management.commands import makemessages
from django.template import engines

PUBLIC = settings.BASE_DIR / "templates" / "public"


class BuildFile(makemessages.BuildFile):
    """Converts Jinja2 templates to Python for xgettext, because Django's templatize() does not understand them.

    The texts are collected by Jinja2's own parser, which also finds those in arguments of macros and in conditions.
    """

    def preprocess(self):
        if not Path(self.path).resolve().is_relative_to(PUBLIC):
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(as_python(source), encoding="utf-8")


class Command(makemessages.Command):
    """Django's makemessages with our BuildFile."""

    build_file_class = BuildFile


def as_python(source: str) -> str:
    """Return the texts of a Jinja2 template as calls of gettext functions, one on each line."""
    lines = []
    for _line, function, texts in engines["jinja2"].env.extract_translations(source):
        texts = texts if isinstance(texts, tuple) else (texts,)
        # Arguments that are not literals, such as the number of ngettext(), are None here.
        literal = [repr(text) for text in texts if isinstance(text, str)]
        lines.append(f"{function}({', '.join(literal)})\n")
    return "".join(lines)
