"""The ledger suite on conferences, attendance, whistles, replies and the hotline's orders."""

from datetime import timedelta

import pytest

from bihuan.cases.models import Channel, Invitation, Reply, ReplyWay, Whistle
from bihuan.cases.services import accept_case, report_case
from bihuan.cases.services import conferences as meet
from bihuan.cases.services import whistles as blow
from bihuan.cases.services.replies import send_reply
from bihuan.kernel import clock
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK = "德固镇综治中心值班员"


def with_meetings(county: County) -> County:
    """Three conferences with guests, four whistles, four orders of the hotline, one of them answered."""
    desk = county.who(DESK)
    for number in range(4):
        case = report_case(
            desk, kind="appeal", channel=Channel.HOTLINE, area=county.area("刘庄村"), title=f"第{number}件:张大壮家停水",
            text="张大壮来电,电话13812345678", reporter_name="张大壮", reporter_phone="13812345678", source_number=f"RX-{number}",
        )  # fmt: skip
        if number == 3:
            send_reply(desk, reply_id=Reply.objects.get(case=case).pk, way=ReplyWay.PLATFORM, text="已答复张大壮")
            continue
        accept_case(desk, case_id=case.pk)
        offices = [county.office("德固镇供水所"), county.office("德固镇村镇办")]
        conference = meet.call_conference(desk, case_ids=[case.pk], reason="涉及多家", offices=offices)
        marks = [meet.Mark(one.pk, Invitation.Attendance.PRESENT) for one in conference.invitations.all()]
        marks[0] = meet.Mark(marks[0].invitation_id, Invitation.Attendance.LATE, 10 + number)
        meet.note_attendance(desk, conference_id=conference.pk, marks=marks)
    for number in range(4):
        with clock.at(clock.now() - timedelta(days=number)):
            call = blow.Call(
                area=county.area("刘庄村"), title=f"第{number}次:水管爆裂", need=Whistle.Need.PRESENCE, place="村口"
            )
            blow.blow_whistle(desk, call=call, offices=[county.office("德固镇供水所")])
    return county


class _Meetings(LedgerSuite):
    @pytest.fixture
    def filled(self, county: County) -> County:
        return with_meetings(county)


class TestConferences(_Meetings):
    key = "conferences"


class TestAttendance(_Meetings):
    key = "attendance"


class TestWhistles(_Meetings):
    key = "whistles"


class TestReplies(_Meetings):
    key = "replies"


class TestHotline(_Meetings):
    key = "hotline"
