"""One step of the life cycle: what it asks is there, the door is passed, the state moves, the clocks follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases import limits
from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import Case
from bihuan.kernel.errors import Fault, Invalid
from bihuan.platform.actors import Actor
from bihuan.platform.change import change

ASKED_FOR = {
    "reason": _("请填写理由,让后续办理的人看得明白。"),
    "office": _("请选择承办单位。"),
    "outcome": _("请选择办理结果。"),
    "result_text": _("请写明办理情况。"),
    "until": _("请填写挂起到哪一天。"),
    "days": _("请填写延长几天。"),
    "handler": _("请选择经办人。"),
    "note": _("请写明联系情况。"),
    "tasks": _("请至少列出一项任务。"),
    "minutes": _("请填写会议纪要。"),
    "title": _("请填写标题或反映内容。"),
    "rating": _("请选择评分。"),
    "owner": _("请选择回访人。"),
}
MAX_REASON = 300


def asked(verb: str, answers: dict[str, object]) -> None:
    """Every question of the verb is answered.

    Raises:
        Invalid: a fault for each that is not.
    """
    faults = [
        Fault(str(ASKED_FOR[name]), name, "required")
        for name in LIFE_CYCLE.step(verb).asks
        if name in answers and (answers[name] is None or answers[name] in ("", [], ()))
    ]
    for name in ("reason", "note"):
        text = answers.get(name)
        if isinstance(text, str) and len(text) > MAX_REASON:
            faults.append(Fault(gettext("请控制在%(count)d字以内。") % {"count": MAX_REASON}, name, "too_long"))
    if faults:
        raise Invalid.of(faults)


def both_locked(one_id: UUID, other_id: UUID) -> dict[UUID, Case]:
    """Two cases by id, locked in one order, so that two desks deciding crosswise wait instead of blocking one another."""
    rows = Case.objects.select_for_update().filter(pk__in=[one_id, other_id]).order_by("pk")
    return {case.pk: case for case in rows}


@contextmanager
def moving(verb: str, *, actor: Actor, case_id: UUID, seen: int | None = None, **answers: object) -> Iterator[Case]:
    """Take one step of the life cycle with a case; the block changes its fields, texts in `answers` are trimmed by the caller.

    On leaving, the state becomes what the table says unless the block has set one the table also allows, and the clocks follow.

    Raises:
        Invalid, NotFound, StaleRecord, NotAllowed, WrongState: see `asked` and `platform.change`.
    """
    asked(verb, {name: value.strip() if isinstance(value, str) else value for name, value in answers.items()})
    step = LIFE_CYCLE.step(verb)
    with change(Case, case_id, actor=actor, verb=verb, seen=seen) as case:
        before = case.state
        yield case
        if case.state == before and step.to_state is not None:
            case.state = step.to_state
        assert case.state == before or case.state in (step.to_state, *step.or_states)  # the table holds
        if case.state != before:
            limits.follow(case, before)
