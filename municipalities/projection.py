"""The map projection for Germany: Lambert conformal conic, EPSG:4839, on the ellipsoid GRS 80.

Formulas: John P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), pages 107 to 109.
"""

from math import cos, log, pi, radians, sin, sqrt, tan

AXIS = 6378.137  # km, of GRS 80
FLATTENING = 1 / 298.257222101
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = radians(51), radians(10.5)
PARALLELS = radians(48 + 40 / 60), radians(53 + 40 / 60)


def _parallel_radius(latitude: float) -> float:
    """Return the radius of a parallel, as a share of AXIS; Snyder's m."""
    return cos(latitude) / sqrt(1 - (ECCENTRICITY * sin(latitude)) ** 2)


def _conformal_tangent(latitude: float) -> float:
    """Return the tangent of half the conformal colatitude; Snyder's t."""
    eccentric = ECCENTRICITY * sin(latitude)
    return tan(pi / 4 - latitude / 2) / ((1 - eccentric) / (1 + eccentric)) ** (ECCENTRICITY / 2)


_SOUTH, _NORTH = PARALLELS
CONE = (log(_parallel_radius(_SOUTH)) - log(_parallel_radius(_NORTH))) / (
    log(_conformal_tangent(_SOUTH)) - log(_conformal_tangent(_NORTH))
)
SCALE = AXIS * _parallel_radius(_SOUTH) / (CONE * _conformal_tangent(_SOUTH) ** CONE)
ORIGIN_RADIUS = SCALE * _conformal_tangent(ORIGIN_LATITUDE) ** CONE


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return km east and km north of 51° N, 10.5° E for degrees of ETRS 89 (or WGS 84)."""
    radius = SCALE * _conformal_tangent(radians(latitude)) ** CONE
    angle = CONE * (radians(longitude) - ORIGIN_LONGITUDE)
    return radius * sin(angle), ORIGIN_RADIUS - radius * cos(angle)
