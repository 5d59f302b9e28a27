"""Which idle assets suit somebody who looks for space, and what stands against the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.assets.models import Asset, SpaceNeed, State
from bihuan.assets.registers import ASSETS
from bihuan.platform.actors import Actor

MOST = 30


@dataclass(frozen=True, slots=True)
class Fit:
    """An idle asset with what stands against it (empty: it suits) and what is not known."""

    asset: Asset
    against: tuple[str, ...]
    unknown: tuple[str, ...]
    url: str


def fitting(viewer: Actor, need: SpaceNeed) -> list[Fit]:
    """The idle assets that the viewer sees, those that suit first, then those of which least is wrong; one query."""
    rows = ASSETS.rows(viewer).filter(state=State.IDLE, left_on=None).select_related("area")
    if not need.anywhere:
        rows = rows.filter(town_id=need.town_id)
    if need.form:
        rows = rows.filter(form=need.form)
    if need.least is not None:
        rows = rows.filter(Q(size=None) | Q(size__gte=need.least))
    found = [_fit(need, asset) for asset in rows.order_by("name")[: 10 * MOST]]
    found.sort(key=lambda fit: (len(fit.against), len(fit.unknown), fit.asset.size or 0, fit.asset.name))
    return found[:MOST]


def needs_met(needs: Sequence[SpaceNeed], asset: Asset) -> list[SpaceNeed]:
    """Those of `needs` that an idle asset suits as far as its entry is filled in: nothing stands against it."""
    return [need for need in needs if _asked_for(need, asset) and not _fit(need, asset).against]


def _asked_for(need: SpaceNeed, asset: Asset) -> bool:
    """What `fitting` asks of the database, of one asset."""
    return (
        (need.anywhere or need.town_id == asset.town_id)
        and need.form in ("", asset.form)
        and (need.least is None or asset.size is None or asset.size >= need.least)
    )


def _fit(need: SpaceNeed, asset: Asset) -> Fit:
    against: list[str] = []
    unknown: list[str] = []
    if asset.size is None:
        unknown.append(_("面积"))
    elif need.most is not None and asset.size > need.most:
        against.append(_("面积 %(size)s 平方米,比要的大") % {"size": asset.size})
    if need.power is not None:
        if asset.power is None:
            unknown.append(_("供电容量"))
        elif asset.power < need.power:
            against.append(_("供电 %(power)d 千伏安,不够") % {"power": asset.power})
    if need.road:
        if asset.road is None:
            unknown.append(_("货车能否到达"))
        elif not asset.road:
            against.append(_("货车到不了"))
    return Fit(asset, tuple(against), tuple(unknown), ASSETS.url(asset.pk))
