"""The registers of a class's days: lessons, who came and was fetched, alarms, drills."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.community import policies
from bihuan.community.lessons import follow
from bihuan.community.models import Alarm, Attendance, Drill, Enrolment, Lesson
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check_lesson(lesson: Lesson, faults: Faults) -> None:
    if lesson.to_hour <= lesson.from_hour:
        faults.add("to_hour", _("结束时刻应晚于开始时刻。"), "order")
    if not lesson.programme.starts_on <= lesson.day <= lesson.programme.ends_on:
        days = {"from": lesson.programme.starts_on.isoformat(), "to": lesson.programme.ends_on.isoformat()}
        faults.add("day", _("上课日期应在 %(from)s 至 %(to)s 之间。") % days, "date")


def _check_attendance(attendance: Attendance, faults: Faults) -> None:
    enrolment = attendance.enrolment
    if enrolment.state not in Enrolment.ENROLLED:
        faults.add("enrolment", _("还没有确认参加,不能登记到场。"), "state")
    if attendance.day > clock.today():
        faults.add("day", _("日期不能晚于今天。"), "date")
    elif not enrolment.programme.starts_on <= attendance.day <= enrolment.programme.ends_on:
        faults.add("day", _("这一天不在项目期间内。"), "date")
    if attendance.picked_up_at is not None and attendance.state not in Attendance.CAME:
        faults.add("state", _("已登记接走,不能改为没有到场。"), "state")


def _first_told(alarm: Alarm, _faults: Faults) -> None:
    alarm.told_at = alarm.told_at or alarm.raised_at


def _check_drill(drill: Drill, faults: Faults) -> None:
    if drill.heads < 1:
        faults.add("heads", _("请填写参加人数。"), "range")
    if not drill.programme.starts_on <= drill.held_on <= drill.programme.ends_on:
        faults.add("held_on", _("这一天不在项目期间内。"), "date")


LESSONS = Register(
    Lesson,
    key="lessons",
    title=t("课表"),
    path="lessons",
    policy=policies.LESSONS,
    read=policies.READ_PROGRAMMES,
    keep=policies.KEEP_PROGRAMMES,
    part_of="programme",
    fields=["programme", "day", "from_hour", "to_hour", "grade", "topic", "teacher", "place", "remark"],
    once=["programme", "day", "from_hour", "grade"],
    check=_check_lesson,
    said=lambda one: f"{one.day:%Y-%m-%d} {one.from_hour:%H:%M}",
    then=follow,
    verbs={"take_room": policies.KEEP_PROGRAMMES},
)

ATTENDANCES = Register(
    Attendance,
    key="attendances",
    title=t("到场和接送"),
    path="attendances",
    policy=policies.ATTENDANCES,
    read=policies.READ_ATTENDANCE,
    keep=policies.KEEP_ATTENDANCE,
    part_of="enrolment",
    fields=["enrolment", "day", "state", "remark"],
    once=["enrolment", "day"],
    check=_check_attendance,
    said=lambda one: one.get_state_display(),
    verbs={"mark": policies.KEEP_ATTENDANCE, "pick_up": policies.KEEP_ATTENDANCE},
)

ALARMS = Register(
    Alarm,
    key="alarms",
    title=t("无人接走报警"),
    path="alarms",
    policy=policies.ALARMS,
    read=policies.READ_ALARMS,
    keep=policies.ANSWER_ALARMS,
    part_of="programme",
    fields=["programme", "attendance", "raised_at"],
    check=_first_told,
    settled=lambda _alarm: _("报警由系统登记,不能修改或作废;请接警、办结。"),
    said=lambda one: one.get_state_display(),
    verbs={"climb": policies.ANSWER_ALARMS, "take": policies.ANSWER_ALARMS, "close": policies.ANSWER_ALARMS},
)

DRILLS = Register(
    Drill,
    key="drills",
    title=t("安全演练"),
    path="drills",
    policy=policies.DRILLS,
    read=policies.READ_PROGRAMMES,
    keep=policies.KEEP_PROGRAMMES,
    part_of="programme",
    past=["held_on"],
    fields=["programme", "kind", "held_on", "heads", "seconds", "report"],
    once=["programme", "kind", "held_on"],
    check=_check_drill,
    said=lambda one: f"{one.programme.title} · {one.held_on:%Y-%m-%d}",
)
