"""Rounds: nobody is warned of an unannounced one; what is found runs as a case, is re-inspected by another, and climbs when late."""

import io
from datetime import timedelta
from uuid import uuid4

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from bihuan.cases import services as loop
from bihuan.cases.models import CaseClock, CaseKind, Channel, Evidence, Outcome, Stage, State, Urgency
from bihuan.cases.tasks import look_once
from bihuan.inspections import selectors
from bihuan.inspections.models import Finding, Round
from bihuan.inspections.registers import ROUNDS
from bihuan.inspections.services import hold_round, report_finding
from bihuan.inspections.tests.worlds import (
    CADRE,
    DESK,
    GRID,
    HEAD,
    LEADER,
    MONDAY,
    OTHER_VILLAGE,
    SUPERVISOR,
    VILLAGE,
    case_of,
    said,
    with_campaign,
    with_chain,
    with_finding,
    with_log,
    with_round,
)
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.models import PlacePoint, Post
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.platform.indicators import Part, Period, indicator
from bihuan.platform.ledgers.behind import Behind
from bihuan.platform.search.index import search
from tests.ledger_suite import LedgerSuite
from tests.worlds import County


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(held, "PNG")
    return held.getvalue()


JUNE = Period.parse("2026-06-01..2026-06-30")
PNG = _picture()


class TestRounds(LedgerSuite):
    key = "rounds"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for kind in Round.Kind:
            with_round(county, kind)
        return county


class TestFindings(LedgerSuite):
    key = "findings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        one = with_round(county)
        for number in range(3):
            with_finding(county, one, text=f"第{number}处垃圾")
        return county


class TestLateFindings(LedgerSuite):
    key = "late_findings"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_chain(county)
        with clock.at(MONDAY):
            one = with_round(county)
            for number in range(3):
                with_finding(county, one, text=f"第{number}处垃圾")
        with clock.at(MONDAY + timedelta(days=3)):
            look_once(50)
        return county


def taken(county: County, finding: Finding) -> Finding:
    loop.take_case(county.who(HEAD), case_id=finding.case_id)
    return finding


def put_right(county: County, finding: Finding) -> None:
    shot = files.store(PNG, name="后.png", actor=county.who(HEAD))
    loop.attach_evidence(county.who(HEAD), case_id=finding.case_id, file=shot, phase=Evidence.Phase.AFTER)
    loop.finish_case(county.who(HEAD), case_id=finding.case_id, outcome=Outcome.SOLVED, result_text="已清走,立了牌。")


# --- unannounced -----------------------------------------------------------------------------------------------------


def test_an_unannounced_round_is_hidden_from_the_village_until_it_is_held(county: County, client: Client) -> None:
    one = with_round(county, Round.Kind.UNANNOUNCED)
    grid = with_round(county, Round.Kind.UNANNOUNCED, "刘庄村第一网格")
    seen = with_round(county, Round.Kind.OPEN)
    for who in (VILLAGE, CADRE):
        assert list(ROUNDS.rows(county.who(who))) == [seen]
        for hidden in (one, grid):
            with pytest.raises(NotFound):
                ROUNDS.by_id(county.who(who), hidden.pk)
    client.force_login(county.who(VILLAGE))
    assert client.get(f"/rounds/{one.pk}/").status_code == 404
    assert "刘庄村暗访" not in client.get("/ledgers/rounds/").content.decode()
    rows = client.get("/api/v1/ledgers/rounds").json()["rows"]
    assert len(rows) == 1 and seen.title in str(rows)
    assert "round" not in str(search(county.who(VILLAGE), "暗访"))
    assert search(county.who(DESK), "暗访")["rounds"]
    assert client.get(f"/rounds/{one.pk}/hold/").status_code == 404
    hold_round(county.who(SUPERVISOR), round_id=one.pk)
    assert client.get(f"/rounds/{one.pk}/").status_code == 200
    with pytest.raises(Conflict):
        hold_round(county.who(SUPERVISOR), round_id=one.pk)


def test_correcting_a_round_hides_and_shows_it_as_its_kind_says(county: County) -> None:
    one = with_round(county, Round.Kind.OPEN)
    ROUNDS.edit(actor=county.who(SUPERVISOR), pk=one.pk, values={"kind": Round.Kind.UNANNOUNCED})
    assert not ROUNDS.rows(county.who(VILLAGE)).exists()
    ROUNDS.edit(actor=county.who(SUPERVISOR), pk=one.pk, values={"held_on": clock.today()})
    assert ROUNDS.rows(county.who(VILLAGE)).exists()


def test_supervisors_hold_rounds_and_villages_do_not(county: County) -> None:
    one = with_round(county)
    values = {"title": "自查", "kind": "open", "area": county.area("刘庄村"), "planned_on": clock.today()}
    with pytest.raises(NotAllowed):
        ROUNDS.add(actor=county.who(VILLAGE), values={**values, "leader": county.who(VILLAGE)})
    for who in (VILLAGE, GRID, OTHER_VILLAGE, "城关镇督导员"):
        with pytest.raises((NotAllowed, NotFound)):
            report_finding(county.who(who), round_id=one.pk, found=said(county))
    assert not Finding.objects.exists()


# --- from the spot to the end ----------------------------------------------------------------------------------------


def test_a_finding_is_a_case_given_out_with_its_days_and_pictures(county: County) -> None:
    campaign = with_campaign(county)
    one = with_round(county, Round.Kind.UNANNOUNCED, campaign=campaign)
    shot = files.store(PNG, name="前.png", actor=county.who(SUPERVISOR))
    finding = report_finding(
        county.who(SUPERVISOR), round_id=one.pk, found=said(county, severity="grave", limit_days=None), photos=[shot]
    )
    case = case_of(finding)
    assert (case.kind, case.channel, case.state) == (CaseKind.FINDING, Channel.INSPECTION, State.DISPATCHED)
    assert (case.office, case.urgency) == (county.office("刘庄村村委会"), Urgency.URGENT)
    assert (finding.campaign, finding.limit_days, case.first_contact) == (campaign, 2, county.who(SUPERVISOR))
    assert case.evidence.get().phase == Evidence.Phase.BEFORE
    one.refresh_from_db()
    assert one.held_on == clock.today() and ROUNDS.rows(county.who(VILLAGE)).exists()
    with clock.at(MONDAY):
        taken(county, finding)
    running = CaseClock.objects.get(case=case, stage=Stage.HANDLE)
    assert (running.amount, running.unit) == (2, "calendar_days")
    assert running.due_at == clock.instant(clock.local(MONDAY).date() + timedelta(days=3))  # the second day's end


def test_without_an_office_the_desk_decides_and_days_stay(county: County) -> None:
    finding = with_finding(county, office=None, limit_days=9)
    assert case_of(finding).state == State.REPORTED
    assert case_of(finding).handle_days == 9


def test_the_same_finding_sent_twice_is_one(county: County) -> None:
    one, key = with_round(county), uuid4()
    first = with_finding(county, one, case_id=key)
    assert with_finding(county, one, case_id=key) == first
    with pytest.raises(Conflict):
        with_finding(county, one, case_id=key, text="别的问题")


def test_faults_stand_at_their_fields(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        with_finding(county, text=" ", area=county.area("河湾村"), spot="moon", limit_days=91)
    assert {fault.field for fault in refused.value.faults} == {"text", "area", "spot", "limit_days"}


def test_whoever_put_it_right_does_not_re_inspect_it(county: County) -> None:
    finding = taken(county, with_finding(county))
    with pytest.raises(WrongState, match="处置后的照片"):
        loop.finish_case(county.who(HEAD), case_id=finding.case_id, outcome=Outcome.SOLVED, result_text="好了")
    put_right(county, finding)
    for who in (HEAD, VILLAGE):
        with pytest.raises(NotAllowed):
            loop.verify_case(county.who(who), case_id=finding.case_id)
    loop.verify_case(county.who(SUPERVISOR), case_id=finding.case_id, note="已复查")
    assert case_of(finding).state == State.CLOSED


def test_a_supervisor_who_put_it_right_cannot_re_inspect_it_either(county: County) -> None:
    """Even with the right to verify: the handler is refused, another supervisor is not."""
    finding = with_finding(county, office=county.office("德固镇村镇办"))
    both = county.add_staff("督导又经办", "supervisor", "德固镇", None)
    county.add_staff("甲督导", "supervisor", "德固镇", None)
    Post(
        staff=both,
        role="handler",
        area=county.area("德固镇"),
        office=county.office("德固镇村镇办"),
        from_day=MONDAY.date(),
    ).save()
    loop.take_case(county.who("督导又经办"), case_id=finding.case_id)
    shot = files.store(PNG, name="后.png", actor=county.who("督导又经办"))
    loop.attach_evidence(county.who("督导又经办"), case_id=finding.case_id, file=shot, phase=Evidence.Phase.AFTER)
    loop.finish_case(county.who("督导又经办"), case_id=finding.case_id, outcome=Outcome.SOLVED, result_text="已清走")
    with pytest.raises(WrongState, match="未参与办理"):
        loop.verify_case(county.who("督导又经办"), case_id=finding.case_id)
    loop.verify_case(county.who("甲督导"), case_id=finding.case_id)
    assert case_of(finding).state == State.CLOSED


def test_a_round_with_findings_stays_on_the_register(county: County) -> None:
    one = with_round(county)
    with_finding(county, one)
    with pytest.raises(WrongState, match="已经登记了问题"):
        ROUNDS.void(actor=county.who(SUPERVISOR), pk=one.pk, reason="重复登记")
    one.refresh_from_db()
    assert one.voided_at is None


# --- late ------------------------------------------------------------------------------------------------------------


def test_lateness_climbs_the_chain_and_the_list_of_the_late_makes_itself(county: County, client: Client) -> None:
    with_chain(county)
    with clock.at(MONDAY):
        late, good = taken(county, with_finding(county)), taken(county, with_finding(county, text="路边堆物"))
    with clock.at(MONDAY + timedelta(days=3)):
        put_right(county, good)
        loop.verify_case(county.who(DESK), case_id=good.case_id)
        assert not selectors.late_now(county.who(DESK)).exists()
        assert rate(county) == (None, 0, 0)  # no limit has come yet
    with clock.at(MONDAY + timedelta(days=8)):
        (row,) = selectors.late_now(county.who(DESK))
        assert (row, row.told_name) == (late, None)
        assert rate(county) == (0.5, 1, 2)  # late, and nobody was told yet
        look_once(50)
        (row,) = selectors.late_now(county.who(DESK))
        assert row.told_name == VILLAGE and "第1级" in row.told_why
        assert rate(county) == (1, 2, 2)
        assert indicator("inspection.in_time_rate").value(SYSTEM, None, JUNE).value == 0.5
    with clock.at(MONDAY + timedelta(days=9)):
        look_once(50)
        (row,) = selectors.late_now(county.who(LEADER))
        assert row.told_name == LEADER
        assert not selectors.late_now(county.who(OTHER_VILLAGE)).exists()
        word = Behind("inspection.closed_or_escalated_rate", "", JUNE, Part.OF).word
        client.force_login(county.who(DESK))
        page = client.get("/ledgers/findings/", {"behind": word}).content.decode()
        assert "坑塘边倾倒垃圾" in page and "路边堆物" in page
        put_right(county, late)
        assert not selectors.late_now(county.who(DESK)).filter(case__due_stage=Stage.HANDLE).exists()
        assert rate(county) == (1, 2, 2)  # late for good, and it was reported


def rate(county: County) -> tuple[object, object, object]:
    found = indicator("inspection.closed_or_escalated_rate")
    value = found.value(SYSTEM, county.area("德固镇"), JUNE)
    assert found.rows(SYSTEM, county.area("德固镇"), JUNE, Part.OF).count() == value.denominator
    assert found.rows(SYSTEM, county.area("德固镇"), JUNE).count() == value.numerator
    return value.value, value.numerator, value.denominator


def test_a_finding_sent_back_by_the_re_inspection_gets_its_days_anew(county: County) -> None:
    with clock.at(MONDAY):
        finding = taken(county, with_finding(county))
    with clock.at(MONDAY + timedelta(days=2)):
        put_right(county, finding)
        loop.return_case(county.who(SUPERVISOR), case_id=finding.case_id, reason="垃圾只是推到了坡下。")
        (row,) = selectors.with_limits(selectors.findings(SYSTEM), clock.now())
        assert row.limit_at == clock.instant(clock.local(MONDAY).date() + timedelta(days=2 + 5 + 1))
        assert not row.late


# --- pages -----------------------------------------------------------------------------------------------------------


def test_problems_are_typed_in_one_after_the_other(county: County, client: Client) -> None:
    said(county)  # the village's committee
    one = with_round(county)
    client.force_login(county.who(SUPERVISOR))
    address = f"/rounds/{one.pk}/findings/add/"
    form = client.get(address).content.decode()
    assert "刘庄村第一网格" in form and "河湾村" not in form and "刘庄村村委会" in form
    values = {
        "case_id": str(uuid4()), "text": "柴草占道", "area": str(county.area("刘庄村第一网格").pk), "spot": "yard",
        "severity": "minor", "office": "village", "limit_days": "3",
    }  # fmt: skip
    wrong = client.post(address, {**values, "text": ""})
    assert wrong.status_code == 422 and 'value="3"' in wrong.content.decode()
    photos = [SimpleUploadedFile(f"{number}.png", PNG, "image/png") for number in range(2)]
    assert client.post(address, {**values, "photos": photos})["Location"].startswith(f"{address}?area=")
    finding = Finding.objects.get()
    assert case_of(finding).office == county.office("刘庄村村委会")
    assert case_of(finding).evidence.count() == 2
    assert "已登记 1 个" in client.get(address).content.decode()
    page = client.get(f"/findings/{finding.pk}/").content.decode()
    assert "整改前" in page and "整改后" in page and one.title in page
    assert "柴草占道" in client.get(f"/rounds/{one.pk}/").content.decode()
    client.force_login(county.who(VILLAGE))
    assert client.get(address).status_code == 403
    assert client.get(f"/findings/{finding.pk}/").status_code == 200
    client.force_login(county.who(OTHER_VILLAGE))
    assert client.get(f"/findings/{finding.pk}/").status_code == 404


def test_a_finding_hangs_on_its_place_and_on_its_case(county: County) -> None:
    area = county.area("刘庄村")
    point = create(
        PlacePoint(kind="water", name="北坑塘", area=area, area_path=area.path, town_id=area.town_id), actor=SYSTEM
    )
    finding = with_finding(county, place_point=point)
    for thing in (Thing(ThingKind.PLACE_POINT, point.pk), Thing(ThingKind.CASE, finding.case_id)):
        items = [one for part in spine(county.who(DESK), thing) if part.key == "findings" for one in part.items]
        assert [one.url for one in items] == [f"/findings/{finding.pk}/"]
    loop.void_case(county.who(LEADER), case_id=finding.case_id, reason="不是本村地界")
    assert not [part for part in spine(SYSTEM, Thing(ThingKind.PLACE_POINT, point.pk)) if part.key == "findings"]
    assert not selectors.findings(SYSTEM).exists()


# --- papers ----------------------------------------------------------------------------------------------------------


def words_of(answer: HttpResponse) -> str:
    """All words of a Word file."""
    book = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in book.paragraphs), *cells])


def test_report_given_out_list_and_notice_say_what_the_rows_say(county: County, client: Client) -> None:
    with_chain(county)
    with clock.at(MONDAY):
        campaign = with_campaign(county)
        with_log(county, campaign)
        one = with_round(county, Round.Kind.UNANNOUNCED, campaign=campaign)
        taken(county, with_finding(county, one))
    with clock.at(MONDAY + timedelta(days=8)):
        look_once(50)
        client.force_login(county.who(DESK))
        report = words_of(client.get(f"/campaigns/{campaign.pk}/report.docx"))
        assert campaign.name in report and "{" not in report
        assert "共出动7人次、机械1台次" in report and "发现问题1件,已闭环0件" in report.replace("\uff0c", ",")
        given = words_of(client.get(f"/rounds/{one.pk}/given-out.docx"))
        assert "坑塘边倾倒垃圾" in given and "刘庄村村委会" in given and "5天" in given
        notice = words_of(client.get("/inspections/notice.docx"))
        assert "共有1件" in notice and VILLAGE in notice and HEAD in notice
        for address in (f"campaigns/{campaign.pk}/report", f"rounds/{one.pk}/given-out", "inspections/notice"):
            assert client.get(f"/{address}.pdf").content.startswith(b"%PDF")
            assert client.get(f"/{address}.txt").status_code == 404
        client.force_login(county.who("城关镇综治中心值班员"))
        assert client.get(f"/campaigns/{campaign.pk}/report.docx").status_code == 404
        assert "共有0件" in words_of(client.get("/inspections/notice.docx"))
        client.force_login(county.who("德固镇人民调解员"))
        assert client.get("/inspections/notice.docx").status_code == 403
