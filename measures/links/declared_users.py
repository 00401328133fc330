"""Which places the names in a `usedBy` mean: free text, so only where the register leaves no doubt."""

from collections import defaultdict
from collections.abc import Sequence

from municipalities.folding import fold
from municipalities.models import Municipality

# Before the name of a town, as people write it; the register names towns without
TOWN = (
    "Freie und Hansestadt", "Landeshauptstadt", "Hansestadt", "Universitätsstadt", "Stadt", "Gemeinde", "Markt",
    "City of", "Town of",
)  # fmt: skip


class PlaceNames:
    """The names of all places of the register that are there today."""

    def __init__(self) -> None:
        self.keys: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.longer: set[str] = set()  # what other names begin with: "Rüdersdorf" of "Rüdersdorf bei Berlin"
        rows = Municipality.objects.filter(gone_since=None).exclude(ars="").order_by("ars")
        for name, ars, level in rows.values_list("name", "ars", "level"):
            words = fold(name).split()
            self.keys[" ".join(words)].append((ars, level))
            self.longer.update(" ".join(words[:number]) for number in range(1, len(words)))

    def key_of(self, name: str) -> str:
        """Return the regional key (ARS) of the place of this name; "" if none, or more than one, may be meant."""
        town = next((name[len(word) + 1 :] for word in TOWN if name.lower().startswith(f"{word.lower()} ")), "")
        asked = fold(town or name)
        found = self.keys.get(asked, [])
        if town:
            found = [(ars, level) for ars, level in found if level == Municipality.Level.MUNICIPALITY]
        return found[0][0] if len(found) == 1 and asked not in self.longer else ""


def with_keys(names: Sequence[str], places: PlaceNames) -> list[dict[str, str]]:
    """Return names with the key of the place that each means, or ""."""
    return [{"name": name, "ars": places.key_of(name)} for name in names]
