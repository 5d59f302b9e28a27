"""A meeting of a consultation group: what was said step by step, and whether whoever raised the matter agrees."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import WrongState
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.visits.models import ConsultationMeeting

MOST_WORDS = 2000
Result, How = ConsultationMeeting.Result, ConsultationMeeting.How


def write_steps(*, actor: Actor, pk: UUID, texts: Sequence[str], seen: int | None = None) -> ConsultationMeeting:
    """Write what was done in each step of the group's method, in order.

    Raises:
        Invalid: fields `step_0`, `step_1`, … that are too long.
        WrongState: the meeting has another number of steps.
    """
    with change(ConsultationMeeting, pk, actor=actor, verb="write_steps", seen=seen) as row:
        if len(texts) != len(row.steps):
            raise WrongState(_("步骤已经变动,请刷新页面后再填。"))
        faults = Faults()
        said = [
            faults.text(f"step_{at}", text, step["name"], most=MOST_WORDS)
            for at, (text, step) in enumerate(zip(texts, row.steps, strict=True))
        ]
        faults.stop()
        row.steps = [{**step, "text": text} for step, text in zip(row.steps, said, strict=True)]
    return row


def confirm(
    *, actor: Actor, pk: UUID, satisfied: bool, how: str, day: date | None, remark: str = "", seen: int | None = None
) -> ConsultationMeeting:
    """What whoever raised the matter says: solved, and it counts from now on; or not, and it is open again.

    Raises:
        Invalid: fields `how`, `day`, `remark` (why not solved).
        WrongState: nothing solved to confirm, or confirmed already.
    """
    faults = Faults()
    how = faults.choice("how", how, How.values)
    remark = faults.text("remark", remark, _("说明"), most=200, required=not satisfied)
    if day is None:
        faults.add("day", _("请选择确认日期。"), "required")
    faults.stop()
    with change(ConsultationMeeting, pk, actor=actor, verb="confirm", seen=seen) as row:
        if row.solved_on is None:
            raise WrongState(_("这件事还没有登记为“已解决”,请先修改协商结果。"))
        if row.confirmed_on is not None:
            raise WrongState(_("提出人已经确认过了。"))
        assert day is not None  # `faults.stop` has seen to it
        if not row.solved_on <= day <= clock.today():
            faults.add("day", _("确认日期应在解决日期之后、今天以前。"), "order")
        faults.stop()
        if satisfied:
            row.confirmed_on, row.confirmed_how = day, how
        else:
            row.result, row.solved_on = Result.OPEN, None
        row.note(remark)
    return row
