"""Values that are named in cells: found in spite of case and stray spaces, else with the nearest one as a hint."""

import difflib
from collections import defaultdict

from django.utils.translation import gettext as _

from measures.intake.columns import fold
from measures.intake.problems import NotUnderstood

SEPARATORS = ("\n", ";", "|", ",")
MOST_COMPARISONS = 100_000  # per Choices, to find nearest values; after that there are no more hints
SIMILAR = 0.5
FEW = 8  # values that can all be listed


class Choices:
    """The values that may be named in a cell.

    `named` has pairs of a value and a list of its names. The first name is the one to show in hints.
    """

    def __init__(self, named):
        self.exact, self.folded, self.shown = defaultdict(list), defaultdict(list), []
        for value, names in named:
            self.shown.append((value, names[0]))
            for name in names:
                for found in (self.exact[name], self.folded[fold(name)]):
                    if value not in found:
                        found.append(value)
        self.nearest_known, self.comparisons_left = {}, MOST_COMPARISONS

    def find(self, text):
        """Return the value that `text` names. Raises NotUnderstood."""
        found = self.exact.get(text) or self.folded.get(fold(text)) or ()
        if len(found) == 1:
            return found[0]
        if found:
            raise NotUnderstood(_("More than one has this name; please use the key."), value=text)
        reason = _("This value is not known here.")
        if 0 < len(self.shown) <= FEW:
            names = ", ".join(name for _value, name in self.shown)
            reason += " " + _("Allowed are: %(names)s.") % {"names": names}
        raise NotUnderstood(reason, value=text, nearest=self.nearest(text))

    def several(self, text, separators=SEPARATORS):
        """Return the values named in `text`, each once. A name may itself contain a separator."""
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
        """Return the name to show of the value with the most similar name, "" if none is similar enough."""
        asked = fold(text)[:80]
        if asked not in self.nearest_known:
            self.comparisons_left -= len(self.folded)
            self.nearest_known[asked] = self._most_similar(asked) if self.comparisons_left > 0 else ""
        return self.nearest_known[asked]

    def _most_similar(self, folded):
        near = difflib.get_close_matches(folded, self.folded, n=1, cutoff=SIMILAR)
        if not near:
            return ""
        value = self.folded[near[0]][0]
        return next(name for known, name in self.shown if known == value)
