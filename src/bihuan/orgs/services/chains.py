"""Responsibility chains: their levels, and who stands at each for an area."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid, WrongState
from bihuan.orgs.models import Area, ChainHolder, ChainLevel, ResponsibilityChain, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

MAX_LEVELS = 9


def define_chain(
    *, actor: Actor, name: str, area_id: UUID | None, titles: Sequence[str], work_kind: str = ""
) -> ResponsibilityChain:
    """Define a chain for an area and a kind of work ("" = every kind); `titles` are its levels, lowest first.

    Raises:
        NotAllowed: `actor` does not manage the area.
        Invalid: fields `name`, `area`, `titles`.
        Conflict: the area has an active chain for that kind (field `work_kind`).
    """
    faults = Faults()
    name = faults.name("name", name, _("责任链名称"))
    area = faults.area("area", area_id)
    levels = _titles(faults, titles)
    work_kind = faults.text("work_kind", work_kind, _("工作类型"), most=20)
    faults.stop()
    assert area is not None
    if ResponsibilityChain.objects.filter(area=area, work_kind=work_kind, active=True).exists():
        raise Conflict(_("“%(area)s”对这类工作已有在用的责任链。") % {"area": area.name}, field="work_kind")
    with transaction.atomic():
        chain = create(ResponsibilityChain(name=name, work_kind=work_kind, area=area), actor=actor)
        for rank, title in enumerate(levels, start=1):
            create(ChainLevel(chain=chain, rank=rank, title=title), actor=actor)
    return chain


def _titles(faults: Faults, titles: Sequence[str]) -> list[str]:
    wanted = [faults.name("titles", title, _("职责"), required=False) for title in titles]
    wanted = [title for title in wanted if title]
    if not 1 <= len(wanted) <= MAX_LEVELS:
        faults.add("titles", _("责任链应有 1 到 %(most)d 级,每级写一行。") % {"most": MAX_LEVELS})
    return wanted


def set_levels(
    *, actor: Actor, chain_id: UUID, name: str, titles: Sequence[str], seen: int | None = None
) -> ResponsibilityChain:
    """Rename a chain and its levels, add levels on top, or take the topmost away where nobody is named.

    Raises:
        WrongState: a level to be taken away has holders.
    """
    faults = Faults()
    name = faults.name("name", name, _("责任链名称"))
    wanted = _titles(faults, titles)
    faults.stop()
    with transaction.atomic():
        with change(ResponsibilityChain, chain_id, actor=actor, verb="set_levels", seen=seen) as chain:
            chain.name = name
            chain.note(" → ".join(wanted))
        levels = {level.rank: level for level in chain.levels.all()}
        for rank, title in enumerate(wanted, start=1):
            level = levels.pop(rank, None)
            if level is None:
                create(ChainLevel(chain=chain, rank=rank, title=title), actor=actor)
            elif level.title != title:
                with change(ChainLevel, level.pk, actor=actor, verb="rename") as row:
                    row.title = title
        for level in levels.values():
            if level.holders.exists():
                message = _("第 %(rank)d 级“%(title)s”还有责任人,请先移除再减少层级。")
                raise WrongState(message % {"rank": level.rank, "title": level.title}, field="titles")
            with change(ChainLevel, level.pk, actor=actor, verb="remove") as row:
                row.note(level.title)
            level.delete()
    return chain


def end_chain(*, actor: Actor, chain_id: UUID, reason: str, seen: int | None = None) -> ResponsibilityChain:
    """Take a chain out of use; its past stays readable.

    Raises:
        Invalid: no reason (field `reason`).
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("停用原因"), most=200, required=True)
    faults.stop()
    with change(ResponsibilityChain, chain_id, actor=actor, verb="deactivate", seen=seen) as chain:
        chain.active = False
        chain.note(reason)
    return chain


def name_holder(*, actor: Actor, level_id: UUID, area_id: UUID, staff_id: UUID | None) -> ResponsibilityChain:
    """Name who stands at a level for an area and everything below it, or nobody with None.

    Raises:
        NotAllowed: `actor` does not manage the area.
        Invalid: the area lies outside the chain's (field `area`), the person cannot sign in (field `staff`).
    """
    faults = Faults()
    level = faults.record("level", ChainLevel, level_id, _("没有找到这一级,责任链可能刚被修改。"))
    area = faults.area("area", area_id)
    staff = faults.record("staff", Staff, staff_id, _("请选择责任人。")) if staff_id else None
    faults.stop()
    assert level is not None and area is not None
    _check_holder(level, area, staff)
    with transaction.atomic():
        present = ChainHolder.objects.select_for_update().filter(level=level, area=area).first()
        if staff is None:
            if present is not None:
                _remove(actor, present)
        elif present is None:
            create(ChainHolder(level=level, area=area, staff=staff), actor=actor, verb="name")
        elif present.staff_id != staff.pk:
            with change(ChainHolder, present.pk, actor=actor, verb="name") as holder:
                holder.staff = staff
    return level.chain


def _check_holder(level: ChainLevel, area: Area, staff: Staff | None) -> None:
    if not area.path.startswith(level.chain.area.path):
        raise Invalid(_("“%(area)s”不在这条责任链的适用区域内。") % {"area": area.name}, field="area")
    if staff is not None and not staff.is_active:
        raise Invalid(_("“%(name)s”的账号已停用,不能作为责任人。") % {"name": staff.name}, field="staff")


def _remove(actor: Actor, holder: ChainHolder) -> None:
    with change(ChainHolder, holder.pk, actor=actor, verb="remove") as row:
        row.note(str(holder))
    holder.delete()
