"""Writing the register of assets; nobody else writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.assets import find
from bihuan.assets.models import Asset, Form, Kind, Readiness, State
from bihuan.assets.policies import ASSETS, EDIT
from bihuan.assets.sizes import MOST_M2
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.imports import take_back
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many

MOST_INCOME = Decimal(10) ** 11  # yuan a year


@dataclass(frozen=True, slots=True)
class AssetEntry:
    """What a person says about an asset: `size` in square metres, `yearly_income` in yuan, `listed_on` by default today.

    A revitalised asset without `revitalised_on` became so today.
    """

    name: str
    area: Area | None
    kind: str
    form: str
    readiness: str = ""
    owner: str = ""
    address: str = ""
    size: Decimal | None = None
    state: str = State.IDLE
    revitalised_on: date | None = None
    use: str = ""
    yearly_income: Decimal | None = None
    contract_until: date | None = None
    lat: float | None = None
    lon: float | None = None
    listed_on: date | None = None
    left_on: date | None = None


def register_asset(*, actor: Actor, entry: AssetEntry) -> Asset:
    """Register one asset.

    Raises:
        NotAllowed: `actor` may not register in the area.
        Invalid: every fault, by the field of the entry.
        Conflict: the area has an asset of that name (field `name`).
    """
    asset = _filled(Asset(), entry)
    with transaction.atomic():
        _refuse_known(asset)
        create(asset, actor=actor, verb="register")
        find.index_assets([asset])
    return asset


def register_assets(*, actor: Actor, entries: Sequence[AssetEntry]) -> list[Asset | BihuanError]:
    """Register many, as imports and generated worlds bring them; one answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    answers: list[Asset | BihuanError] = []
    for entry in entries:
        try:
            answers.append(_filled(Asset(), entry))
        except Invalid as refusal:
            answers.append(refusal)
    known = _known([one for one in answers if isinstance(one, Asset)])
    for place, one in enumerate(answers):
        if isinstance(one, Asset):
            try:
                _refuse_known(one, known)
            except Conflict as refusal:
                answers[place] = refusal
            else:
                known.add((one.area_id, one.name))
    fresh = [one for one in answers if isinstance(one, Asset)]
    with transaction.atomic():
        create_many(fresh, actor=actor, verb="register")
        find.index_assets(fresh)
    return answers


def edit_asset(*, actor: Actor, asset_id: UUID, entry: AssetEntry, seen: int | None = None) -> Asset:
    """Correct an asset; a move to another area needs the right in both.

    Raises:
        NotAllowed, StaleRecord, WrongState, Invalid, Conflict.
    """
    with transaction.atomic():
        with change(Asset, asset_id, actor=actor, verb="edit", seen=seen) as asset:
            _filled(asset, entry)
            ASSETS.check(actor, EDIT, asset)
            _refuse_known(asset)
        find.index_assets([asset])
    return asset


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
    _check_money(faults, yearly_income)
    faults.day("contract_until", contract_until)
    faults.stop()
    with transaction.atomic():
        with change(Asset, asset_id, actor=actor, verb="revitalise", seen=seen) as asset:
            asset.state, asset.revitalised_on, asset.use = State.REVITALISED, day, use
            asset.yearly_income, asset.contract_until = yearly_income, contract_until
            asset.note(use)
        find.index_assets([asset])
    return asset


def void_asset(*, actor: Actor, asset_id: UUID, reason: str, seen: int | None = None) -> Asset:
    """Take a wrong entry off the register, with the reason; what was sold or demolished gets a day of disposal instead.

    Raises:
        Invalid: no reason (field `reason`).
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("注销原因"), most=200, required=True)
    faults.stop()
    with change(Asset, asset_id, actor=actor, verb="void", seen=seen) as asset:
        asset.voided_at, asset.void_reason = clock.now(), reason
        asset.note(reason)
        find.forget(asset)
    return asset


def take_back_import(*, actor: Actor, ids: Sequence[UUID]) -> None:
    """Remove what an import brought and nobody has touched since.

    Raises:
        WrongState: one was changed since, or something hangs on it.
    """
    take_back(Asset, ids, actor=actor)


def _filled(asset: Asset, entry: AssetEntry) -> Asset:
    """Check `entry` and put it into `asset` (unsaved); asks no database.

    Raises:
        Invalid: with every fault.
    """
    faults = Faults()
    asset.name = faults.text("name", entry.name, _("资产名称"), most=120, required=True)
    asset.kind = faults.choice("kind", entry.kind, Kind.values)
    asset.form = faults.choice("form", entry.form, Form.values)
    asset.readiness = faults.choice("readiness", entry.readiness, ["", *Readiness.values])
    asset.owner = faults.text("owner", entry.owner, _("权属单位"), most=120)
    asset.address = faults.text("address", entry.address, _("坐落"), most=200)
    asset.use = faults.text("use", entry.use, _("用途"), most=120)
    if entry.size is not None and not 0 <= entry.size <= MOST_M2:
        faults.add("size", _("面积应是大于 0 的平方米数,请核对单位。"), "number")
    asset.size = entry.size
    _check_money(faults, entry.yearly_income)
    asset.yearly_income, asset.contract_until = entry.yearly_income, faults.day("contract_until", entry.contract_until)
    faults.position(entry.lat, entry.lon)
    asset.lat, asset.lon = entry.lat, entry.lon
    _fill_state(asset, entry, faults)
    _fill_days(asset, entry, faults)
    _place(asset, faults, entry.area)
    faults.stop()
    return asset


def _fill_state(asset: Asset, entry: AssetEntry, faults: Faults) -> None:
    asset.state = faults.choice("state", entry.state, State.values)
    asset.revitalised_on = None
    if entry.state == State.REVITALISED:
        asset.revitalised_on = faults.day("revitalised_on", entry.revitalised_on) or clock.today()
        if asset.revitalised_on > clock.today():
            faults.add("revitalised_on", _("盘活日期不能晚于今天。"), "date")


def _fill_days(asset: Asset, entry: AssetEntry, faults: Faults) -> None:
    kept: date | None = asset.listed_on
    asset.listed_on = faults.day("listed_on", entry.listed_on) or kept or clock.today()
    asset.left_on = faults.day("left_on", entry.left_on)
    if asset.left_on is not None and asset.left_on <= asset.listed_on:
        faults.add("left_on", _("处置日期应晚于入账日期。"), "date")


def _place(asset: Asset, faults: Faults, area: Area | None) -> None:
    if area is None:
        faults.add("area", _("请选择所属区域。"), "area")
    elif area.town_id is None:
        faults.add("area", _("请选择到乡镇(街道)以下的区域。"), "area")
    else:
        asset.area, asset.area_path, asset.town_id = area, area.path, area.town_id


def _check_money(faults: Faults, amount: Decimal | None) -> None:
    if amount is not None and not 0 <= amount <= MOST_INCOME:
        faults.add("yearly_income", _("年收益应是 0 到一千亿元之间的金额,请核对单位。"), "amount")


def _refuse_known(asset: Asset, known: set[tuple[UUID, str]] | None = None) -> None:
    """Refuse a second asset of the same name in the same area.

    Raises:
        Conflict: field `name`.
    """
    if known is None:
        known = _known([asset], but=asset.pk)
    if (asset.area_id, asset.name) in known:
        raise Conflict(_("同一个村(社区)里已登记过这个资产名称,请先查询;确是两宗的,请在名称里写明。"), field="name")


def _known(assets: Sequence[Asset], *, but: UUID | None = None) -> set[tuple[UUID, str]]:
    register = Asset.objects.filter(voided_at=None, name__in={one.name for one in assets})
    if but is not None:
        register = register.exclude(pk=but)
    return set(register.values_list("area_id", "name"))
