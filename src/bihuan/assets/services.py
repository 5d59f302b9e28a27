"""What happens to an asset beyond its register: another class, coming into use."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.assets.models import Asset, Readiness, State
from bihuan.assets.registers import ASSETS
from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change

MOST_INCOME = Decimal(10) ** 11  # yuan a year


def reclassify_asset(*, actor: Actor, asset_id: UUID, readiness: str, reason: str, seen: int | None = None) -> Asset:
    """Put the asset into another of the three classes, with the reason in the trail.

    Raises:
        Invalid: fields `readiness`, `reason`.
    """
    faults = Faults()
    faults.choice("readiness", readiness, Readiness.values)
    reason = faults.text("reason", reason, _("调整原因"), most=200, required=True)
    faults.stop()
    with change(Asset, asset_id, actor=actor, verb="reclassify", seen=seen) as asset:
        asset.readiness = readiness
        asset.note(reason)
    return asset


def revitalise_asset(
    *,
    actor: Actor,
    asset_id: UUID,
    day: date,
    use: str,
    yearly_income: Decimal | None = None,
    contract_until: date | None = None,
    seen: int | None = None,
) -> Asset:
    """The asset came into use on `day`: for what, with what income a year, under a contract until when.

    Raises:
        Invalid: fields `day`, `use`, `yearly_income`, `contract_until`.
        WrongState: it is in use already.
    """
    faults = Faults()
    use = faults.text("use", use, _("用途"), most=120, required=True)
    faults.day("day", day)
    if day > clock.today():
        faults.add("day", _("盘活日期不能晚于今天。"), "date")
    if yearly_income is not None and not 0 <= yearly_income <= MOST_INCOME:
        faults.add("yearly_income", _("年收益应是 0 到一千亿元之间的金额,请核对单位。"), "amount")
    faults.day("contract_until", contract_until)
    faults.stop()
    with transaction.atomic():
        with change(Asset, asset_id, actor=actor, verb="revitalise", seen=seen) as asset:
            if asset.state == State.REVITALISED:
                raise WrongState(_("这宗资产已于 %(day)s 盘活,要更正请用“修改”。") % {"day": asset.revitalised_on})
            asset.state, asset.revitalised_on, asset.use = State.REVITALISED, day, use
            asset.yearly_income, asset.contract_until = yearly_income, contract_until
            asset.note(use)
        ASSETS.index([asset])
    return asset
