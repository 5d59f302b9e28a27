"""Joint conferences: called for cases, arranged, answered, attended, concluded with minutes and tasks, or called off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.events import (
    CaseDispatched,
    ConferenceAnswered,
    ConferenceArranged,
    ConferenceCalled,
    ConferenceCalledOff,
    ConferenceConcluded,
    ConferenceConvened,
    ConferenceMissed,
    TasksGiven,
)
from bihuan.cases.models import Case, Conference, ConferenceCase, Invitation, State
from bihuan.cases.services.giving import TaskDraft, check_office, give_tasks
from bihuan.cases.services.moving import MAX_REASON, moving
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid, NotFound, WrongState
from bihuan.orgs.models import Office, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many
from bihuan.platform.models import StoredFile
from bihuan.platform.numbers import next_number

MAX_INVITED, MAX_CASES, MAX_MINUTES = 60, 20, 5000
Answer, Attendance = Invitation.Answer, Invitation.Attendance


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When, where, under whom and about what a conference meets; `at` None: still to be named."""

    at: datetime | None = None
    place: str = ""
    chair: Staff | None = None
    agenda: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a conference decided on one of its cases."""

    case_id: UUID
    office: Office | None
    tasks: Sequence[TaskDraft]


@dataclass(frozen=True, slots=True)
class Mark:
    """How one invitation was kept; `who` names who came for it."""

    invitation_id: UUID
    attendance: str
    late_minutes: int | None = None
    who: str = ""


def call_conference(
    actor: Actor,
    *,
    case_ids: Sequence[UUID],
    reason: str,
    arrangement: Arrangement | None = None,
    offices: Sequence[Office] = (),
    people: Sequence[Staff] = (),
    seen: int | None = None,
) -> Conference:
    """Call a joint conference for one or several cases; every office and person invited is told.

    The first case gives the title where none is named, and the town. `seen` is the version of the first case.

    Raises:
        Invalid: no case, no reason, a time gone by, too many invited (fields `cases`, `reason`, `at`, …).
        NotAllowed, WrongState: from one of the cases; nothing is called then.
    """
    plan = arrangement or Arrangement()
    keys = list(dict.fromkeys(case_ids))
    if not keys or len(keys) > MAX_CASES:
        raise Invalid(_("请选择 1 到 %(most)d 件事项。") % {"most": MAX_CASES}, field="cases", code="count")
    faults = Faults()
    _check(plan, faults)
    _check_invited(offices, people, faults)
    faults.stop()
    with transaction.atomic():
        cases = [_convened(actor, key, reason, offices, seen if place == 0 else None) for place, key in enumerate(keys)]
        first = cases[0]
        if any(case.town_id != first.town_id for case in cases):
            raise Invalid(_("一次联席会只能研究同一乡镇的事项,请分开召集。"), field="cases", code="other_town")
        conference = Conference(
            number=_number(first), reason=reason.strip(), town=first.town, area=first.area, area_path=first.area_path,
            convened_by_id=actor.actor_id, title=plan.title.strip() or first.title,
        )  # fmt: skip
        _arrange(conference, plan)
        create(conference, actor=actor, verb="convene")
        create_many([ConferenceCase(conference=conference, case=case) for case in cases], actor=actor, verb="convene")
        _invite(actor, conference, offices, people, verb="convene")
    return conference


def convene_conference(
    actor: Actor, *, case_id: UUID, reason: str, offices: Sequence[Office] = (), seen: int | None = None
) -> Conference:
    """The same for one case alone; time and place are named later."""
    return call_conference(actor, case_ids=[case_id], reason=reason, offices=offices, seen=seen)


def _convened(actor: Actor, case_id: UUID, reason: str, offices: Sequence[Office], seen: int | None) -> Case:
    with moving("convene", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.note(reason.strip())
        invited = tuple(str(office.pk) for office in offices)
        case.tell(
            ConferenceConvened.of(case, actor.actor_id, State.CONFERENCE, reason=reason.strip(), office_ids=invited)
        )
    return case


def _number(case: Case) -> str:
    day = f"{clock.today():%Y%m%d}"
    prefix = (case.town.initials or case.town.code).upper()
    return f"{prefix}-LX-{day}-{next_number(f'conference:{case.town.code}:{day}'):02d}"


def _check(plan: Arrangement, faults: Faults, *, before: datetime | None = None) -> None:
    if plan.at is not None and plan.at != before and plan.at <= clock.now():
        faults.add("at", _("开会时间应晚于现在。"), "past")
    for field, text, title, most in (
        ("place", plan.place, _("开会地点"), 120),
        ("agenda", plan.agenda, _("议程"), 2000),
        ("title", plan.title, _("议题"), 120),
    ):
        faults.text(field, text, title, most=most)
    if plan.at is not None and not plan.place.strip():
        faults.add("place", _("定了时间,请一并写明开会地点。"), "required")


def _check_invited(offices: Sequence[Office], people: Sequence[Staff], faults: Faults) -> None:
    if len(offices) + len(people) > MAX_INVITED:
        faults.add("offices", _("一次最多邀请 %(most)d 个单位和人员。") % {"most": MAX_INVITED})
    for office in offices:
        if office.valid_to is not None and office.valid_to <= clock.today():
            faults.add("offices", _("“%(office)s”已撤销,不能邀请。") % {"office": office.name})
    for person in people:
        if not person.is_active:
            faults.add("people", _("“%(name)s”的账号已停用,不能邀请。") % {"name": person.name})


def _arrange(conference: Conference, plan: Arrangement) -> None:
    conference.at, conference.place, conference.chair = plan.at, plan.place.strip(), plan.chair
    conference.agenda = plan.agenda.strip()
    conference.title = plan.title.strip() or conference.title


def arrange_conference(
    actor: Actor, *, conference_id: UUID, arrangement: Arrangement, seen: int | None = None
) -> Conference:
    """Name or change time, place, chair and agenda; a change of time or place is told to everybody invited.

    Raises:
        Invalid: fields `at`, `place`, `agenda`, `title`.
    """
    with change(Conference, conference_id, actor=actor, verb="arrange", seen=seen) as conference:
        before = (conference.at, conference.place)
        faults = Faults()
        _check(arrangement, faults, before=conference.at)
        faults.stop()
        _arrange(conference, arrangement)
        if (conference.at, conference.place) != before:
            conference.tell(ConferenceArranged.of(conference, actor.actor_id))
    return conference


def invite_to_conference(
    actor: Actor, *, conference_id: UUID, offices: Sequence[Office] = (), people: Sequence[Staff] = ()
) -> Conference:
    """Invite further offices or people; whoever is invited already stays as they are.

    Raises:
        Invalid: nobody named (field `offices`), or somebody who cannot be invited.
    """
    faults = Faults()
    if not offices and not people:
        faults.add("offices", _("请至少选择一个单位或一名人员。"), "required")
    _check_invited(offices, people, faults)
    faults.stop()
    with change(Conference, conference_id, actor=actor, verb="invite") as conference:
        there = list(conference.invitations.values_list("office_id", "staff_id"))
        invited_offices = {office for office, person in there if person is None}
        invited_people = {person for _office, person in there}
        new_offices = [office for office in offices if office.pk not in invited_offices]
        new_people = [person for person in people if person.pk not in invited_people]
        if len(there) + len(new_offices) + len(new_people) > MAX_INVITED:
            raise Invalid(_("一次最多邀请 %(most)d 个单位和人员。") % {"most": MAX_INVITED}, field="offices")
        _invite(actor, conference, new_offices, new_people, verb="invite")
    return conference


def _invite(
    actor: Actor, conference: Conference, offices: Sequence[Office], people: Sequence[Staff], *, verb: str
) -> None:
    rows = [Invitation(conference=conference, office=office) for office in dict.fromkeys(offices)]
    rows += [Invitation(conference=conference, staff=person) for person in dict.fromkeys(people)]
    if not rows:
        return
    ids = tuple(str(row.pk) for row in rows)
    rows[0].tell(ConferenceCalled.of(conference, actor.actor_id, invitation_ids=ids))
    create_many(rows, actor=actor, verb=verb)


def take_up_case(actor: Actor, *, conference_id: UUID, case_id: UUID, reason: str) -> Conference:
    """Put one more case on the conference's table.

    Raises:
        Invalid: a case of another town (field `case`), no reason.
    """
    with change(Conference, conference_id, actor=actor, verb="take_up") as conference:
        if conference.entries.count() >= MAX_CASES:
            raise Invalid(_("一次联席会最多研究 %(most)d 件事项。") % {"most": MAX_CASES}, field="case")
        case = _convened(actor, case_id, reason, (), None)
        if case.town_id != conference.town_id:
            raise Invalid(_("一次联席会只能研究同一乡镇的事项,请分开召集。"), field="case", code="other_town")
        there = conference.entries.filter(case=case).first()
        if there is not None:
            with change(ConferenceCase, there.pk, actor=actor, verb="take_up") as entry:
                entry.state = ConferenceCase.State.OPEN
        else:
            create(ConferenceCase(conference=conference, case=case), actor=actor, verb="take_up")
        conference.note(case.number)
    return conference


def answer_invitation(
    actor: Actor,
    *,
    invitation_id: UUID,
    answer: str,
    substitute: Staff | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Invitation:
    """Say whether one comes, sends somebody, or cannot; until the conference begins.

    Raises:
        Invalid: no such answer, a substitute who is not named, leave without a reason (fields `answer`, `substitute`, `reason`).
        WrongState: the conference has begun.
        NotAllowed: neither invited nor of the office invited.
    """
    faults = Faults()
    faults.choice("answer", answer, [Answer.COMES, Answer.SUBSTITUTE, Answer.CANNOT])
    reason = faults.text("reason", reason, _("答复说明"), most=200, required=answer == Answer.CANNOT)
    if answer == Answer.SUBSTITUTE and substitute is None:
        faults.add("substitute", _("请选择替会的人。"), "required")
    if substitute is not None and not substitute.is_active:
        faults.add("substitute", _("“%(name)s”的账号已停用,请另选。") % {"name": substitute.name})
    faults.stop()
    with change(Invitation, invitation_id, actor=actor, verb="answer", seen=seen) as one:
        conference, now = one.conference, clock.now()
        if conference.at is not None and now > conference.at:
            raise WrongState(_("会议已经开始,不能再答复;请直接到会,或向主持人说明。"), code="begun")
        one.answer, one.reason = answer, reason
        one.substitute = substitute if answer == Answer.SUBSTITUTE else None
        one.answered_by_id, one.answered_at = actor.actor_id, now
        one.note(reason)
        one.tell(ConferenceAnswered.of(conference, actor.actor_id, invitation_id=one.pk, answer=answer))
    return one


def note_attendance(actor: Actor, *, conference_id: UUID, marks: Sequence[Mark]) -> Conference:
    """Note who came, who came late and who stayed away; only whoever asked for leave is excused.

    Raises:
        Invalid: late without minutes, excused without leave, an invitation of another conference (fields `attendance_<n>`,
            `late_<n>` by position).
        WrongState: the conference is still to begin.
    """
    with change(Conference, conference_id, actor=actor, verb="note_attendance") as conference:
        if conference.at is not None and clock.now() < conference.at:
            raise WrongState(_("会议还没有开始,不能登记到会情况。"), code="not_begun")
        invited = {one.pk: one for one in conference.invitations.select_related("office", "staff")}
        faults = Faults()
        for place, mark in enumerate(marks):
            _check_mark(place, mark, invited.get(mark.invitation_id), faults)
        faults.stop()
        for mark in marks:
            _mark(actor, conference, mark)
    return conference


def _check_mark(place: int, mark: Mark, one: Invitation | None, faults: Faults) -> None:
    field = f"attendance_{place}"
    if one is None:
        faults.add(field, _("没有找到这份参会邀请,请刷新页面。"))
        return
    faults.choice(field, mark.attendance, Attendance.values)
    faults.text(f"who_{place}", mark.who, _("到会人"), most=40)
    if mark.attendance == Attendance.EXCUSED and one.answer != Answer.CANNOT:
        faults.add(field, _("“%(who)s”没有请假,不能登记为请假未到。") % {"who": one.who})
    if mark.attendance == Attendance.LATE and not 0 < (mark.late_minutes or 0) <= 600:
        faults.add(f"late_{place}", _("请填写迟到了多少分钟(1 到 600)。"), "required")


def _mark(actor: Actor, conference: Conference, mark: Mark) -> None:
    with change(Invitation, mark.invitation_id, actor=actor, verb="note_attendance") as one:
        missed = mark.attendance in (Attendance.LATE, Attendance.ABSENT) and one.attendance != mark.attendance
        one.attendance, one.attended_by = mark.attendance, mark.who.strip()
        one.late_minutes = mark.late_minutes if mark.attendance == Attendance.LATE else None
        if missed:
            one.tell(ConferenceMissed.of(conference, actor.actor_id, invitation_id=one.pk, attendance=mark.attendance))


def sign_at_conference(actor: Actor, *, invitation_id: UUID, file: StoredFile) -> Invitation:
    """Keep the signature of whoever came: drawn on the screen or scanned.

    Raises:
        Invalid: no picture (field `file`).
    """
    if not file.media_type.startswith("image/"):
        raise Invalid(_("签名应是图片;整份签字纪要请用“上传签字纪要”。"), field="file", code="no_picture")
    with change(Invitation, invitation_id, actor=actor, verb="sign") as one:
        one.signature, one.signed_at = file, clock.now()
    return one


def file_scan(actor: Actor, *, conference_id: UUID, file: StoredFile) -> Conference:
    """Keep the minutes as they were signed on paper."""
    with change(Conference, conference_id, actor=actor, verb="file_scan") as conference:
        conference.scan = file
    return conference


def conclude(
    actor: Actor, *, conference_id: UUID, minutes: str, decisions: Sequence[Decision], seen: int | None = None
) -> Conference:
    """Record what the conference decided: the minutes, and for every open case lead office, tasks and dates.

    Each lead office is sent its case, each office its tasks, which are watched until they are done.

    Raises:
        Invalid: no minutes, a case left out, no lead office, no task, a task without a date; faults of the decision at
            position n stand at `office_<n>` and `tasks_<n>`.
        WrongState: the attendance of a conference that had a time is not noted.
    """
    if not minutes.strip():
        raise Invalid(_("请填写会议纪要。"), field="minutes", code="required")
    with change(Conference, conference_id, actor=actor, verb="conclude", seen=seen) as conference:
        waiting = set(_open(conference).values_list("case_id", flat=True))
        left = waiting - {one.case_id for one in decisions}
        if left or not decisions:
            raise Invalid(_("每件会商事项都要明确牵头单位和任务;不研究的请先撤出。"), field="minutes", code="left_out")
        faults: list[Fault] = []
        for place, one in enumerate(decisions):
            try:
                with transaction.atomic():
                    _conclude_case(actor, conference, one, minutes, None)
            except Invalid as refusal:
                faults += [replace(fault, field=_placed(fault.field, place)) for fault in refusal.faults]
        if faults:
            raise Invalid.of(faults)
        _close(conference, minutes)
    return conference


def _placed(field: str, place: int) -> str:
    return f"{field}_{place}" if field in {"office", "tasks"} else field


def _open(conference: Conference) -> QuerySet[ConferenceCase]:
    return conference.entries.filter(state=ConferenceCase.State.OPEN)


def _close(conference: Conference, minutes: str) -> None:
    """After one more case is settled: the minutes grow, and the last one ends the conference."""
    _refuse_without_attendance(conference)
    text = minutes.strip()
    if text and text not in conference.minutes:
        conference.minutes = f"{conference.minutes}\n\n{text}".strip()
    if len(conference.minutes) > MAX_MINUTES:
        raise Invalid(
            _("会议纪要太长,请控制在%(count)d字以内。") % {"count": MAX_MINUTES}, field="minutes", code="too_long"
        )
    if not _open(conference).exists():
        conference.state, conference.concluded_at = Conference.State.CONCLUDED, clock.now()
    conference.note(text[:MAX_REASON])


def _refuse_without_attendance(conference: Conference) -> None:
    if conference.at is None:
        return
    unknown = conference.invitations.filter(attendance=Attendance.UNKNOWN).select_related("office", "staff")
    names = [one.who for one in unknown[:4]]
    if names:
        raise WrongState(
            _("请先登记到会情况,再形成纪要:%(who)s还没有登记。") % {"who": _("、").join(names)}, code="attendance"
        )


def _conclude_case(
    actor: Actor, conference: Conference | None, decision: Decision, minutes: str, seen: int | None
) -> Case:
    office, tasks = decision.office, list(decision.tasks)
    if any(task.due_at is None for task in tasks):
        raise Invalid(_("联席会明确的每项任务都要有完成期限。"), field="tasks", code="undated")
    with moving(
        "conclude", actor=actor, case_id=decision.case_id, seen=seen, office=office, tasks=tasks, minutes=minutes
    ) as case:
        assert office is not None  # asked for
        check_office(case, office)
        given = give_tasks(case, tasks, actor, "conclude", lead=office, conference=conference)
        case.conference_done, case.office, case.handler = True, office, None
        case.decider, case.decided_office = None, None
        case.dispatched_at = clock.now()
        case.why_assigned = {"rule": "conference", "text": _("联席会确定牵头单位")}
        case.note(minutes.strip())
        case.tell(ConferenceConcluded.of(case, actor.actor_id, State.DISPATCHED, office_id=office.pk))
        case.tell(CaseDispatched.of(case, actor.actor_id, State.DISPATCHED, office_id=office.pk))
        case.tell(TasksGiven.of(case, actor.actor_id, office_ids=tuple(str(task.office_id) for task in given)))
    if conference is not None:
        there = _open(conference).filter(case=case).first()
        if there is None:
            raise NotFound(_("这件事项不在本次联席会上,请刷新页面。"))
        with change(ConferenceCase, there.pk, actor=actor, verb="conclude") as entry:
            entry.state, entry.lead = ConferenceCase.State.CONCLUDED, office
    return case


def conclude_conference(
    actor: Actor,
    *,
    case_id: UUID,
    office: Office | None,
    tasks: Sequence[TaskDraft],
    minutes: str,
    seen: int | None = None,
) -> Case:
    """Settle one case of its conference: lead office, tasks with dates, minutes; the last case ends the conference.

    Raises:
        Invalid: no lead office, no task, a task without a date, no minutes.
        WrongState: the attendance of a conference that had a time is not noted.
    """
    decision = Decision(case_id, office, tasks)
    conference_id = _conference_of(case_id)
    if conference_id is None:  # a case that was brought in from elsewhere while its conference was under way
        return _conclude_case(actor, None, decision, minutes, seen)
    with change(Conference, conference_id, actor=actor, verb="conclude") as conference:
        case = _conclude_case(actor, conference, decision, minutes, seen)
        _close(conference, minutes)
    return case


def _conference_of(case_id: UUID) -> UUID | None:
    entry = ConferenceCase.objects.filter(case_id=case_id, state=ConferenceCase.State.OPEN).first()
    return entry.conference_id if entry is not None else None


def call_off_conference(actor: Actor, *, case_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Take one case off its conference; it goes back to the desk. With its only case the conference is called off."""
    conference_id = _conference_of(case_id)
    if conference_id is None:
        return _back_to_desk(actor, case_id, reason, seen)
    with change(Conference, conference_id, actor=actor, verb="withdraw") as conference:
        case = _back_to_desk(actor, case_id, reason, seen)
        _take_off(actor, conference, [case_id], reason)
    return case


def call_off(actor: Actor, *, conference_id: UUID, reason: str, seen: int | None = None) -> Conference:
    """The conference does not take place; its open cases go back to the desk.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(_("请填写理由,让后续办理的人看得明白。"), field="reason", code="required")
    with change(Conference, conference_id, actor=actor, verb="call_off", seen=seen) as conference:
        waiting = list(_open(conference).values_list("case_id", flat=True))
        for case_id in waiting:
            _back_to_desk(actor, case_id, reason, None)
        _take_off(actor, conference, waiting, reason)
    return conference


def withdraw(actor: Actor, *, case_id: UUID, reason: str) -> None:
    """A case that left the conference by another way (voided) leaves its table too; the last one ends it."""
    conference_id = _conference_of(case_id)
    if conference_id is not None:
        with change(Conference, conference_id, actor=actor, verb="withdraw") as conference:
            _take_off(actor, conference, [case_id], reason)


def _back_to_desk(actor: Actor, case_id: UUID, reason: str, seen: int | None) -> Case:
    with moving("call_off", actor=actor, case_id=case_id, seen=seen, reason=reason) as case:
        case.note(reason.strip())
    return case


def _take_off(actor: Actor, conference: Conference, case_ids: Sequence[UUID], reason: str) -> None:
    """Off the table; when nothing is left, the conference is concluded if it decided something, else called off."""
    for entry_id in list(_open(conference).filter(case_id__in=case_ids).values_list("pk", flat=True)):
        with change(ConferenceCase, entry_id, actor=actor, verb="withdraw") as entry:
            entry.state = ConferenceCase.State.WITHDRAWN
    conference.note(reason.strip()[:MAX_REASON])
    if conference.state != Conference.State.CALLED or _open(conference).exists():
        return
    if conference.entries.filter(state=ConferenceCase.State.CONCLUDED).exists():
        conference.state, conference.concluded_at = Conference.State.CONCLUDED, clock.now()
        return
    conference.state, conference.called_off_reason = Conference.State.CALLED_OFF, reason.strip()[:MAX_REASON]
    conference.tell(ConferenceCalledOff.of(conference, actor.actor_id, reason=conference.called_off_reason))
