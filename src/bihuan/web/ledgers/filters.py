"""Filters as a page shows them: a control a column, and a chip for each one in use."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import Column, FilterKind, Ledger, LedgerQuery
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.ledgers.periods import BETWEEN, TITLES
from bihuan.platform.ledgers.places import known_places


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a control."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One column's filter: `first` and `last` are the sides of a range, `chosen` how many choices are ticked."""

    key: str
    title: str
    kind: str
    value: str
    first: str
    last: str
    options: tuple[Choice, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, in words, with the address that is without it."""

    title: str
    text: str
    without: str


def controls(ledger: Ledger, viewer: Actor, query: LedgerQuery) -> tuple[list[Control], list[Control]]:
    """The controls of the short bar, and those under "more"."""
    made = [
        _control(column, viewer, query.filters.get(column.key, ()))
        for column in ledger.filterable
        if column in ledger.open_to(viewer)
    ]
    short = {column.key for column in ledger.filters} or {control.key for control in made[:4]}
    return [one for one in made if one.key in short], [one for one in made if one.key not in short]


def _control(column: Column, viewer: Actor, values: tuple[str, ...]) -> Control:
    value = values[0] if values else ""
    first, between, last = value.partition(BETWEEN)
    if column.filter_kind is FilterKind.RANGE and not between:
        last = first
    ranged = bool(between) or column.filter_kind is FilterKind.RANGE
    return Control(
        column.key,
        column.title,
        str(column.filter_kind),
        value,
        first if ranged else "",
        last if ranged else "",
        tuple(_options(column, viewer, values)),
        len(values),
    )


def _options(column: Column, viewer: Actor, values: tuple[str, ...]) -> list[Choice]:
    match column.filter_kind:
        case FilterKind.DAYS:
            return [Choice(period, str(title), period in values) for period, title in TITLES.items()]
        case FilterKind.AREA:
            places = known_places().choices(viewer)
            lowest = min((place.depth for place in places), default=0)
            return [Choice(one.key, "　" * (one.depth - lowest) + one.name, one.key in values) for one in places]
        case _:
            return [Choice(option.key, option.label, option.key in values) for option in column.options()]


def chips(ledger: Ledger, query: LedgerQuery) -> list[Chip]:
    """The filters in use; the figure whose rows these are comes first."""
    figure = [Chip(_("指标明细"), Behind.read(query.behind).title, query.params(behind=""))] if query.behind else []
    return figure + [
        Chip(ledger.column(key).title, ledger.column(key).said(values), query.without(key).params())
        for key, values in query.filters.items()
    ]
