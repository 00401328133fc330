"""What a list of measures shows of each one: plain data of the index, so that a list needs no query."""

from dataclasses import dataclass

TEXT_END = "\0"  # between the longer texts of a card; no text contains it, since forms and databases refuse it


@dataclass(slots=True)
class Card:
    """One public edition as an item of a list.

    slug            address of the measure
    long_texts      the longer texts, joined by TEXT_END
    status          a value of Edition.Status, or ""
    project         name of the model project
    place           name of the only place, "" if the project's name already says it, or if there are several
    place_count     number of places, without those that contain another of them
    states          names of the states, separated by commas, without one that is the project itself
    solution_types  names, in the order of the vocabulary
    """

    slug: str
    title: str
    summary: str
    long_texts: str
    status: str
    project: str
    place: str
    place_count: int
    states: str
    solution_types: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The longer texts, each on its own."""
        return self.long_texts.split(TEXT_END)


def places_shown(places: list[tuple[str, str]], project: str) -> tuple[str, int]:
    """Return the place and the number of places of a Card; `places` are pairs of name and regional key (ARS)."""
    innermost = [(name, key) for name, key in places if not any(contains(key, other_key) for _, other_key in places)]
    if len(innermost) == 1:
        name = innermost[0][0]
        said_already = name in project or project in name
        return ("" if said_already else name), 1
    return "", len(innermost)


def contains(key: str, other: str) -> bool:
    """Return whether the place with regional key `other` lies within that of `key`: see Municipality.contains."""
    return bool(key) and len(key) < len(other) and other.startswith(key)
