"""A matter brought to a reception, a consultation or a visitor becomes a case, or is tied to one that exists."""

from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import Case
from bihuan.cases.policies import CASES, READ
from bihuan.cases.selectors import case_by_number
from bihuan.cases.services import report_case, watch_case
from bihuan.kernel.errors import Invalid, NotFound, WrongState
from bihuan.orgs.registers import Register
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.visits.models import ConsultationMeeting, HouseholdVisit, Need, ReceptionRecord

R = TypeVar("R", ReceptionRecord, ConsultationMeeting, HouseholdVisit)
Brought = ReceptionRecord | ConsultationMeeting | HouseholdVisit | Need


def become_case(kept: Register[R], *, actor: Actor, pk: UUID, seen: int | None = None) -> Case:
    """Take the matter into the closed loop with everything said about it; a leader who received it follows the case.

    Raises:
        WrongState: it is a case already.
        NotAllowed, NotFound, StaleRecord: from the write door; Invalid: from the intake.
    """
    with change(kept.model, pk, actor=actor, verb="to_case", seen=seen) as row:
        if row.case_id is not None:
            raise WrongState(_("这件事已经转为事项 %(number)s,不用再转。") % {"number": _number(row)})
        case = take_in(row, actor)
        if isinstance(row, ReceptionRecord) and CASES.allows(row.leader, READ, case):
            watch_case(row.leader, case_id=case.pk)
    return case


def take_in(row: Brought, actor: Actor, *, kind: str = "") -> Case:
    """Report what was brought (as `kind`, where it is no longer what it was brought as) and tie the row to the case."""
    brought = row.brought
    case = report_case(
        actor,
        kind=kind or brought.kind,
        channel=brought.channel,
        area=row.area,
        title=brought.title,
        text=brought.text,
        reporter_name=brought.name,
        reporter_phone=brought.phone,
        people_involved=brought.people,
        household=brought.household,
    )
    _tie(row, case)
    row.note(case.number)
    return case


def link_case(kept: Register[R], *, actor: Actor, pk: UUID, number: str, seen: int | None = None) -> Case:
    """Tie the matter to a case (or dispute) that exists, by its number.

    Raises:
        Invalid: no such case that `actor` may see (field `number`).
    """
    number = number.strip().upper()
    try:
        case = case_by_number(actor, number)
    except NotFound:
        raise Invalid(
            _("没有找到编号“%(number)s”的事项,请核对办件编号。") % {"number": number[:30]},
            field="number",
            code="unknown",
        ) from None
    with change(kept.model, pk, actor=actor, verb="link_case", seen=seen) as row:
        _tie(row, case)
        row.note(case.number)
    return case


def _tie(row: Brought, case: Case) -> None:
    row.case = case
    if isinstance(row, ConsultationMeeting) and row.result == ConsultationMeeting.Result.OPEN:
        row.result = ConsultationMeeting.Result.PASSED_ON
    elif isinstance(row, ReceptionRecord):
        row.result = ReceptionRecord.Result.FOLLOW


def _number(row: Brought) -> str:
    return row.case.number if row.case is not None else ""
