"""Campaigns reach the villages they are for; work logs are sums that cannot lie; figures come out of the logs."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.config.cli import main
from bihuan.inspections import progress
from bihuan.inspections.models import WorkLog
from bihuan.inspections.models.worklog import GROUPS, PLACES
from bihuan.inspections.registers import CAMPAIGNS, LOGS, PHASES, VILLAGES
from bihuan.inspections.tests.worlds import (
    CLERK,
    DESK,
    FIRST,
    LAST,
    LEADER,
    OTHER_VILLAGE,
    VILLAGE,
    log_said,
    with_campaign,
    with_chain,
    with_log,
)
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SUMMER = Period(FIRST, LAST)


class TestCampaigns(LedgerSuite):
    key = "campaigns"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for name in ("夏季人居环境整治", "河道清漂", "庭院整治"):
            with_campaign(county, name)
        return county


class TestWorkLogs(LedgerSuite):
    key = "work_logs"

    @pytest.fixture
    def filled(self, county: County) -> County:
        campaign = with_campaign(county)
        for day in (1, 2, 3):
            with_log(county, campaign, date(2026, 6, day))
        return county


class TestVillages(LedgerSuite):
    key = "campaign_villages"

    @pytest.fixture
    def filled(self, county: County) -> County:
        campaign = with_campaign(county)
        for name in ("刘庄村", "河湾村", "柳林社区"):
            VILLAGES.add(actor=SYSTEM, values={"campaign": campaign, "village": county.area(name), "spots_planned": 40})
        return county


class TestPhases(LedgerSuite):
    key = "campaign_phases"

    @pytest.fixture
    def filled(self, county: County) -> County:
        campaign = with_campaign(county)
        for number in (5, 6, 7):
            values = {"title": f"{number}月", "from_on": date(2026, number, 6), "to_on": date(2026, number, 20)}
            PHASES.add(actor=SYSTEM, values={"campaign": campaign, **values})
        return county


def test_a_village_reads_its_towns_campaign_and_no_other_towns(county: County) -> None:
    campaign = with_campaign(county)
    assert CAMPAIGNS.by_id(county.who(VILLAGE), campaign.pk) == campaign
    with pytest.raises(NotFound):
        CAMPAIGNS.by_id(county.who(OTHER_VILLAGE), campaign.pk)
    with pytest.raises(NotAllowed):
        CAMPAIGNS.edit(actor=county.who(VILLAGE), pk=campaign.pk, values={"goal": "少做一点"})


def test_a_village_keeps_its_own_log_and_no_other_villages(county: County) -> None:
    campaign = with_campaign(county)
    log = LOGS.add(actor=county.who(VILLAGE), values=log_said(county, campaign))
    assert log.person_times == 7
    with pytest.raises(NotAllowed):
        LOGS.add(actor=county.who(VILLAGE), values=log_said(county, campaign, area=county.area("河湾村")))
    with pytest.raises(Invalid) as refused:
        LOGS.add(actor=county.who(OTHER_VILLAGE), values=log_said(county, campaign, area=county.area("东关社区")))
    assert {fault.field for fault in refused.value.faults} == {"campaign"}
    with_log(county, campaign, date(2026, 6, 2), area=county.area("河湾村"))
    assert list(LOGS.rows(county.who(VILLAGE))) == [log]
    with pytest.raises(Conflict):
        LOGS.add(actor=county.who(CLERK), values=log_said(county, campaign))


COUNTS = st.integers(0, 40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(dict.fromkeys((*GROUPS, *PLACES, "spots_cleared", "machine_shifts", "truck_runs"), COUNTS))
)
def test_whatever_is_typed_sums_are_sums_and_parts_within_their_whole(county: County, counts: dict[str, int]) -> None:
    with transaction.atomic():
        campaign = with_campaign(county)
        fits = sum(counts[place] for place in PLACES) <= counts["spots_cleared"]
        said = any(counts[name] for name in (*GROUPS, "spots_cleared", "machine_shifts", "truck_runs"))
        try:
            log = LOGS.add(actor=SYSTEM, values=log_said(county, campaign, **counts))
        except Invalid as refusal:
            assert not fits or not said
            assert {fault.field for fault in refusal.faults} == {"spots_cleared"}
        else:
            assert fits and said
            assert log.person_times == sum(counts[group] for group in GROUPS)
        transaction.set_rollback(True)


def test_the_database_holds_the_sums_as_well(county: County) -> None:
    log = with_log(county, with_campaign(county))
    for wrong in ({"person_times": 8}, {"river_spots": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkLog.objects.filter(pk=log.pk).update(**wrong)


def test_a_log_lies_within_the_campaigns_days_and_villages(county: County) -> None:
    campaign = with_campaign(county)
    VILLAGES.add(actor=SYSTEM, values={"campaign": campaign, "village": county.area("刘庄村"), "spots_planned": 10})
    campaign = CAMPAIGNS.by_id(SYSTEM, campaign.pk)
    for wrong, field in (({"day": date(2026, 5, 4)}, "day"), ({"area": county.area("河湾村")}, "area")):
        with pytest.raises(Invalid) as refused:
            LOGS.add(actor=SYSTEM, values={**log_said(county, campaign), **wrong})
        assert {fault.field for fault in refused.value.faults} == {field}
    LOGS.add(actor=SYSTEM, values=log_said(county, campaign, area=county.area("德固镇")))  # the town's own work
    with pytest.raises(Invalid):
        VILLAGES.add(actor=SYSTEM, values={"campaign": campaign, "village": county.area("东关社区")})


def test_a_campaign_keeps_the_days_and_the_work_that_were_logged(county: County) -> None:
    campaign = with_campaign(county)
    log = with_log(county, campaign, date(2026, 6, 1))
    with pytest.raises(Invalid, match="2026-06-01"):
        CAMPAIGNS.edit(actor=SYSTEM, pk=campaign.pk, values={"to_on": date(2026, 5, 31)})
    with pytest.raises(WrongState, match="工作日志"):
        CAMPAIGNS.void(actor=county.who(DESK), pk=campaign.pk, reason="登记重了")
    LOGS.void(actor=county.who(VILLAGE), pk=log.pk, reason="记错了日期")
    assert indicator("campaign.person_times").value(SYSTEM, None, SUMMER).value == 0
    CAMPAIGNS.void(actor=county.who(DESK), pk=campaign.pk, reason="登记重了")
    assert not CAMPAIGNS.rows(SYSTEM).exists()


def test_every_figure_is_the_sum_of_its_logs_and_opens_them(county: County) -> None:
    campaign, town = with_campaign(county), county.area("德固镇")
    with_log(county, campaign, date(2026, 5, 5), truck_runs=2)
    with_log(county, campaign, date(2026, 8, 31), area=county.area("河湾村"), river_spots=0)
    figures = {
        name: indicator(f"campaign.{name}").value(SYSTEM, town, SUMMER).value
        for name in ("person_times", "machine_shifts", "truck_runs", "spots_cleared", "river_spots_cleared")
    }
    assert figures == {
        "person_times": 14, "machine_shifts": 2, "truck_runs": 2, "spots_cleared": 10, "river_spots_cleared": 2,
    }  # fmt: skip
    assert indicator("campaign.spots_cleared").rows(SYSTEM, town, SUMMER).count() == 2
    assert indicator("campaign.person_times").value(SYSTEM, county.area("城关镇"), SUMMER).value == 0
    assert indicator("campaign.person_times").value(county.who(VILLAGE), town, SUMMER).value == 7


def test_progress_names_every_village_with_what_it_did_and_planned(county: County) -> None:
    campaign = with_campaign(county)
    with_log(county, campaign)
    with_log(county, campaign, date(2026, 6, 2), area=county.area("刘庄村第一网格"))
    found = {one.name: one for one in progress.by_village(county.who(DESK), campaign)}
    assert list(found) == ["刘庄村", "河湾村", "柳林社区"]
    assert [one.name for one in progress.by_village(county.who(VILLAGE), campaign)] == ["刘庄村"]
    assert found["刘庄村"].done["spots_cleared"] == 10 and not found["河湾村"].begun
    VILLAGES.add(actor=SYSTEM, values={"campaign": campaign, "village": county.area("刘庄村"), "spots_planned": 40})
    (one,) = progress.by_village(county.who(DESK), CAMPAIGNS.by_id(SYSTEM, campaign.pk))
    assert (one.planned, one.share) == (40, 25)
    assert [day.day.day for day in progress.by_day(SYSTEM, campaign)] == [2, 1]


def test_the_chain_stands_with_names_for_each_village(county: County) -> None:
    campaign = with_campaign(county)
    assert progress.standing_of(campaign) is None
    with_chain(county)
    standing = progress.standing_of(campaign)
    assert standing is not None and standing.titles[0] == "党工委书记牵头抓总"
    villages = dict(standing.villages)
    assert villages["刘庄村"] == ["德固镇乡镇(街道)书记", LEADER, VILLAGE]
    assert villages["河湾村"][2] == ""  # nobody is named there yet


def test_logs_are_imported_by_the_name_of_their_campaign(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_campaign(county)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["行动名称", "整治日期", "村名", "公益岗", "志愿者", "党员", "出动机械", "出动车辆", "清理死角", "其中河道"]
    )
    sheet.append(["夏季人居环境整治", "2026-06-04", "刘庄村", 4, 3, 2, 1, 2, 8, 3])
    sheet.append(["夏季人居环境整治", "2026-09-04", "刘庄村", 4, 3, 2, 1, 2, 8, 3])
    sheet.append(["夏季人居环境整治", "2026-06-05", "河湾村", 4, 3, 2, 1, 2, 2, 3])
    path = tmp_path / "日志.xlsx"
    book.save(path)
    main(["import", "work_logs", str(path), "--json"])
    said = capsys.readouterr().out
    log = WorkLog.objects.get()
    assert (log.person_times, log.truck_runs, log.river_spots) == (9, 2, 3), said
    assert "没有在这一天开展" in said and "超过了清理总处数" in said


def test_pages_of_a_campaign_open_and_a_log_is_typed_in(county: County, client: Client) -> None:
    campaign = with_campaign(county)
    with_chain(county)
    with_log(county, campaign)
    for who in (DESK, VILLAGE):
        client.force_login(county.who(who))
        page = client.get(f"/campaigns/{campaign.pk}/").content.decode()
        assert "党工委书记牵头抓总" in page and "刘庄村" in page and "登记工作日志" in page
        assert client.get("/inspections/").status_code == 200
    values = {"day": "2026-06-09", "campaign": campaign.pk, "area": county.area("刘庄村").pk, "kind": "ditches"}
    wrong = client.post("/work-logs/add/", {**values, "spots_cleared": "1", "river_spots": "2"})
    assert wrong.status_code == 422 and "超过了清理总处数" in wrong.content.decode()
    assert client.post("/work-logs/add/", {**values, "spots_cleared": "4", "river_spots": "2"}).status_code == 302
    assert LOGS.rows(SYSTEM).filter(kind="ditches", spots_cleared=4, person_times=0).exists()
    client.force_login(county.who("德固镇人民调解员"))
    assert client.get(f"/campaigns/{campaign.pk}/").status_code == 403
    assert client.get("/inspections/").status_code == 403
