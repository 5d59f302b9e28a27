"""Prevention: a meeting opens with frozen figures and ends with followed tasks; a visit's clue becomes a matter."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.cases.models import Case
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from bihuan.mediation import services as mediation
from bihuan.mediation.models import (
    AnalysisMeeting,
    AnalysisTask,
    Dispute,
    DisputeKind,
    DragnetCampaign,
    DragnetVisit,
    Result,
)
from bihuan.mediation.prevention import services
from bihuan.mediation.prevention.figures import figures_of
from bihuan.mediation.prevention.progress import progress_of
from bihuan.mediation.prevention.registers import CAMPAIGNS, MEETINGS, TASKS, VISITS, freeze
from bihuan.mediation.prevention.tasks import remind_of_tasks
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import Notice
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK, LEADER, GRID, SECRETARY, HANDLER = (
    "德固镇综治中心值班员", "德固镇分管领导", "德固镇网格员", "德固镇村(社区)书记", "德固镇经办人员",
)  # fmt: skip
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def past(county: County, day: date, village: str = "刘庄村", **more: object) -> mediation.PastDispute:
    given = {
        "kind": DisputeKind.NEIGHBOUR, "area": county.area(village), "day": day, "applicant": "王甲",
        "applicant_phone": "13800001111", "respondent": "李乙", "result": Result.SETTLED, "concluded_on": day,
    }  # fmt: skip
    return mediation.PastDispute(**{**given, **more})


@pytest.fixture
def june(county: County) -> County:
    """Two disputes of May, three of June in one village (one of them pending with twenty people), one elsewhere."""
    rows = [
        past(county, date(2026, 5, 10), applicant="赵丙", applicant_phone=""),
        past(county, date(2026, 5, 20), "河湾村", applicant="孙丁", applicant_phone=""),
        past(county, date(2026, 6, 3)),
        past(county, date(2026, 6, 9), agreement="written", fulfil_by=date(2026, 6, 12), fulfilled=False),
        past(
            county,
            date(2026, 6, 20),
            kind=DisputeKind.LABOUR,
            result=Result.PENDING,
            concluded_on=None,
            applicant="周戊",
            applicant_phone="",
        ),
        past(county, date(2026, 6, 21), "东关社区", applicant="别镇"),
    ]
    mediation.register_past_disputes(SYSTEM, rows)
    Case.objects.filter(dispute__kind=DisputeKind.LABOUR).update(people_involved=20)
    return county


def meeting_of(county: County, who: str = DESK, **more: object) -> AnalysisMeeting:
    values = {
        "title": "6月分析研判会", "area": county.area("德固镇"), "held_on": date(2026, 7, 2), "period_from": FIRST,
        "period_to": LAST, "participants": "司法所、派出所", **more,
    }  # fmt: skip
    return MEETINGS.add(actor=county.who(who), values=values)


def task_of(county: County, meeting: AnalysisMeeting, **more: object) -> AnalysisTask:
    values = {
        "meeting": meeting,
        "title": "上门走访",
        "office": county.office("德固镇供水所"),
        "due_on": date(2026, 7, 20),
        **more,
    }
    return TASKS.add(actor=county.who(DESK), values=values)


def campaign_of(county: County, **more: object) -> DragnetCampaign:
    values = {
        "title": "夏季矛盾纠纷大排查", "area": county.area("德固镇"), "from_day": FIRST, "to_day": date(2026, 8, 31),
        "goal": 40, **more,
    }  # fmt: skip
    return CAMPAIGNS.add(actor=county.who(DESK), values=values)


def visit_of(county: County, campaign: DragnetCampaign, who: str = GRID, **more: object) -> DragnetVisit:
    values = {
        "campaign": campaign, "area": county.area("刘庄村第一网格"), "day": date(2026, 6, 5), "home": "王家",
        "clue": "两家为院墙争吵", "kind": DisputeKind.NEIGHBOUR, **more,
    }  # fmt: skip
    return VISITS.add(actor=county.who(who), values=values)


class TestMeetingsLedger(LedgerSuite):
    key = "analysis_meetings"

    @pytest.fixture
    def filled(self, june: County) -> County:
        for title in ("一季度", "二季度", "三季度"):
            meeting_of(june, title=title)
        return june


class TestTasksLedger(LedgerSuite):
    key = "analysis_tasks"

    @pytest.fixture
    def filled(self, county: County) -> County:
        meeting = meeting_of(county)
        for title in ("甲", "乙", "丙"):
            task_of(county, meeting, title=title)
        return county


class TestVisitsLedger(LedgerSuite):
    key = "dragnet_visits"

    @pytest.fixture
    def filled(self, county: County) -> County:
        campaign = campaign_of(county)
        for home in ("王家", "李家", "赵家"):
            visit_of(county, campaign, home=home)
        return county


class TestCampaignsLedger(LedgerSuite):
    key = "dragnet_campaigns"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for title in ("春季", "夏季", "秋季"):
            campaign_of(county, title=title)
        return county


def test_a_meeting_opens_with_the_figures_of_its_period(june: County) -> None:
    figures = meeting_of(june).figures
    counts = {one["key"]: (one["value"], one["before"]) for one in figures["counts"]}
    assert counts["mediation.registered"] == (3, 2) and counts["mediation.settled"] == (2, 2)
    assert [(one["name"], one["now"], one["before"]) for one in figures["kinds"]] == [
        ("邻里纠纷", 2, 2), ("劳动争议纠纷", 1, 0),
    ]  # fmt: skip
    assert [(one["name"], one["now"]) for one in figures["villages"]] == [("刘庄村", 3)]
    assert len(figures["months"]) == 12 and figures["months"][-1] == {"month": "2026-06", "registered": 3, "settled": 2}
    signs = {one["sign"]: one for one in figures["warnings"]}
    assert set(signs) == {"again", "group", "broken", "village"}
    assert signs["again"]["text"].startswith("王") and "王甲" not in signs["again"]["text"]
    assert len(signs["again"]["rows"]) == 2 and signs["village"]["text"].startswith("刘庄村的纠纷比上期明显增多")


def test_figures_stay_as_they_were_until_made_anew(june: County) -> None:
    meeting = meeting_of(june)
    mediation.register_past_disputes(SYSTEM, [past(june, date(2026, 6, 25))])
    meeting.refresh_from_db()
    assert meeting.figures["counts"][0]["value"] == 3
    assert freeze(june.who(DESK), pk=meeting.pk).figures["counts"][0]["value"] == 4
    with pytest.raises(Invalid) as refusal:
        services.conclude(june.who(DESK), pk=meeting.pk, views=" ", minutes="")
    assert {fault.field for fault in refusal.value.faults} == {"views", "minutes"}
    services.conclude(june.who(LEADER), pk=meeting.pk, views="邻里纠纷为主", minutes="加强走访")
    with pytest.raises(WrongState):
        MEETINGS.edit(actor=june.who(DESK), pk=meeting.pk, values={"place": "会议室"})
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert indicator("analysis.meetings").value(SYSTEM, june.area("德固镇"), year).value == 1


def test_the_figures_cost_the_same_however_many_disputes(june: County) -> None:
    town = june.area("德固镇")
    with CaptureQueriesContext(connection) as few:
        figures_of(SYSTEM, town, FIRST, LAST)
    rows = [
        past(june, date(2026, 6, 2) + timedelta(days=number), applicant=f"人{number}", applicant_phone="")
        for number in range(20)
    ]
    mediation.register_past_disputes(SYSTEM, rows)
    with CaptureQueriesContext(connection) as many:
        figures_of(SYSTEM, town, FIRST, LAST)
    assert len(many) <= len(few) + 1, (len(few), len(many))


def test_a_task_is_watched_told_and_done_by_its_office(county: County) -> None:
    meeting = meeting_of(county)
    with pytest.raises(Invalid) as nobody:
        task_of(county, meeting, office=None)
    assert nobody.value.faults[0].field == "office"
    with clock.at(clock.instant(date(2026, 7, 2), 9)):
        task = task_of(county, meeting)
    assert task.area == meeting.area and task.remind_on == date(2026, 7, 17)
    for day, told in ((date(2026, 7, 16), 0), (date(2026, 7, 17), 1), (date(2026, 7, 21), 2)):
        with clock.at(clock.instant(day, 8)):
            remind_of_tasks()
        assert Notice.objects.filter(kind="analysis.task_due", to=county.who(HANDLER)).count() == told
    with pytest.raises(NotAllowed):
        services.finish_task(county.who("城关镇经办人员"), pk=task.pk, result="走访了")
    done = services.finish_task(county.who(HANDLER), pk=task.pk, result="走访了 12 户")
    assert (done.state, done.remind_on) == ("done", None)
    with pytest.raises(WrongState):
        services.cancel_task(county.who(DESK), pk=task.pk, reason="不用了")


def test_a_clue_becomes_a_matter_once(county: County) -> None:
    campaign = campaign_of(county)
    visit = visit_of(county, campaign)
    assert visit.by == county.who(GRID)
    case = services.open_case(county.who(GRID), pk=visit.pk)
    assert (case.kind, case.channel, case.area) == ("dispute", "grid", county.area("刘庄村第一网格"))
    with pytest.raises(WrongState):
        services.open_case(county.who(DESK), pk=visit.pk)
    other = visit_of(county, campaign, DESK, home="李家")
    assert services.open_case(county.who(DESK), pk=other.pk).dispute == Dispute.objects.get()
    nothing = visit_of(county, campaign, home="赵家", clue="", kind="")
    with pytest.raises(Invalid):
        services.open_case(county.who(GRID), pk=nothing.pk)
    rows = {one.name: (one.visits, one.clues, one.opened) for one in progress_of(county.who(DESK), campaign)}
    assert rows == {"刘庄村": (3, 2, 2), "河湾村": (0, 0, 0), "柳林社区": (0, 0, 0)}
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    values = [
        indicator(f"dragnet.{key}").value(SYSTEM, county.area("德固镇"), year).value
        for key in ("visits", "clues", "opened_rate")
    ]
    assert values == [3, 2, 1]


def test_a_clue_that_is_known_is_joined_to_its_matter(county: County) -> None:
    campaign = campaign_of(county)
    case = services.open_case(county.who(DESK), pk=visit_of(county, campaign, DESK).pk)
    again = visit_of(county, campaign, home="李家")
    with pytest.raises(Invalid) as refusal:
        services.link_case(county.who(GRID), pk=again.pk, number="T101-20200101-0001")
    assert refusal.value.faults[0].field == "number"
    assert services.link_case(county.who(GRID), pk=again.pk, number=f" {case.number} ").case == case
    with pytest.raises(WrongState):
        services.open_case(county.who(GRID), pk=again.pk)


def test_a_visit_lies_within_its_campaign(county: County) -> None:
    campaign = campaign_of(county, area=county.area("刘庄村"))
    for more, field in (
        ({"day": date(2026, 5, 1)}, "day"),
        ({"area": county.area("河湾村")}, "area"),
        ({"clue": ""}, "clue"),
    ):
        with pytest.raises(Invalid) as refusal:
            visit_of(county, campaign, DESK, **more)
        assert refusal.value.faults[0].field == field
    with pytest.raises(NotAllowed):
        visit_of(county, campaign_of(county), area=county.area("河湾村"))
    with pytest.raises(NotFound):
        VISITS.by_id(county.who("城关镇网格员"), visit_of(county, campaign, DESK).pk)


def test_pages_hold_the_meeting_and_the_search(june: County, client: Client) -> None:
    client.force_login(june.who(DESK))
    given = {
        "title": "6月分析研判会", "area": june.area("德固镇").pk, "held_on": "2026-07-02", "period_from": "2026-06-01",
        "period_to": "2026-06-30", "place": "", "participants": "",
    }  # fmt: skip
    answer = client.post("/analysis-meetings/add/", given)
    meeting = AnalysisMeeting.objects.get()
    assert answer.headers["Location"] == f"/analysis-meetings/{meeting.pk}/"
    page = client.get(f"/analysis-meetings/{meeting.pk}/").content.decode()
    assert "预警清单" in page and "behind=mediation.registered" in page and "analysis-trend" in page
    assert client.post(f"/analysis-meetings/{meeting.pk}/freeze/", {"seen": 1}).status_code == 302
    meeting.refresh_from_db()
    sent = {"views": "邻里纠纷为主", "minutes": "加强走访", "seen": meeting.version}
    assert client.post(f"/analysis-meetings/{meeting.pk}/conclude/", sent).status_code == 302
    task = {
        "meeting": meeting.pk,
        "title": "上门走访",
        "office": june.office("德固镇供水所").pk,
        "due_on": "2026-07-20",
    }
    assert client.post("/analysis-tasks/add/", task).status_code == 302
    made = AnalysisTask.objects.get()
    assert "上门走访" in client.get(f"/analysis-meetings/{meeting.pk}/").content.decode()
    campaign = campaign_of(june)
    visit = visit_of(june, campaign)
    shown = client.get(f"/dragnet/{campaign.pk}/").content.decode()
    assert "河湾村" in shown and f"/dragnet-visits/{visit.pk}/open/" in shown
    client.force_login(june.who(GRID))
    assert "登记排查走访" in client.get(f"/dragnet/{campaign.pk}/").content.decode()
    onward = client.post(f"/dragnet-visits/{visit.pk}/open/", {"seen": visit.version})
    visit.refresh_from_db()
    assert onward.headers["Location"] == f"/cases/{visit.case_id}/"
    client.force_login(june.who(HANDLER))
    assert client.get(f"/analysis-meetings/{meeting.pk}/").status_code == 403
    assert "完成任务" in client.get(f"/analysis-tasks/{made.pk}/").content.decode()
    assert (
        client.post(f"/analysis-tasks/{made.pk}/finish/", {"result": "走访了", "seen": made.version}).status_code == 302
    )
