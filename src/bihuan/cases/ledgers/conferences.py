"""The ledger of joint conferences, and the one of who was asked to them and came."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases import policies
from bihuan.cases.addresses import conference_url
from bihuan.cases.models import Conference, Invitation
from bihuan.cases.selectors import conferences as read
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, LongText, Moment, OfficeName, StaffName, Text, Whole


class Conferences(Ledger):
    """Every joint conference, from its call to its minutes."""

    key, title, model = "conferences", _("联席会台账"), Conference
    about = _("为重大复杂事项召集的联席会:时间地点、主持人、到会情况和纪要。")
    towards = _("在事项页点“召集联席会”,这里就有了第一次。")

    number = Text("number", _("联席会编号"), fixed=True, search=True, nullable=False, width=22, imported=False)
    at = Moment("at", _("开会时间"), imported=False)
    subject = Text("title", _("议题"), search=True, width=30, imported=False)
    area = AreaName("area", _("涉及区域"), imported=False)
    state = Choice(
        "state",
        _("状态"),
        choices=Conference.State,
        tones={
            Conference.State.CALLED: "wait",
            Conference.State.CONCLUDED: "done",
            Conference.State.CALLED_OFF: "quiet",
        },
        imported=False,
    )
    place = Text("place", _("开会地点"), shown=False, imported=False)
    chair = StaffName("chair", _("主持人"), imported=False)
    cases = Whole(
        "case_count", _("会商事项"), total=True, nullable=False, filterable=False, sortable=False, computed=True
    )
    invited = Whole(
        "invited_count", _("邀请单位(人)"), total=True, nullable=False, filterable=False, sortable=False, computed=True
    )
    late = Whole("late_count", _("迟到"), total=True, nullable=False, filterable=False, sortable=False, computed=True)
    absent = Whole(
        "absent_count", _("无故缺席"), total=True, nullable=False, filterable=False, sortable=False, computed=True
    )
    convened_by = StaffName("convened_by", _("召集人"), shown=False, imported=False)
    concluded_at = Moment("concluded_at", _("形成纪要时间"), shown=False, imported=False)
    minutes = LongText("minutes", _("会议纪要"), shown=False, imported=False)

    filters, order = [at, area, state], ["-at"]
    right, export_right = policies.READ_CONFERENCES, policies.EXPORT

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        came = Invitation.Attendance
        return read.conferences(viewer).annotate(
            case_count=Count("entries", filter=~Q(entries__state="withdrawn"), distinct=True),
            invited_count=Count("invitations", distinct=True),
            late_count=Count("invitations", filter=Q(invitations__attendance=came.LATE), distinct=True),
            absent_count=Count("invitations", filter=Q(invitations__attendance=came.ABSENT), distinct=True),
        )

    def open_url(self, row: Conference) -> str:
        return conference_url(row.pk)


class ConferenceAttendance(Ledger):
    """Who was asked to a conference, what they answered, and whether they came in time."""

    key, title, model = "attendance", _("联席会到会台账"), Invitation
    about = _("每个单位、每个人被请去开会的答复与到会:按时、迟到、请假、无故缺席,按单位一查便知。")
    towards = _("召集联席会并邀请单位后,这里会列出每一份邀请。")

    conference = Text("conference.number", _("联席会编号"), fixed=True, nullable=False, width=22, imported=False)
    at = Moment("conference.at", _("开会时间"), imported=False)
    subject = Text("conference.title", _("议题"), width=28, imported=False)
    area = AreaName(
        "conference.area", _("涉及区域"), path="conference__area_path", town="conference__town_id", shown=False,
        imported=False,
    )  # fmt: skip
    office = OfficeName("office", _("参会单位"), imported=False)
    person = StaffName("staff", _("参会人"), imported=False)
    guest = Text("guest_body", _("来宾单位或身份"), search=True, imported=False)
    answer = Choice(
        "answer", _("参会答复"), choices=Invitation.Answer, tones={Invitation.Answer.WAITING: "wait"}, imported=False
    )
    substitute = StaffName("substitute", _("替会人"), shown=False, imported=False)
    said = Text("reason", _("答复说明"), shown=False, imported=False)
    attendance = Choice(
        "attendance",
        _("到会情况"),
        choices=Invitation.Attendance,
        tones={
            Invitation.Attendance.PRESENT: "done",
            Invitation.Attendance.LATE: "late",
            Invitation.Attendance.ABSENT: "late",
            Invitation.Attendance.UNKNOWN: "wait",
        },
        imported=False,
    )
    late_minutes = Whole("late_minutes", _("迟到分钟"), imported=False)

    filters, order = [at, office, attendance], ["-at"]
    right, export_right = policies.READ_CONFERENCES, policies.EXPORT
    needs = ("conference_id",)

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return read.invitations(viewer)

    def open_url(self, row: Invitation) -> str:
        return conference_url(row.conference_id)
