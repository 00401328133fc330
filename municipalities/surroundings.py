"""Distances between places, and how many people live around each."""

import numpy as np

EARTH_RADIUS = 6371.0  # km
BLOCK = 128  # places measured at once: their distances fit into the cache of a processor


def kilometres(latitudes: np.ndarray, longitudes: np.ndarray, latitude: float, longitude: float) -> np.ndarray:
    """Return the distances in km of many points (degrees) to one, as the crow flies; NaN where a point is unknown."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    other_north, other_east = np.radians(latitude), np.radians(longitude)
    half = np.sin((north - other_north) / 2) ** 2
    half = half + np.cos(north) * np.cos(other_north) * np.sin((east - other_east) / 2) ** 2
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))


def unit_vectors(latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
    """Return points (degrees) as vectors of length 1 from the centre of the earth, one row each.

    The product of two is the cosine of the angle between them.
    """
    north, east = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def km_to_nearest(points: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return the km from each of `points` (unit vectors) to the nearest of those chosen (booleans); NaN if unknown."""
    targets = points[chosen & ~np.isnan(points[:, 0])]
    if not len(targets):
        return np.full(len(points), np.nan)
    starts = range(0, len(points), BLOCK)
    cosines = np.concatenate([(points[start : start + BLOCK] @ targets.T).max(axis=1) for start in starts])
    return EARTH_RADIUS * np.arccos(np.minimum(cosines, 1))


def people_around(points: np.ndarray, people: np.ndarray, radii: tuple[int, ...]) -> np.ndarray:
    """Return how many people live within each of `radii` (km) of each of `points`: one row per radius, NaN if unknown.

    points  unit vectors, one row each; all people of a place count as living at its point
    """
    found = np.full((len(radii), len(points)), np.nan)
    order = np.argsort(points[:, 2])[: np.count_nonzero(~np.isnan(points[:, 2]))]  # south to north; NaN come last
    points, people = points[order], people[order]
    north = np.arcsin(points[:, 2])
    reach = max(radii) / EARTH_RADIUS
    for start in range(0, len(order), BLOCK):
        block = slice(start, start + BLOCK)
        # A place outside these degrees of latitude is too far in any case.
        first, last = np.searchsorted(north, [north[block][0] - reach, north[block][-1] + reach])
        cosines = points[block] @ points[first:last].T
        for row, radius in enumerate(radii):
            found[row, order[block]] = (cosines >= np.cos(radius / EARTH_RADIUS)) @ people[first:last]
    return found
