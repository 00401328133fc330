"""How alike two places are: differences of a few official figures, each standardised, weighed and put together.

Only places of one level are compared. Each variable is brought to mean 0 and standard deviation 1 among them. The
difference of two places is the root of the weighed mean of the squared differences, so its unit is one standard
deviation whatever the weights are. How near they are does not count: nearness has a sort order of its own.

The method is that of CIPFA's Nearest Neighbour Model for English councils, with fewer variables. Several say
partly the same, so that the result does not hang on one of them (docs/decisions/0043-similar-municipalities.md). The
page “So vergleichen wir Kommunen” explains it to visitors.
"""

from dataclasses import dataclass

import numpy as np

from municipalities.surroundings import km_to_nearest, people_around, unit_vectors

CITY, TOWN = 100_000, 20_000  # inhabitants from which a municipality counts as a city, and as a middle-sized town
# {level: the difference above which two places have little in common}. See the decision for how they were found.
MOST_DIFFERENT = {"municipality": 0.5, "association": 0.75, "district": 0.75}
# km, added to the distance to a city or town: within it and right beside it is nearly the same.
NEAR_CITY, NEAR_TOWN = 10, 5

SIZE, DENSITY, LOCATION = "groesse", "dichte", "lage"
# Weight of each variable, and what a visitor may choose the importance of. The only place that says so.
WEIGHTS = {
    "inhabitants": 8.0,
    "area": 4.0,
    "density": 4.0,
    "urbanisation": 2.0,
    "city": 1.0,
    "town": 1.0,
    "around_10": 1.0,
    "around_25": 1.0,
    "around_50": 1.0,
}
ASPECTS = dict.fromkeys(WEIGHTS, LOCATION) | {"inhabitants": SIZE, "area": DENSITY, "density": DENSITY}
VARIABLES = tuple(WEIGHTS)
RADII = (10, 25, 50)  # km, within which people are counted
# What tests/municipalities/similar measures, for the public page: share of the ten nearest that are judged alike, and
# how many of them stay on average, at least, if a weight changes by a quarter and without any one variable.
EVALUATION = {"alike": 0.94, "quarter": 9.4, "without": 7.4}
IMPORTANCE = {"egal": 0.0, "normal": 1.0, "wichtig": 3.0}  # factors of the weights


@dataclass(frozen=True)
class Figures:
    """The figures of all places, each an array with one number per place; NaN where it is not known.

    Units: inhabitants, km², degree of urbanisation (1 to 3), degrees (WGS 84). `levels` are words.
    """

    levels: np.ndarray
    inhabitants: np.ndarray
    area: np.ndarray
    urbanisation: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray


class Similarity:
    """The standardised variables of all places: an array with one row per place and one column for each of VARIABLES.

    city_distance  km from each place to the nearest city, 0 for a city itself
    """

    def __init__(self, figures: Figures) -> None:
        self.levels = figures.levels
        points, people = unit_vectors(figures.latitude, figures.longitude), people_of_municipalities(figures)
        self.city_distance = km_to_nearest(points, people >= CITY)
        around = people_around(points, people, RADII)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns = [
                np.log(figures.inhabitants),
                np.log(figures.area),
                np.log(figures.inhabitants / figures.area),
                figures.urbanisation,
                np.log(self.city_distance + NEAR_CITY),
                np.log(km_to_nearest(points, people >= TOWN) + NEAR_TOWN),
                *(np.log(np.fmax(people, figures.inhabitants)) for people in around),
            ]
        self.standardised = np.column_stack(columns).astype(float)
        self.standardised[~np.isfinite(self.standardised)] = np.nan
        for level in set(self.levels.tolist()):
            rows = self.levels == level
            self.standardised[rows] = standardised(self.standardised[rows])

    def differences(self, number: int, weights: np.ndarray) -> np.ndarray:
        """Return the difference of each place from one; infinite for other levels, for itself, and without figures."""
        weights = np.where(np.isnan(self.standardised[number]), 0, weights)
        squares = self._squares(number)
        found = np.sqrt(squares @ weights / weights.sum()) if weights.any() else np.full(len(squares), np.inf)
        found[(self.levels != self.levels[number]) | np.isnan(self.standardised[:, 0])] = np.inf
        found[number] = np.inf
        return found

    def _squares(self, number: int, others: slice | int = slice(None)) -> np.ndarray:
        """Return the squared differences of `others` from one place; 1, a usual one, where a figure is not known."""
        squares = (self.standardised[others] - self.standardised[number]) ** 2
        return np.where(np.isnan(squares), 1.0, squares)

    def shares(self, number: int, other: int, weights: np.ndarray) -> dict[str, float]:
        """Return {variable: its share of the squared difference of two places}; no shares if they do not differ."""
        weights = np.where(np.isnan(self.standardised[number]), 0, weights)
        squares = self._squares(number, other) * weights
        total = squares.sum()
        return {name: float(part / total) for name, part in zip(VARIABLES, squares, strict=True)} if total else {}


def weights_for(importance: dict[str, str]) -> np.ndarray:
    """Return the weight of each of VARIABLES; `importance` is {aspect: key of IMPORTANCE}, "normal" if left out."""
    chosen = [IMPORTANCE[importance.get(ASPECTS[name]) or "normal"] for name in VARIABLES]
    return np.array(list(WEIGHTS.values())) * chosen


def standardised(columns: np.ndarray) -> np.ndarray:
    """Return columns with mean 0 and standard deviation 1; a column without variation becomes 0."""
    found = np.full_like(columns, np.nan)
    for place in range(columns.shape[1]):
        column = columns[:, place]
        known = ~np.isnan(column)
        if known.any():
            deviation = column[known].std()
            found[known, place] = (column[known] - column[known].mean()) / (deviation or 1)
    return found


def people_of_municipalities(figures: Figures) -> np.ndarray:
    """Return the inhabitants of each municipality; 0 for other levels, whose people are those of municipalities."""
    return np.where(figures.levels == "municipality", np.nan_to_num(figures.inhabitants), 0)
