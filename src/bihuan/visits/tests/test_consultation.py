"""Consultation groups: their own method, meetings step by step, and solutions that count when they are confirmed."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases.models import Channel
from bihuan.config.cli import main
from bihuan.kernel.errors import Invalid, NotAllowed, StaleRecord, WrongState
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.visits import selectors
from bihuan.visits.method import check_method, steps_of
from bihuan.visits.models import ConsultationMeeting, GroupMember
from bihuan.visits.registers import GROUPS, MEETINGS, MEMBERS
from bihuan.visits.services import become_case, confirm, write_steps
from bihuan.visits.tests.worlds import DESK, GRID, VILLAGE, talk, with_group, with_meeting
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

Result, How = ConsultationMeeting.Result, ConsultationMeeting.How
SPRING = Period(date(2026, 1, 1), date(2026, 6, 30))


class TestGroupsLedger(LedgerSuite):
    key = "consultation_groups"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for name in ("小孔矛盾室", "书记面对面工作室", "桑榆睦邻调解队"):
            with_group(county, name)
        return county


class TestMembersLedger(LedgerSuite):
    key = "consultation_members"

    @pytest.fixture
    def filled(self, county: County) -> County:
        group = with_group(county)
        for name in ("孔大姐", "老支书", "王律师"):
            MEMBERS.add(
                actor=SYSTEM,
                values={"group": group, "name": name, "role": GroupMember.Role.ELDER, "phone": "13800003333"},
            )
        return county


class TestMeetingsLedger(LedgerSuite):
    key = "consultation_meetings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        group = with_group(county)
        with_meeting(county, group)
        with_meeting(county, group, "停车位", result=Result.SOLVED, confirmed_on=date(2026, 5, 8))
        with_meeting(county, group, "漏水", result=Result.PARTLY)
        return county


def test_a_meeting_lies_where_its_group_does_and_keeps_the_method_of_that_day(county: County) -> None:
    group = with_group(county, method="听:都说完\n定:写下来")
    meeting = with_meeting(county, group)
    assert (meeting.area, meeting.town) == (county.area("刘庄村"), county.area("德固镇"))
    GROUPS.edit(actor=county.who(VILLAGE), pk=group.pk, values={"method": "议"})
    written = write_steps(actor=county.who(VILLAGE), pk=meeting.pk, texts=["各说各的", "签了字"], seen=1)
    assert [(step["name"], step["guide"], step["text"]) for step in written.steps] == [
        ("听", "都说完", "各说各的"),
        ("定", "写下来", "签了字"),
    ]
    with pytest.raises(StaleRecord):
        write_steps(actor=county.who(VILLAGE), pk=meeting.pk, texts=["", ""], seen=1)
    with pytest.raises(WrongState):
        write_steps(actor=county.who(VILLAGE), pk=meeting.pk, texts=["只有一步"])
    with pytest.raises(Invalid) as refused:
        write_steps(actor=county.who(VILLAGE), pk=meeting.pk, texts=["", "长" * 2001])
    assert refused.value.faults[0].field == "step_1"
    assert [step["name"] for step in with_meeting(county, GROUPS.by_id(SYSTEM, group.pk), "另一件").steps] == ["议"]


def test_solved_counts_only_when_whoever_raised_it_confirms(county: County) -> None:
    meeting = with_meeting(county, with_group(county), result=Result.SOLVED)
    solved, town = indicator("consultation.solved"), county.area("德固镇")
    assert meeting.solved_on == meeting.held_on
    assert solved.value(SYSTEM, town, SPRING).value == 0
    village = county.who(VILLAGE)
    with pytest.raises(Invalid) as refused:
        confirm(actor=village, pk=meeting.pk, satisfied=True, how=How.PHONE, day=date(2026, 5, 1))
    assert refused.value.faults[0].field == "day"
    confirm(actor=village, pk=meeting.pk, satisfied=True, how=How.PHONE, day=date(2026, 5, 9))
    assert solved.value(SYSTEM, town, SPRING).value == 1
    assert list(solved.rows(SYSTEM, county.area("刘庄村"), SPRING)) == [meeting]
    assert solved.broken_down(SYSTEM, town, SPRING, "group") == [("小孔矛盾室", 1, None, None)]
    with pytest.raises(WrongState, match="已经确认"):
        confirm(actor=village, pk=meeting.pk, satisfied=True, how=How.PHONE, day=date(2026, 5, 9))


def test_who_does_not_agree_opens_it_again_with_what_is_missing(county: County) -> None:
    meeting = with_meeting(county, with_group(county), result=Result.SOLVED)
    with pytest.raises(Invalid) as refused:
        confirm(actor=county.who(VILLAGE), pk=meeting.pk, satisfied=False, how=How.PHONE, day=date(2026, 5, 9))
    assert refused.value.faults[0].field == "remark"
    opened = confirm(
        actor=county.who(VILLAGE), pk=meeting.pk, satisfied=False, how=How.PHONE, day=date(2026, 5, 9), remark="还堆着"
    )
    assert (opened.result, opened.solved_on, opened.confirmed_on) == (Result.OPEN, None, None)
    with pytest.raises(WrongState, match="还没有登记"):
        confirm(actor=county.who(VILLAGE), pk=meeting.pk, satisfied=True, how=How.PHONE, day=date(2026, 5, 9))
    assert indicator("consultation.meetings").value(SYSTEM, None, SPRING).value == 1
    assert list(selectors.open_meetings(county.who(VILLAGE))) == [meeting]
    again = with_meeting(county, meeting.group, "楼道堆物再议", earlier=meeting)
    assert list(selectors.open_meetings(county.who(VILLAGE))) == [again]


def test_what_does_not_fit_together_is_named(county: County) -> None:
    group = with_group(county)
    for wrong, field in (
        ({"party_members": 0, "residents": 0}, "residents"),
        ({"solved_on": date(2026, 5, 7)}, "solved_on"),
        ({"result": Result.SOLVED, "solved_on": date(2026, 5, 1)}, "solved_on"),
        ({"confirmed_on": date(2026, 5, 7)}, "confirmed_on"),
        ({"confirmed_how": How.PHONE}, "confirmed_on"),
        ({"earlier": with_meeting(county, with_group(county, "别的组织"), "别的事")}, "earlier"),
        ({"raised_by": ""}, "raised_by"),
    ):
        with pytest.raises(Invalid) as refused:
            MEETINGS.add(actor=SYSTEM, values=talk(group, **wrong))
        assert field in {fault.field for fault in refused.value.faults}, wrong


def test_what_cannot_be_settled_is_passed_on_as_a_case(county: County) -> None:
    meeting = with_meeting(county, with_group(county), agreed="请住建部门看管道")
    case = become_case(MEETINGS, actor=county.who(VILLAGE), pk=meeting.pk)
    meeting.refresh_from_db()
    assert (meeting.case, meeting.result) == (case, Result.PASSED_ON)
    assert (case.channel, case.reporter_name, case.area) == (Channel.WALK_IN, "钱小满", county.area("刘庄村"))
    assert "协商意见:请住建部门看管道" in case.text


def test_groups_at_work_count_this_years_meetings_once_each(county: County) -> None:
    group = with_group(county)
    for name in ("孔大姐", "老支书"):
        MEMBERS.add(actor=SYSTEM, values={"group": group, "name": name, "role": GroupMember.Role.ELDER})
    with_meeting(county, group)
    with_meeting(county, group, "停车位", result=Result.SOLVED, confirmed_on=date(2026, 5, 8))
    with_meeting(county, group, "漏水", result=Result.SOLVED)
    (found,) = selectors.groups_at_work(county.who(DESK))
    counts = [getattr(found, f"{name}_count") for name in ("members", "meetings", "solved", "waiting")]
    assert counts == [2, 3, 1, 1]
    assert not selectors.groups_at_work(county.who("城关镇综治中心值班员")).exists()


def test_a_group_out_of_reach_cannot_be_named(county: County) -> None:
    group = with_group(county)
    for person in (GRID, "城关镇村(社区)书记"):
        with pytest.raises(Invalid) as refused:
            MEETINGS.add(actor=county.who(person), values=talk(group))
        assert refused.value.faults[0].field == "group"
        assert not MEETINGS.rows(county.who(person)).exists()
    with pytest.raises(NotAllowed):
        MEETINGS.add(actor=county.who("德固镇督导员"), values=talk(group))


def test_meetings_are_imported_by_the_name_of_their_group(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_group(county)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["议事组织", "协商时间", "议题", "反映人", "党员人数", "群众人数", "结果", "解决时间", "居民确认时间"])
    sheet.append(["小孔矛盾室", "2026-03-04", "楼道堆物", "钱小满", 2, 6, "已解决", "2026-03-06", "2026-03-08"])
    sheet.append(["没有的工作室", "2026-03-05", "停车", "孙小", 1, 3, "待协商", "", ""])
    path = tmp_path / "协商.xlsx"
    book.save(path)
    assert main(["import", "consultation_meetings", str(path), "--json"]) == 0
    said = capsys.readouterr().out
    meeting = ConsultationMeeting.objects.get()
    assert (meeting.title, meeting.confirmed_on, len(meeting.steps)) == ("楼道堆物", date(2026, 3, 8), 3), said
    assert "没有登记过叫“没有的工作室”的议事组织" in said
    assert indicator("consultation.solved").value(SYSTEM, county.area("德固镇"), SPRING).value == 1


NAMES = st.text("聆察解请议定看听", min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.text("把话说完,。去现场", max_size=40), min_size=1, max_size=8))
def test_a_method_reads_back_as_the_steps_it_was_written_from(said: dict[str, str]) -> None:
    method = "\n".join(f"{name}:{guide}" for name, guide in said.items())
    assert [(step.name, step.guide) for step in steps_of(method)] == list(said.items())
    faults = Faults()
    check_method("method", method, faults)
    faults.stop()


@pytest.mark.parametrize(
    "method",
    ["", "\n".join(f"第{n}步:做" for n in range(9)), "听:一\n听:二", ":没有名字", "长" * 13 + ":做"],
)
def test_methods_that_cannot_be_followed_are_refused(method: str) -> None:
    faults = Faults()
    check_method("method", method, faults)
    with pytest.raises(Invalid) as refused:
        faults.stop()
    assert {fault.field for fault in refused.value.faults} == {"method"}
