"""Matters brought to leaders: recorded, answered, made cases with one click, counted."""

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from bihuan.cases.models import Case, CaseKind, Channel, State, Watch
from bihuan.cases.services import report_case
from bihuan.cases.thinking.topics import refresh_town
from bihuan.config.cli import main
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.search.index import search
from bihuan.visits import selectors
from bihuan.visits.models import ReceptionRecord, ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import RECEPTIONS
from bihuan.visits.services import become_case, link_case, monday_of, publish_week, substitute
from bihuan.visits.tests.worlds import CLERK, DESK, GRID, LEADER, SECRETARY, VILLAGE, brought, with_record, with_turn
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

Result = ReceptionRecord.Result


class TestReceptionsLedger(LedgerSuite):
    key = "receptions"

    @pytest.fixture
    def filled(self, county: County) -> County:
        record = with_record(county)
        with_record(county, "拖欠工资", area=county.area("河湾村"), visitor="孙二喜", people=6)
        with_record(county, "高龄津贴", result=Result.EXPLAINED, visitor_phone="")
        become_case(RECEPTIONS, actor=county.who(DESK), pk=record.pk)
        return county


def test_one_click_makes_it_a_case_with_answer_and_instruction_and_the_leader_follows(county: County) -> None:
    record = with_record(county, people=6)
    case = become_case(RECEPTIONS, actor=county.who(DESK), pk=record.pk)
    assert (case.channel, case.kind, case.title, case.area) == (
        Channel.RECEPTION,
        CaseKind.APPEAL,
        "路灯不亮",
        county.area("刘庄村"),
    )
    assert "领导批示:请村镇办三日内修好。" in case.text and "领导答复:先查线路。" in case.text
    assert (case.reporter_name, case.people_involved, case.state) == ("赵大柱", 6, State.REPORTED)
    record.refresh_from_db()
    assert record.case == case
    assert Watch.objects.filter(case=case, staff=county.who(LEADER)).exists()
    with pytest.raises(WrongState, match=case.number):
        become_case(RECEPTIONS, actor=county.who(DESK), pk=record.pk)
    assert Case.objects.count() == 1
    (section,) = spine(county.who(DESK), Thing(ThingKind.CASE, case.pk))
    assert section.items[0].title == f"{LEADER}接访:路灯不亮" and section.items[0].url == RECEPTIONS.url(record.pk)
    assert spine(county.who("城关镇综治中心值班员"), Thing(ThingKind.CASE, case.pk)) == []


def test_a_known_matter_is_linked_by_its_number(county: County) -> None:
    first, second = with_record(county), with_record(county, "路灯还是不亮")
    case = become_case(RECEPTIONS, actor=county.who(DESK), pk=first.pk)
    with pytest.raises(Invalid) as refused:
        link_case(RECEPTIONS, actor=county.who(DESK), pk=second.pk, number="DGZ-1")
    assert refused.value.faults[0].field == "number"
    assert link_case(RECEPTIONS, actor=county.who(DESK), pk=second.pk, number=case.number.lower()) == case
    assert set(case.receptions.all()) == {first, second}


def test_a_record_belongs_to_the_turn_of_who_really_received_and_says_that_it_was_held(county: County) -> None:
    today, desk = clock.today(), county.who(DESK)
    turn = with_turn(county, today)
    publish_week(actor=desk, area=county.area("德固镇"), monday=monday_of(today))
    substitute(actor=desk, pk=turn.pk, substitute=county.who(SECRETARY), reason="防汛值守")
    assert with_record(county, "给了没来的领导").turn is None
    record = with_record(county, leader=county.who(SECRETARY))
    turn.refresh_from_db()
    assert (record.turn, turn.state) == (turn, ReceptionTurn.State.HELD)


def test_personal_values_open_to_few_and_with_a_reason(county: County) -> None:
    record = with_record(county)
    shown = RECEPTIONS.reveal(actor=county.who(DESK), pk=record.pk, reason="需要电话回访")
    assert shown == {"visitor": "赵大柱", "visitor_phone": "13800001234"}
    with pytest.raises(NotAllowed):
        RECEPTIONS.reveal(actor=county.who(CLERK), pk=record.pk, reason="需要电话回访")
    assert [hit.object_id for hit in search(county.who(DESK), "13800001234")["receptions"]] == [record.pk]


def test_only_the_posts_of_the_table_record_and_read(county: County) -> None:
    record = with_record(county)
    for person in (GRID, VILLAGE):
        with pytest.raises(NotAllowed):
            RECEPTIONS.add(actor=county.who(person), values=brought(county, "别的事"))
        with pytest.raises(NotAllowed):
            become_case(RECEPTIONS, actor=county.who(person), pk=record.pk)
    with pytest.raises(NotFound):
        RECEPTIONS.by_id(county.who("城关镇分管领导"), record.pk)


def test_closed_share_counts_answers_on_the_spot_and_cases_that_ended(county: County) -> None:
    with_record(county, "高龄津贴", result=Result.EXPLAINED)
    followed = with_record(county)
    today = clock.today()
    rate, matters = indicator("reception.closed_rate"), indicator("reception.matters")
    this = Period(today, today)
    assert (rate.value(SYSTEM, county.area("德固镇"), this).numerator, matters.value(SYSTEM, None, this).value) == (
        1,
        2,
    )
    case = become_case(RECEPTIONS, actor=county.who(DESK), pk=followed.pk)
    assert rate.value(SYSTEM, None, this).value == 0.5
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, closed_at=clock.now())
    assert rate.value(SYSTEM, None, this).value == 1
    assert rate.rows(SYSTEM, county.area("刘庄村"), this).count() == 2


def test_villages_with_many_cases_are_worth_going_down_to_and_one_just_visited_is_less(county: County) -> None:
    for number in range(3):
        record = with_record(county, f"灌溉用水{number}", area=county.area("河湾村"))
        become_case(RECEPTIONS, actor=county.who(DESK), pk=record.pk)
    for number in range(2):
        record = with_record(county, f"路灯{number}", area=county.area("刘庄村第一网格"))
        become_case(RECEPTIONS, actor=county.who(DESK), pk=record.pk)
    town = county.area("德固镇")
    found = selectors.worth_going_down(county.who(DESK), town)
    assert [(one.area.name, one.cases) for one in found] == [("河湾村", 3), ("刘庄村", 2)]
    assert found[0].reasons == ("近30天3件事项", "还没有领导下访过")
    with_turn(county, clock.today() + timedelta(days=1), way=Way.DOWN, area=county.area("河湾村"), topic="灌溉用水")
    again = selectors.worth_going_down(county.who(DESK), town)
    assert [one.area.name for one in again] == ["刘庄村", "河湾村"]
    assert "已安排" in again[1].reasons[1]


def test_a_township_list_is_imported(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年领导接访登记表"])
    sheet.append(["来访日期", "接待领导", "来访人姓名", "联系方式", "所在村", "反映问题", "批示内容", "办理情况"])
    sheet.append(["2026.5.20", LEADER, "周全", "13800002222", "刘庄村", "宅基地边界", "请司法所调解", "转办"])
    sheet.append(["5月21日", LEADER, "吴月", "", "河湾村", "低保政策", "", "现场答复"])
    sheet.append(["2026.5.22", "没有这个人", "郑好", "", "河湾村", "修路", "", "转办"])
    path = tmp_path / "接访.xlsx"
    book.save(path)
    assert main(["import", "receptions", str(path), "--json"]) == 0
    said = capsys.readouterr().out
    assert set(ReceptionRecord.objects.values_list("title", "result")) == {
        ("宅基地边界", Result.FOLLOW),
        ("低保政策", Result.EXPLAINED),
    }, said


def test_what_many_bring_up_in_a_village_is_what_to_go_down_for(county: County) -> None:
    desk, town = county.who(DESK), county.area("德固镇")
    for number in range(3):
        report_case(
            desk, kind=CaseKind.APPEAL, channel=Channel.PHONE, area=county.area("河湾村"),
            title="河湾村机井灌溉没有水", text=f"河湾村机井坏了,灌溉没有水,庄稼要旱死了,第{number + 1}户反映。",
        )  # fmt: skip
    refresh_town(town)
    found = selectors.worth_going_down(desk, town)[0]
    assert found.area.name == "河湾村"
    assert found.topic
    assert any(reason.startswith(f"热点“{found.topic}”3件") for reason in found.reasons), found.reasons
