"""The chart of how the number of measures has grown: a step line of this catalogue, points of published numbers."""

from calendar import monthrange
from datetime import date

from measures.finding.growth import Month, OfficialCount

WIDTH, HEIGHT = 400, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 14, 30  # margins for the labels
STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
LINES = 5  # at most, above zero


class GrowthChart:
    """Coordinates of the chart, in units of its view box."""

    def __init__(self, growth: list[tuple[Month, int]], official: list[OfficialCount]) -> None:
        self.growth = growth
        self.official = official
        days = [*(last_day(month) for month, _number in growth), *(count.day for count in official)]
        self.first = date(min(days).year, 1, 1)
        self.last = date(max(days).year, 12, 31)
        most = max([number for _month, number in growth] + [count.number for count in official] + [1])
        self.step = next((step for step in STEPS if step * LINES >= most), STEPS[-1])
        self.top = -(-most // self.step) * self.step

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, number: float) -> float:
        return round(HEIGHT - BOTTOM - number / self.top * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {HEIGHT}"

    @property
    def lines(self) -> list[tuple[float, int]]:
        """Pairs of y and number for the lines across the chart."""
        return [(self.y(number), number) for number in range(0, self.top + 1, self.step)]

    @property
    def left(self) -> int:
        return LEFT

    @property
    def right(self) -> int:
        return WIDTH - RIGHT

    @property
    def foot(self) -> int:
        return HEIGHT - BOTTOM

    @property
    def years(self) -> list[tuple[float, int]]:
        """Pairs of x and year, at the middle of each year."""
        return [(self.x(date(year, 7, 1)), year) for year in range(self.first.year, self.last.year + 1)]

    @property
    def points(self) -> list[tuple[float, float]]:
        """The published numbers."""
        return [(self.x(count.day), self.y(count.number)) for count in self.official]

    @property
    def own_line(self) -> str:
        """The `d` of the step line of this catalogue: from the first month to now."""
        parts = []
        for number, (month, count) in enumerate(self.growth):
            x, y = self.x(last_day(month)), self.y(count)
            parts.append(f"H{x}V{y}" if number else f"M{x} {y}")
        return "".join(parts)

    @property
    def own_end(self) -> tuple[float, float] | None:
        """The last point of this catalogue."""
        if not self.growth:
            return None
        month, count = self.growth[-1]
        return self.x(last_day(month)), self.y(count)


def last_day(month: Month) -> date:
    return date(*month, monthrange(*month)[1])
