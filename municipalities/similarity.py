"""How alike two places are: differences of a few official figures, each standardised, weighed and put together.

Only places of one level are compared. Each variable is brought to mean 0 and standard deviation 1 among them. The
difference of two places is the root of the weighed mean of the squared differences, so its unit is one standard
deviation whatever the weights are. How near they are does not count: nearness has a sort order of its own.

The method is that of CIPFA's Nearest Neighbour Model for English councils, with fewer variables
(docs/decisions/0043-similar-municipalities.md). The page “So vergleichen wir Kommunen” explains it to visitors.
"""

from dataclasses import dataclass

import numpy as np

CITY = 100_000  # inhabitants from which a municipality counts as a city
# Above this, two places have little in common. See the decision for how it was found.
MOST_DIFFERENT = 0.6
NEAR_CITY = 10  # km, added to the distance to a city: within a city and right beside it is nearly the same
EARTH_RADIUS = 6371.0  # km

SIZE, DENSITY, LOCATION = "groesse", "dichte", "lage"
# Weight of each variable, and what a visitor may choose the importance of. The only place that says so.
WEIGHTS = {"inhabitants": 3.0, "density": 1.0, "urbanisation": 1.0, "city": 1.0}
ASPECTS = {"inhabitants": SIZE, "density": DENSITY, "urbanisation": LOCATION, "city": LOCATION}
VARIABLES = tuple(WEIGHTS)
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
        self.city_distance = city_distances(figures)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns = [
                np.log(figures.inhabitants),
                np.log(figures.inhabitants / figures.area),
                figures.urbanisation,
                np.log(self.city_distance + NEAR_CITY),
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


def kilometres(latitudes: np.ndarray, longitudes: np.ndarray, latitude: float, longitude: float) -> np.ndarray:
    """Return the distances in km of many points (degrees) to one, as the crow flies; NaN where a point is unknown."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    other_north, other_east = np.radians(latitude), np.radians(longitude)
    half = np.sin((north - other_north) / 2) ** 2
    half = half + np.cos(north) * np.cos(other_north) * np.sin((east - other_east) / 2) ** 2
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))


def city_distances(figures: Figures) -> np.ndarray:
    """Return for each place the km to the nearest municipality of CITY inhabitants; NaN if there is none."""
    cities = np.flatnonzero((figures.levels == "municipality") & (figures.inhabitants >= CITY))
    nearest = np.full(len(figures.levels), np.nan)
    for city in cities:
        point = figures.latitude[city], figures.longitude[city]
        nearest = np.fmin(nearest, kilometres(figures.latitude, figures.longitude, *point))
    return nearest
