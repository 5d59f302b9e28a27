"""Whom a mediator keeps out of: relatives and other ties, declared by himself or the desk."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound, WrongState
from bihuan.mediation.models import Mediator, Relative
from bihuan.mediation.network.policies import DECLARE, MEDIATORS, RELATIVES
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, guards

MOST = 60


def declare_relative(actor: Actor, *, mediator_id: UUID, relation: str, name: str, phone: str = "") -> Relative:
    """One more person whose disputes this mediator keeps out of.

    Raises:
        Invalid: by field (`relation`, `name`, `phone`), or declared already (`name`).
        NotAllowed: neither the mediator himself nor the desk.
    """
    faults = Faults()
    relative = Relative(mediator_id=mediator_id)
    relative.relation = faults.choice("relation", relation, Relative.Relation.values)
    relative.name = faults.name("name", name, _("姓名"))
    relative.phone = faults.phone("phone", phone)
    with transaction.atomic():
        mediator = Mediator.objects.select_for_update(of=("self",)).filter(pk=mediator_id, voided_at=None).first()
        if mediator is None:
            raise NotFound(_("没有找到这位调解员。"))
        there = list(Relative.objects.filter(mediator=mediator, voided_at=None))
        if len(there) >= MOST:
            faults.add("name", _("最多申报 %(count)d 人。") % {"count": MOST}, "too_many")
        if any((one.name, one.phone) == (relative.name, relative.phone) for one in there):
            faults.add("name", _("这个人已经申报过了。"), "there_already")
        faults.stop()
        return create(relative, actor=actor, verb="declare")


def withdraw_relative(actor: Actor, *, relative_id: UUID, reason: str) -> Relative:
    """The tie is over or was declared by mistake; the row stays with the reason."""
    faults = Faults()
    reason = faults.text("reason", reason, _("原因"), most=200, required=True)
    faults.stop()
    with change(Relative, relative_id, actor=actor, verb="withdraw") as relative:
        relative.voided_at, relative.void_reason = clock.now(), reason
        relative.note(reason)
    return relative


def relatives_of(viewer: Actor, mediator: Mediator) -> list[Relative] | None:
    """The declared ties in force; None for whoever may not see them."""
    if not MEDIATORS.allows(viewer, DECLARE, mediator):
        return None
    return list(Relative.objects.filter(mediator=mediator, voided_at=None).order_by("created_at", "id"))


@guards(Relative)
def relative_guard(relative: Relative, actor: Actor, verb: str) -> None:
    """The mediator himself or the desk; a withdrawn one stays as it is."""
    if verb not in {"declare", "withdraw"}:
        raise WrongState(_("回避关系没有“%(verb)s”这个操作。") % {"verb": verb})
    RELATIVES.check(actor, DECLARE, relative)
    if relative.voided_at is not None:
        raise WrongState(_("这条回避关系已经撤销。"))
