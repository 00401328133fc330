"""Collects translatable texts, also from the Jinja2 templates of the public pages."""

from pathlib import Path

from django.conf import settings
from django.core.management.commands import makemessages
from django.template import engines

PUBLIC = settings.BASE_DIR / "templates" / "public"


class BuildFile(makemessages.BuildFile):
    """Hands Jinja2 templates to xgettext as Python; Django's own templatize does not understand them.

    Jinja2 finds its texts itself, also in arguments of macros and in conditions.
    """

    def preprocess(self):
        if not Path(self.path).resolve().is_relative_to(PUBLIC):
            super().preprocess()
            return
        source = Path(self.path).read_text(encoding="utf-8")
        Path(self.work_path).write_text(as_python(source), encoding="utf-8")


class Command(makemessages.Command):
    build_file_class = BuildFile


def as_python(source):
    """Return calls of gettext functions, one a line, with the texts of a Jinja2 template."""
    lines = []
    for _line, function, texts in engines["jinja2"].env.extract_translations(source):
        texts = texts if isinstance(texts, tuple) else (texts,)
        literal = [repr(text) for text in texts if isinstance(text, str)]  # None stands for what is no literal
        lines.append(f"{function}({', '.join(literal)})\n")
    return "".join(lines)
