"""A chart of numbers by month: coordinates of grouped bars for templates/admin/month_chart.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

WIDTH, HEIGHT = 400, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 10, 26  # margins for the labels
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
LINES = 5  # at most, above zero
ROOM = 0.7  # share of a month's width that its bars take


@dataclass(frozen=True)
class MonthChart:
    """A chart. `series` has one or two pairs of a name and a value for each month; None where there is none.

    The first series is drawn as filled bars, the second one as outlined bars.
    """

    title: str
    months: Sequence[date]
    series: Sequence[tuple[str, Sequence[float | None]]]

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {HEIGHT}"

    @property
    def names(self) -> list[str]:
        return [name for name, _values in self.series]

    @property
    def step(self) -> int:
        """The distance of the lines across the chart, as a number."""
        most = max((value or 0 for _name, values in self.series for value in values), default=0)
        return next((step for step in STEPS if step * LINES >= most), STEPS[-1])

    @property
    def top(self) -> int:
        most = max((value or 0 for _name, values in self.series for value in values), default=0)
        return max(1, -int(-most // self.step)) * self.step

    def y(self, number: float) -> float:
        return round(HEIGHT - BOTTOM - number / self.top * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        """For each line across the chart its path, the y of its label, and the number."""
        numbers = range(0, self.top + 1, self.step)
        return [(f"M{LEFT} {self.y(number)}H{WIDTH - RIGHT}", str(self.y(number) + 4), number) for number in numbers]

    @property
    def label_x(self) -> str:
        return str(LEFT - 6)

    @property
    def labels(self) -> list[tuple[str, str, str]]:
        """For each month the x and y of its label, and the label: the first letters of its name."""
        y = str(HEIGHT - BOTTOM + 18)
        middle = self._width / 2
        return [
            (str(round(LEFT + place * self._width + middle, 1)), y, date_format(month, "M")[:1])
            for place, month in enumerate(self.months)
        ]

    @property
    def bars(self) -> list[tuple[int, str]]:
        """For each value above zero the number of its series and the path of its bar."""
        width = self._width * ROOM / len(self.series)
        found = []
        for number, (_name, values) in enumerate(self.series):
            for place, value in enumerate(values):
                if value:
                    x = LEFT + (place + (1 - ROOM) / 2) * self._width + number * width
                    found.append(
                        (number, f"M{x:.1f} {HEIGHT - BOTTOM}V{self.y(value)}h{width - 1:.1f}V{HEIGHT - BOTTOM}")
                    )
        return found

    @property
    def _width(self) -> float:
        """The width of a month."""
        return (WIDTH - LEFT - RIGHT) / max(1, len(self.months))
