"""Values that are named in cells: found in spite of case and stray spaces, or the nearest one is told."""

import difflib
from collections import defaultdict

from django.utils.translation import gettext as _

from measures.intake.columns import fold

SEPARATORS = ("\n", ";", "|", ",")
MOST_COMPARISONS = 100_000  # for nearest values, for each Choices; afterwards none is told
ALIKE = 0.5
FEW = 8  # values that can all be told


class NotUnderstood(Exception):
    """A cell, or the `value` in it, that means nothing here; `nearest` is what might have been meant."""

    def __init__(self, reason, *, value=None, nearest=""):
        super().__init__(reason)
        self.reason, self.value, self.nearest = reason, value, nearest


class Choices:
    """What may be named. `named` has pairs of a value and its names, of which the first is the one to be told."""

    def __init__(self, named):
        self.exact, self.folded, self.told = defaultdict(list), defaultdict(list), []
        for value, names in named:
            self.told.append((value, names[0]))
            for name in names:
                for found in (self.exact[name], self.folded[fold(name)]):
                    if value not in found:
                        found.append(value)
        self.nearest_known, self.left = {}, MOST_COMPARISONS

    def find(self, text):
        """Return the value that `text` names, or raise NotUnderstood."""
        found = self.exact.get(text) or self.folded.get(fold(text)) or ()
        if len(found) == 1:
            return found[0]
        if found:
            raise NotUnderstood(_("More than one has this name; please use the key."), value=text)
        reason = _("This value is not known here.")
        if 0 < len(self.told) <= FEW:
            reason += " " + _("Allowed are: %(names)s.") % {"names": ", ".join(name for value, name in self.told)}
        raise NotUnderstood(reason, value=text, nearest=self.nearest(text))

    def several(self, text, separators=SEPARATORS):
        """Return the values named in `text`, each once; a name may itself contain what separates others."""
        try:
            return [self.find(text)]
        except NotUnderstood as error:
            separators = [separator for separator in separators if separator in text]
            if not separators:
                raise
            parts = [part.strip() for part in text.split(separators[0])]
            if separators == [","] and not any(fold(part) in self.folded for part in parts):
                raise error
        values = [value for part in parts if part for value in self.several(part, separators[1:])]
        return list(dict.fromkeys(values))

    def nearest(self, text):
        asked = fold(text)[:80]
        if asked not in self.nearest_known:
            self.left -= len(self.folded)
            near = difflib.get_close_matches(asked, self.folded, n=1, cutoff=ALIKE) if self.left > 0 else ()
            value = self.folded[near[0]][0] if near else None
            self.nearest_known[asked] = next((name for known, name in self.told if known == value), "") if near else ""
        return self.nearest_known[asked]
