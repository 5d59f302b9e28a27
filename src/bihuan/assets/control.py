"""The visual control of assets: idle ones by class, those in use, where they lie, what they bring, and for whom one would do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum

from bihuan.assets.fitting import needs_met
from bihuan.assets.models import Asset, Contract, Form, Income, Kind, Readiness, SpaceNeed, State
from bihuan.assets.registers import ASSETS, CONTRACTS, INCOMES, NEEDS
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Attachment
from bihuan.platform.actors import Actor

IN_COLUMN = 30  # cards of a column; the ledger lists the rest
ON_MAP = 3_000
NEEDS_LOOKED_AT = 200
NEEDS_SHOWN = 3


class Size(StrEnum):
    """Bands of size, in square metres."""

    SMALL = "0-200"
    MIDDLE = "200-1000"
    LARGE = "1000-5000"
    HUGE = "5000-"


_BANDS = {Size.SMALL: (0, 200), Size.MIDDLE: (200, 1_000), Size.LARGE: (1_000, 5_000), Size.HUGE: (5_000, None)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is filtered by; empty takes everything."""

    kind: Kind | None = None
    form: Form | None = None
    area: Area | None = None
    size: Size | None = None


class Place(StrEnum):
    """The columns of the board: the idle ones by class, and what is in use."""

    NOW = Readiness.NOW.value
    NEEDS_WORK = Readiness.NEEDS_WORK.value
    NEEDS_POLICY = Readiness.NEEDS_POLICY.value
    UNSORTED = "unsorted"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Dot:
    """An asset on the map."""

    pk: UUID
    name: str
    place: Place
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Card:
    """An asset as the board shows it; `income` is what came in this year, in yuan; `photo` an attachment."""

    asset: Asset
    income: Decimal
    photo: UUID | None
    needs: tuple[SpaceNeed, ...]
    needs_more: int
    days_left: int | None


@dataclass(slots=True)
class Column:
    """A column: how many there are with how much room together (square metres), and the first cards."""

    place: Place
    count: int = 0
    size: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows; `income` of this year and `jobs` of running contracts are of all assets found."""

    columns: tuple[Column, ...]
    dots: tuple[Dot, ...]
    count: int
    without_place: int
    income: Decimal
    jobs: int
    needs: int


def found(viewer: Actor, asked: Asked) -> QuerySet[Asset]:
    """The assets on the register that the viewer sees and the filters leave."""
    rows = ASSETS.rows(viewer).filter(left_on=None)
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind)
    if asked.form is not None:
        rows = rows.filter(form=asked.form)
    if asked.area is not None:
        rows = rows.filter(area_path__below=asked.area.path)
    if asked.size is not None:
        least, below = _BANDS[asked.size]
        rows = rows.filter(size__gte=least, **({} if below is None else {"size__lt": below}))
    return rows


def places(viewer: Actor) -> QuerySet[Area]:
    """The towns and villages in which the viewer sees assets, for the filter; one query."""
    rows = ASSETS.rows(viewer).filter(left_on=None).order_by()
    here = Q(pk__in=rows.values("area_id")) | Q(pk__in=rows.values("town_id"))
    return Area.objects.filter(here).select_related("town").order_by("path")


def board(viewer: Actor, asked: Asked) -> Board:
    """The page, in a fixed number of queries: rows for map and counts, cards, photographs, needs, income, jobs."""
    rows = found(viewer, asked)
    columns = {place: Column(place) for place in Place}
    dots: list[Dot] = []
    chosen: dict[Place, list[UUID]] = {}
    count = without = 0
    ends, size = F("contract_until").asc(nulls_last=True), F("size").desc(nulls_last=True)
    light = rows.order_by(ends, size, "name").values_list("pk", "name", "state", "readiness", "size", "lat", "lon")
    for pk, name, state, readiness, metres, lat, lon in light:
        place = place_of(state, readiness)
        column = columns[place]
        column.count += 1
        column.size += metres or 0
        count += 1
        if lat is None or lon is None:
            without += 1
        elif len(dots) < ON_MAP:
            dots.append(Dot(pk, name, place, lat, lon))
        shown = chosen.setdefault(place, [])
        if len(shown) < IN_COLUMN:
            shown.append(pk)
    dots.sort(key=lambda dot: dot.place is not Place.USED)  # what is idle is drawn over what is in use
    needs = list(NEEDS.rows(viewer).filter(settled=False).order_by("until", "title")[:NEEDS_LOOKED_AT])
    cards = _cards(viewer, [pk for some in chosen.values() for pk in some], needs)
    for place, keys in chosen.items():
        columns[place].cards = [cards[pk] for pk in keys if pk in cards]
    today, keys_found = clock.today(), rows.order_by().values("pk")
    income = INCOMES.rows(viewer).filter(asset__in=keys_found, **_this_year(today)).aggregate(found=Sum("amount"))
    running = CONTRACTS.rows(viewer).filter(asset__in=keys_found, **_running(today)).aggregate(found=Sum("jobs"))
    kept = [one for one in columns.values() if one.place is not Place.UNSORTED or one.count]
    return Board(
        tuple(kept), tuple(dots), count, without, income["found"] or Decimal(0), running["found"] or 0, len(needs)
    )


def place_of(state: str, readiness: str) -> Place:
    """The column an asset stands in."""
    if state != State.IDLE:
        return Place.USED
    return Place(readiness) if readiness else Place.UNSORTED


def _this_year(today: date) -> dict[str, Any]:
    return {"received_on__gte": today.replace(month=1, day=1), "received_on__lte": today}


def _running(today: date) -> dict[str, Any]:
    return {"begins_on__lte": today, "ends_on__gte": today, "ended_on": None}


def _cards(viewer: Actor, keys: Sequence[UUID], needs: Sequence[SpaceNeed]) -> dict[UUID, Card]:
    today = clock.today()
    came = INCOMES.rows(viewer).filter(asset=OuterRef("pk"), **_this_year(today)).order_by().values("asset")
    amount = Subquery(came.annotate(found=Sum("amount")).values("found"), output_field=DecimalField())
    assets = ASSETS.rows(viewer).filter(pk__in=keys).select_related("area", "town").annotate(came_in=amount)
    photos = _photos(keys)
    cards = {}
    for asset in assets:
        met = needs_met(needs, asset) if asset.state == State.IDLE else []
        left = (asset.contract_until - today).days if asset.contract_until else None
        income = getattr(asset, "came_in", None) or Decimal(0)
        shown = tuple(met[:NEEDS_SHOWN])
        cards[asset.pk] = Card(asset, income, photos.get(asset.pk), shown, len(met) - len(shown), left)
    return cards


def _photos(keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """The newest photograph of each asset; whoever sees the asset sees its files."""
    rows = Attachment.objects.filter(
        object_type=Asset._meta.label_lower, object_id__in=list(keys), voided_at=None, file__width__isnull=False
    )
    return dict(rows.order_by("created_at").values_list("object_id", "pk"))


def contracts_of_asset(viewer: Actor, asset: Asset) -> QuerySet[Contract]:
    """The leases of one asset with what came in on each, the newest first."""
    return with_income(CONTRACTS.rows(viewer)).filter(asset=asset).order_by("-begins_on")


def with_income(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Contracts with `received`: what has come in on each so far, in yuan."""
    came = Income.objects.filter(contract=OuterRef("pk"), voided_at=None).order_by().values("contract")
    return rows.annotate(
        received=Subquery(came.annotate(found=Sum("amount")).values("found"), output_field=DecimalField())
    )
