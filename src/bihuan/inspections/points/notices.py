"""Notices to put things right: served with a number, inspected again, or refused and handed to the competent department."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import Case, State
from bihuan.cases.services import TaskDraft
from bihuan.inspections.models import Notice, PointCheck
from bihuan.inspections.points.policies import HAND_OVER, NOTICES, SERVE
from bihuan.inspections.points.registers import LONGEST_NOTICE, NOTICE
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.orgs.models import Office, Role
from bihuan.orgs.selectors import holders
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.notify import tell
from bihuan.platform.numbers import next_number

N = Notice.State
MOST_DEMAND = 3000


def serve_notice(
    *,
    actor: Actor,
    check_id: UUID,
    due_on: date | None,
    demand: str,
    basis: str = "",
    receiver: str = "",
    served_on: date | None = None,
) -> Notice:
    """Serve a notice for what a check found; it gets the town's next number of the year.

    Raises:
        Invalid: fields `due_on`, `demand`, `basis`, `receiver`, `served_on`; the check found nothing.
        NotAllowed: `actor` serves no notices there.
    """
    faults = Faults()
    demand = faults.text("demand", demand, _("整改要求"), most=MOST_DEMAND, required=True)
    basis = faults.text("basis", basis, _("依据"), most=200)
    receiver = faults.name("receiver", receiver, _("签收人"), most=40, required=False)
    check = PointCheck.objects.select_related("point", "town").filter(pk=check_id, voided_at=None).first()
    served = served_on or clock.today()
    if check is None or not check.bad:
        faults.add("demand", _("这次检查没有发现问题,不用下达整改通知。"), "nothing")
    if served > clock.today():
        faults.add("served_on", _("送达日期不能晚于今天。"), "date")
    if due_on is None or not 0 <= (due_on - served).days <= LONGEST_NOTICE:
        faults.add("due_on", _("整改期限应在送达之日起 %(days)d 天以内。") % {"days": LONGEST_NOTICE}, "date")
    faults.stop()
    assert check is not None and due_on is not None  # `faults.stop` has seen to it
    notice = Notice(
        check_made=check, served_on=served, due_on=due_on, demand=demand, basis=basis, receiver=receiver,
        area_id=check.area_id, area_path=check.area_path, town_id=check.town_id,
    )  # fmt: skip
    NOTICES.check(actor, SERVE, notice)
    with transaction.atomic():
        number = next_number(f"notice:{check.town.code}:{served.year}")
        notice.number = f"{(check.town.initials or check.town.code).upper()}-ZG-{served.year}-{number:03d}"
        return create(notice, actor=actor, verb="serve")


def pass_notice(*, actor: Actor, pk: UUID, result: str, seen: int | None = None) -> Notice:
    """Inspected again and in order. A hazard that waits for its verification is verified by the same visit.

    Raises:
        Invalid: nothing said (field `result`).
        WrongState: it is settled already; or whoever inspects again put it right (a hazard is verified by somebody else).
    """
    faults = Faults()
    result = faults.text("result", result, _("复查情况"), most=300, required=True)
    faults.stop()
    with change(Notice, pk, actor=actor, verb="pass", seen=seen) as notice:
        _expect(notice, N.SERVED, N.REFUSED)
        notice.state, notice.passed_on, notice.result = N.PASSED, clock.today(), result
        notice.passed_by_id = actor.actor_id
        notice.note(result)
        case = _case_of(notice)
        if case is not None and case.state == State.TO_VERIFY:
            cases.verify_case(actor, case_id=case.pk, note=_("整改通知书 %(number)s 复查:%(result)s") % {
                "number": notice.number, "result": result,
            })  # fmt: skip
    return notice


def refuse_notice(*, actor: Actor, pk: UUID, reason: str, seen: int | None = None) -> Notice:
    """They will not put it right; the desk is told, which hands it to the competent department.

    Raises:
        Invalid: nothing said (field `reason`).
        WrongState: it is settled already.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("拒不整改情况"), most=300, required=True)
    faults.stop()
    with change(Notice, pk, actor=actor, verb="refuse", seen=seen) as notice:
        _expect(notice, N.SERVED)
        notice.state, notice.refused_on, notice.result = N.REFUSED, clock.today(), reason
        notice.note(reason)
        tell(
            [post.staff_id for post in holders(Role.DUTY_OFFICER, notice.town)],
            kind="notice.refused",
            title=_("拒不整改,请移交主管部门:%(point)s") % {"point": notice.check_made.point.name},
            text=reason,
            url=NOTICE.url(notice.pk),
            key=f"notice.refused:{notice.pk}:{notice.version}",
        )
    return notice


def hand_over(*, actor: Actor, pk: UUID, office: Office | None, opinion: str, seen: int | None = None) -> Notice:
    """Hand a refusal to the competent department: its hazard is sent there, or the department gets its task in it.

    Raises:
        Invalid: fields `office`, `opinion`; the check's failures were never taken on as a hazard.
        NotAllowed: `actor` sends no matters out there.
        WrongState: nothing was refused.
    """
    faults = Faults()
    opinion = faults.text("opinion", opinion, _("移交意见"), most=120, required=True)
    if office is None:
        faults.add("office", _("请选择主管部门。"), "required")
    faults.stop()
    assert office is not None  # `faults.stop` has seen to it
    with change(Notice, pk, actor=actor, verb="hand_over", seen=seen) as notice:
        NOTICES.check(actor, HAND_OVER, notice)
        _expect(notice, N.REFUSED)
        case = _case_of(notice)
        if case is None:
            raise Invalid(
                _("这次检查的问题还没有登记为隐患,请先在检查记录上转为隐患。"), field="office", code="no_case"
            )
        _send(actor, case, office, opinion)
        notice.state, notice.handed_to, notice.handed_on = N.HANDED, office, clock.today()
        notice.note(opinion)
    return notice


def _send(actor: Actor, case: Case, office: Office, opinion: str) -> None:
    if case.state == State.REPORTED:
        cases.accept_case(actor, case_id=case.pk)
    elif case.state == State.DISPATCHED and case.office_id != office.pk:
        cases.recall_case(actor, case_id=case.pk)
    elif case.state == State.HANDLING:
        cases.split_case(actor, case_id=case.pk, tasks=[TaskDraft(office, opinion)])
        return
    elif case.state not in (State.ACCEPTED, State.DISPATCHED):
        raise WrongState(
            _("隐患 %(number)s 现在是“%(state)s”,不能再移交。")
            % {"number": case.number, "state": case.get_state_display()}
        )
    case.refresh_from_db()
    if case.office_id != office.pk or case.state != State.DISPATCHED:
        cases.dispatch_case(actor, case_id=case.pk, office=office, why={"rule": _("拒不整改移交"), "text": opinion})


def _case_of(notice: Notice) -> Case | None:
    check = notice.check_made
    key = check.case_id or check.known_id
    return Case.objects.filter(pk=key).first() if key is not None else None


def _expect(notice: Notice, *states: str) -> None:
    if notice.state not in states:
        raise WrongState(_("整改通知书现在是“%(state)s”,不能这样办。") % {"state": notice.get_state_display()})
