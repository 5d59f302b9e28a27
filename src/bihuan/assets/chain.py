"""The way of one asset from the register to money: plan, decision, publicity, contract, income, expiry, each with its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.assets.models import Asset, Contract, Income, Plan, State
from bihuan.assets.readiness import proposed
from bihuan.assets.registers import CONTRACTS, INCOMES, PLANS
from bihuan.kernel import clock
from bihuan.platform.actors import Actor

AHEAD = timedelta(days=60)  # from when on an end is told


class Stand(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    SOON = "soon"
    LATE = "late"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `title` ("决议"), its day or the day it is due, a short sentence, and the record's page ("" none)."""

    title: str
    stand: Stand
    day: date | None = None
    said: str = ""
    url: str = ""


def chain(viewer: Actor, asset: Asset) -> list[Step]:
    """The steps in order; three queries. The first that is not done is to be done now, unless the asset is in use without them."""
    plan = PLANS.rows(viewer).filter(asset=asset).exclude(state=Plan.State.DROPPED).order_by("-created_at").first()
    contract = CONTRACTS.rows(viewer).filter(asset=asset).order_by("-ends_on").first()
    incomes = list(INCOMES.rows(viewer).filter(asset=asset).order_by("-received_on"))
    steps = [
        Step(_("登记"), Stand.DONE, asset.listed_on),
        _classed(asset),
        *_planned(plan),
        _contracted(contract),
        _used(asset),
        _received(incomes),
        _ending(asset, contract),
    ]
    return _with_next(steps) if asset.state == State.IDLE or plan or contract else steps


def _with_next(steps: Sequence[Step]) -> list[Step]:
    """The first open step is what is to be done now."""
    place = next((place for place, step in enumerate(steps) if step.stand is Stand.OPEN), None)
    if place is None:
        return list(steps)
    step = steps[place]
    return [*steps[:place], Step(step.title, Stand.NOW, step.day, step.said, step.url), *steps[place + 1 :]]


def _classed(asset: Asset) -> Step:
    reason = proposed(asset)
    said = str(asset.get_readiness_display()) if asset.readiness else (reason.reason if reason else "")
    return Step(_("分类"), Stand.DONE if asset.readiness else Stand.OPEN, None, said)


def _planned(plan: Plan | None) -> list[Step]:
    if plan is None:
        return [Step(_("方案"), Stand.OPEN), Step(_("决议"), Stand.OPEN), Step(_("公示"), Stand.OPEN)]
    url = PLANS.url(plan.pk)
    decided = Stand.DONE if plan.decided_on else Stand.OPEN
    ended = plan.published_to is not None and plan.published_to < clock.today()
    if ended or plan.state == Plan.State.DONE:
        published = Step(_("公示"), Stand.DONE, plan.published_to, "", url)
    elif plan.published_from and plan.published_to:
        published = Step(_("公示"), Stand.NOW, plan.published_to, _("公示到这一天为止"), url)
    else:
        published = Step(_("公示"), Stand.OPEN, plan.published_from, "", url)
    return [
        Step(_("方案"), Stand.DONE, clock.local(plan.created_at).date(), plan.title, url),
        Step(_("决议"), decided, plan.decided_on, "", url),
        published,
    ]


def _contracted(contract: Contract | None) -> Step:
    if contract is None:
        return Step(_("合同"), Stand.OPEN)
    jobs = _(",岗位 %(jobs)d 个") % {"jobs": contract.jobs} if contract.jobs else ""
    said = _("年收益 %(amount)s 元") % {"amount": f"{contract.yearly_income:,.0f}"} + jobs
    return Step(_("合同"), Stand.DONE, contract.signed_on, said, CONTRACTS.url(contract.pk))


def _received(incomes: Sequence[Income]) -> Step:
    if not incomes:
        return Step(_("收益"), Stand.OPEN)
    total = sum((one.amount for one in incomes), Decimal(0))
    said = ngettext("%(n)d 笔,共 %(amount)s 元", "%(n)d 笔,共 %(amount)s 元", len(incomes)) % {
        "n": len(incomes),
        "amount": f"{total:,.0f}",
    }
    return Step(_("收益"), Stand.DONE, incomes[0].received_on, said, INCOMES.url(incomes[0].pk))


def _used(asset: Asset) -> Step:
    if asset.state == State.REVITALISED:
        return Step(_("投入使用"), Stand.DONE, asset.revitalised_on, asset.use)
    if asset.state == State.IDLE:
        return Step(_("投入使用"), Stand.OPEN, None, asset.use)
    said = _("%(state)s:%(use)s") % {"state": asset.get_state_display(), "use": asset.use}
    return Step(_("投入使用"), Stand.DONE, None, said if asset.use else str(asset.get_state_display()))


def _ending(asset: Asset, contract: Contract | None) -> Step:
    """The end of the newest contract, or the one that the register names."""
    ends = (contract.ended_on or contract.ends_on) if contract is not None else asset.contract_until
    url = CONTRACTS.url(contract.pk) if contract is not None else ""
    if ends is None:
        return Step(_("到期"), Stand.OPEN)
    left = (ends - clock.today()).days
    if left < 0:
        return Step(_("到期"), Stand.LATE, ends, _("已到期 %(n)d 天,请收回或续签") % {"n": -left}, url)
    said = _("还有 %(n)d 天") % {"n": left}
    return Step(_("到期"), Stand.SOON if left <= AHEAD.days else Stand.DONE, ends, said, url)
