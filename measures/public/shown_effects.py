"""Effects as public pages show them: rows by level with bars, and the values of many measures by indicator."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from measures.content import EFFECT_FIELDS
from measures.models import Effect, Indicator, SolutionType
from measures.models.edition import EditionQuerySet
from measures.models.effects import Level, compared_by
from measures.steckbrief_fields import Text

# So that the long texts are not read
SHOWN_OF_EDITION = (
    "edition__title", "edition__title_en", "edition__measure__slug", "edition__measure__project__name",
)  # fmt: skip
WHAT_IT_IS = {
    Level.INPUT: _("what was put in"),
    Level.OUTPUT: _("what came of it directly"),
    Level.OUTCOME: _("what changed for those who use it"),
    Level.IMPACT: _("what changed in the town"),
}


@dataclass(frozen=True)
class Bar:
    """A bar of a `length` that begins at `left`, and a mark at the target or None; all from 0 to 100."""

    left: float
    length: float
    target: float | None


@dataclass
class Compared:
    """An indicator with its effects, the highest value first; `recommended` if moderators recommend it."""

    name: str
    unit: str
    recommended: Indicator | None = None
    effects: list[Effect] = field(default_factory=list)

    @property
    def local_name(self) -> str:
        """The name in the language of the page, or in German."""
        return self.recommended.local_name if self.recommended else self.name

    @property
    def local_unit(self) -> str:
        return self.recommended.local_unit if self.recommended else self.unit

    @property
    def english_name(self) -> str:
        """The English name; "" if there is none."""
        return self.recommended.name_en if self.recommended else ""

    @property
    def is_shared(self) -> bool:
        """Whether several measures name it, so that there is something to compare."""
        return len({effect.edition_id for effect in self.effects}) > 1

    @property
    def scale(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number of all effects, so that their bars can be compared."""
        return scale_of([number for effect in self.effects for number in numbers_of(effect)])


def by_level(effects: Iterable[Effect]) -> list[tuple[Level, Text, list[Effect]]]:
    """Return (level, what it is, effects) for each level that has some."""
    rows = list(effects)
    groups = [(level, what, [row for row in rows if row.level == level]) for level, what in WHAT_IT_IS.items()]
    return [group for group in groups if group[-1]]


def numbers_of(effect: Effect) -> list[Decimal]:
    """Return the numbers of an effect that are known."""
    return [number for name in Effect.NUMBERS if (number := getattr(effect, name)) is not None]


def scale_of(numbers: list[Decimal]) -> tuple[Decimal, Decimal]:
    """Return where a bar begins and ends; zero is always on it."""
    return min(Decimal(0), *numbers), max(Decimal(0), *numbers)


def bar_of(effect: Effect, scale: tuple[Decimal, Decimal] | None = None) -> Bar | None:
    """Return the bar of an effect; None if there is nothing to compare its number with.

    `scale` is that of several effects which are shown together.
    """
    numbers = numbers_of(effect)
    low, high = scale or scale_of(numbers)
    if low == high or (scale is None and len(numbers) < 2):
        return None

    def place(number: Decimal) -> float:
        return round(float((number - low) / (high - low)) * 100, 1)

    start = place(effect.baseline or Decimal(0))
    end = start if effect.value is None else place(effect.value)
    target = None if effect.target is None else place(effect.target)
    return Bar(left=min(start, end), length=round(abs(end - start), 1), target=target)


def compared(solution_type: SolutionType, editions: EditionQuerySet) -> list[Compared]:
    """Return what these editions say about each indicator: first the recommended ones, also without effects."""
    groups = {
        compared_by(indicator.name, indicator.unit): Compared(indicator.name, indicator.unit, indicator)
        for indicator in solution_type.indicators.all()
    }
    named = Effect.objects.filter(edition__in=editions.order_by().values("pk")).only(*EFFECT_FIELDS, *SHOWN_OF_EDITION)
    for effect in named.select_related("edition__measure__project"):
        key = compared_by(effect.indicator, effect.unit)
        groups.setdefault(key, Compared(effect.indicator, effect.unit)).effects.append(effect)
    for group in groups.values():
        group.effects.sort(key=lambda effect: (effect.value is None, -(effect.value or 0), effect.edition.title))
    return list(groups.values())
