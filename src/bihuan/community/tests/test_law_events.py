"""Law publicity, and with it what every declared register promises: entry, correction, void, import, pages, figures."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from bihuan.community.models import LawEvent
from bihuan.community.registers import LAW_EVENTS
from bihuan.config.cli import main
from bihuan.kernel.errors import BihuanError, Conflict, Invalid, NotAllowed, NotFound, StaleRecord, WrongState
from bihuan.orgs.registers import attach, attachments_of, void_attachment
from bihuan.orgs.registers.heads import CountedBy
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import ledger
from bihuan.platform.models import AuditEntry
from bihuan.platform.search.index import search
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SECRETARY, DESK, GRID = "德固镇村(社区)书记", "德固镇综治中心值班员", "德固镇网格员"
THIS_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def said(county: County, title: str = "民法典进乡村", village: str = "刘庄村", **more: object) -> dict[str, object]:
    """What a person says about one event."""
    return {
        "title": title,
        "kind": LawEvent.Kind.LECTURE,
        "held_on": date(2026, 5, 12),
        "area": county.area(village),
        "leaflets": 200,
        "attendance": 86,
        "counted_by": CountedBy.SIGN_IN,
        **more,
    }


def with_events(county: County) -> list[LawEvent]:
    """Two events of 德固镇, one of 城关镇."""
    stored = LAW_EVENTS.add_many(
        actor=SYSTEM,
        rows=[
            said(county),
            said(
                county,
                "反诈宣传赶大集",
                "河湾村",
                kind=LawEvent.Kind.FAIR,
                counted_by=CountedBy.ESTIMATE,
                attendance=300,
            ),
            said(county, "送法进校园", "东关社区", kind=LawEvent.Kind.SCHOOL, held_on=date(2025, 11, 3)),
        ],
    )
    assert not [one for one in stored if isinstance(one, BihuanError)]
    return [one for one in stored if isinstance(one, LawEvent)]


class TestLawEventsLedger(LedgerSuite):
    key = "law_events"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_events(county)
        return county


def test_an_event_is_registered_corrected_and_voided(county: County) -> None:
    secretary = county.who(SECRETARY)
    event = LAW_EVENTS.add(actor=secretary, values=said(county))
    assert (event.town_id, event.area_path) == (county.area("刘庄村").town_id, county.area("刘庄村").path)
    changed = LAW_EVENTS.edit(actor=secretary, pk=event.pk, values={"attendance": "1,120"}, seen=1)
    assert (changed.attendance, changed.title, changed.version) == (1120, "民法典进乡村", 2)
    with pytest.raises(StaleRecord):
        LAW_EVENTS.edit(actor=secretary, pk=event.pk, values={"attendance": 5}, seen=1)
    with pytest.raises(Invalid):
        LAW_EVENTS.void(actor=secretary, pk=event.pk, reason=" ")
    LAW_EVENTS.void(actor=secretary, pk=event.pk, reason="重复登记", seen=2)
    assert not LAW_EVENTS.rows(secretary).exists()
    with pytest.raises(WrongState):
        LAW_EVENTS.edit(actor=secretary, pk=event.pk, values={"attendance": 5})
    verbs = list(AuditEntry.objects.filter(object_id=event.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["register", "edit", "void"]


def test_every_fault_is_named_at_once_beside_its_field(county: County) -> None:
    wrong = said(county, " ", kind="party", held_on=date(2027, 1, 1), leaflets="许多", area=county.area("澜州县"))
    with pytest.raises(Invalid) as refusal:
        LAW_EVENTS.add(actor=SYSTEM, values=wrong)
    assert {fault.field for fault in refusal.value.faults} == {"title", "kind", "held_on", "leaflets", "area"}
    with pytest.raises(Invalid) as nobody:
        LAW_EVENTS.add(actor=SYSTEM, values=said(county, leaflets=0, attendance=0))
    assert nobody.value.faults[0].field == "attendance"
    assert not LawEvent.objects.exists()


def test_the_same_event_twice_is_refused_singly_and_in_many(county: County) -> None:
    LAW_EVENTS.add(actor=SYSTEM, values=said(county))
    with pytest.raises(Conflict):
        LAW_EVENTS.add(actor=SYSTEM, values=said(county))
    other = said(county, "另一场")
    answers = LAW_EVENTS.add_many(actor=SYSTEM, rows=[said(county), other, other])
    assert [isinstance(one, Conflict) for one in answers] == [True, False, True]


def test_only_the_posts_of_the_table_keep_it_and_only_at_home(county: County) -> None:
    with pytest.raises(NotAllowed):
        LAW_EVENTS.add(actor=county.who(GRID), values=said(county))
    with pytest.raises(NotAllowed):
        LAW_EVENTS.add(actor=county.who(SECRETARY), values=said(county, village="东关社区"))
    mine, _theirs, away = with_events(county)
    assert LAW_EVENTS.by_id(county.who(DESK), mine.pk) == mine
    with pytest.raises(NotFound):
        LAW_EVENTS.by_id(county.who(DESK), away.pk)


def test_files_are_shown_for_it_and_open_only_to_who_sees_it(county: County) -> None:
    event = with_events(county)[0]
    desk = county.who(DESK)
    shown = attach(LAW_EVENTS, actor=desk, pk=event.pk, source=b"%PDF-1.4\n%%EOF\n", name="签到表.pdf")
    assert [one.file.name for one in attachments_of(event)] == ["签到表.pdf"]
    with pytest.raises(NotAllowed):
        attach(
            LAW_EVENTS, actor=county.who("德固镇督导员"), pk=event.pk, source=b"%PDF-1.4\n%%EOF\n", name="签到表.pdf"
        )
    void_attachment(actor=desk, pk=shown.pk, reason="传错了")
    assert not attachments_of(event).exists()


def test_a_township_list_is_imported_and_undone(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年法治宣传活动登记表"])
    sheet.append(["宣传主题", "活动形式", "开展时间", "村(社区)", "发放宣传单(份)", "受教育人数"])
    sheet.append(["防范养老诈骗", "讲座", "2026.5.20", "刘庄村", 150, "60人"])
    sheet.append(["土地承包法", "赶集", "5月28日", "河湾", 300, 210])
    sheet.append(["未来活动", "讲座", "2031-01-01", "刘庄村", 10, 10])
    path = tmp_path / "宣传.xlsx"
    book.save(path)
    assert main(["import", "law_events", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["accepted"] == 2, report
    assert [one["column"] for one in report["rejected"]] == ["开展时间"]
    assert set(LawEvent.objects.values_list("kind", "attendance")) == {("lecture", 60), ("fair", 210)}
    assert main(["import", "law_events", "--undo", report["batch"]]) == 0
    assert not LawEvent.objects.exists()


def test_figures_open_their_rows(county: County) -> None:
    with_events(county)
    town = county.area("德固镇")
    values = {
        key: indicator(f"law_publicity.{key}").value(SYSTEM, town, THIS_YEAR).value
        for key in ("events", "leaflets", "attendance")
    }
    assert values == {"events": 2, "leaflets": 400, "attendance": 386}
    assert indicator("law_publicity.events").rows(SYSTEM, town, THIS_YEAR).count() == 2


def test_the_pages_register_correct_and_void(county: County, client: Client) -> None:
    client.force_login(county.who(SECRETARY))
    page = client.get("/law-events/add/")
    assert str(county.area("刘庄村").pk) in page.content.decode()  # the secretary's own village is proposed
    given = {**said(county), "area": county.area("刘庄村").pk, "held_on": "2026-05-12"}
    answer = client.post("/law-events/add/", {**given, "title": ""})
    assert answer.status_code == 422
    assert "请填写" in answer.content.decode()
    answer = client.post("/law-events/add/", given)
    event = LawEvent.objects.get()
    assert answer.headers["Location"] == f"/law-events/{event.pk}/"
    shown = client.get(f"/law-events/{event.pk}/").content.decode()
    assert "民法典进乡村" in shown
    assert "签到清点" in shown
    assert client.post(f"/law-events/{event.pk}/edit/", {**given, "attendance": "90", "seen": "1"}).status_code == 302
    assert client.post(f"/records/law_events/{event.pk}/files/add/", {"file": io.BytesIO(b"no")}).status_code == 422
    assert client.post(f"/law-events/{event.pk}/void/", {"reason": "重复", "seen": "2"}).status_code == 302
    event.refresh_from_db()
    assert event.voided_at is not None
    client.force_login(county.who(GRID))
    assert client.get(f"/law-events/{event.pk}/").status_code == 404  # a grid worker's post reaches the grid only
    assert client.get("/law-events/add/").status_code == 403


def test_it_is_found_by_its_name(county: County) -> None:
    event = with_events(county)[0]
    assert [hit.object_id for hit in search(county.who(DESK), "民法典")["law_events"]] == [event.pk]
    assert ledger("law_events").open_url(event) == f"/law-events/{event.pk}/"
