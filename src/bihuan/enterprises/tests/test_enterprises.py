"""Enterprises and projects: registered once, sealed, assigned, imported from messy lists, counted, found, shown."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client

from bihuan.config.cli import main
from bihuan.enterprises import services
from bihuan.enterprises.models import Enterprise, Kind, State
from bihuan.enterprises.registers import ENTERPRISES
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, StaleRecord, TooMany, WrongState
from bihuan.kernel.reading.idnumbers import credit_check_digit
from bihuan.orgs.registers.register import REVEALS_AN_HOUR
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import LedgerQuery, ledger
from bihuan.platform.models import AuditEntry
from bihuan.platform.search.index import search
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

OFFICER, CLERK, SECRETARY = "德固镇包保干部", "德固镇统计员", "德固镇村(社区)书记"


def code(number: int, head: str = "91") -> str:
    """A credit code with its check digit, in a division that no county has."""
    first = f"{head}411799MA4{number:06d}"
    return first + credit_check_digit(first)


def entry(county: County, name: str = "同辉服饰有限公司", village: str = "刘庄村", **more: object) -> dict[str, object]:
    """A whole entry."""
    known: dict[str, object] = {
        "credit_code": code(1),
        "industry": "纺织服装",
        "legal_rep": "欧阳立新",
        "contact": "金小燕",
        "phone": "154 0001 2345",
        "staff_count": 120,
        "revenue": Decimal("12500000"),
        "registered_on": date(2019, 5, 6),
    }
    return {"name": name, "area": county.area(village), **known, **more}


def with_enterprises(county: County) -> list[Enterprise]:
    """Four in 德固镇, one of them a project, two with an officer; one in 城关镇."""
    officer = county.who(OFFICER)
    entries = [
        entry(county, officer=officer, assigned_on=date(2026, 3, 1)),
        entry(
            county, "柳林豆制品坊", "柳林社区", credit_code=code(2, "92"), kind=Kind.SHOP, phone="", legal_rep="曾德润"
        ),
        entry(county, "河湾冷链仓储项目", "河湾村", credit_code="", kind=Kind.PROJECT, officer=officer),
        entry(county, "=益民合作社", credit_code=code(3, "93"), kind=Kind.COOPERATIVE, state=State.SUSPENDED),
        entry(county, "东关机械有限公司", "东关社区", credit_code=code(4)),
    ]
    stored = ENTERPRISES.add_many(actor=SYSTEM, rows=entries)
    assert all(isinstance(one, Enterprise) for one in stored)
    return [one for one in stored if isinstance(one, Enterprise)]


class TestLedger(LedgerSuite):
    """What every ledger promises."""

    key = "enterprises"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_enterprises(county)
        return county


def test_people_are_sealed_and_the_phone_is_stored_in_one_spelling(county: County) -> None:
    stored = ENTERPRISES.add(actor=county.who(CLERK), values=entry(county))
    with connection.cursor() as cursor:
        cursor.execute("SELECT legal_rep, contact, phone FROM enterprises_enterprise")
        row = cursor.fetchone()
    assert all(value.startswith("k") and ":" in value for value in row)
    stored.refresh_from_db()
    assert (stored.legal_rep, stored.phone, stored.revenue) == ("欧阳立新", "15400012345", Decimal("12500000"))
    trail = AuditEntry.objects.get(object_id=stored.pk)
    assert (trail.verb, trail.actor_id) == ("register", county.who(CLERK).pk)
    assert "欧阳立新" not in json.dumps(trail.changes, ensure_ascii=False)


def test_a_wrong_check_digit_is_refused_beside_its_field_with_every_other_fault(county: County) -> None:
    wrong = code(1)[:17] + ("0" if code(1)[17] != "0" else "1")
    with pytest.raises(Invalid) as refused:
        ENTERPRISES.add(
            actor=SYSTEM,
            values=entry(county, " ", "德固镇", credit_code=wrong, phone="12", staff_count=-1, revenue=Decimal(-5)),
        )
    assert {fault.field for fault in refused.value.faults} == {"name", "credit_code", "phone", "staff_count", "revenue"}
    assert any("校验位" in fault.message for fault in refused.value.faults)
    with pytest.raises(Invalid) as refused:
        ENTERPRISES.add(actor=SYSTEM, values=entry(county, village="澜州县"))
    assert [fault.field for fault in refused.value.faults] == ["area"]


def test_a_credit_code_is_registered_once_and_is_free_again_after_voiding(county: County) -> None:
    first = ENTERPRISES.add(actor=SYSTEM, values=entry(county))
    with pytest.raises(Conflict) as refused:
        ENTERPRISES.add(actor=SYSTEM, values=entry(county, "另一家", "河湾村", credit_code=code(1).lower()))
    assert refused.value.faults[0].field == "credit_code"
    ENTERPRISES.void(actor=SYSTEM, pk=first.pk, reason="重复登记")
    ENTERPRISES.add(actor=SYSTEM, values=entry(county, "另一家", "河湾村"))
    with pytest.raises(WrongState):
        ENTERPRISES.edit(actor=SYSTEM, pk=first.pk, values=entry(county, credit_code=""))
    project = entry(county, "粮食烘干中心项目", credit_code="", kind=Kind.PROJECT)
    ENTERPRISES.add(actor=SYSTEM, values=project)
    with pytest.raises(Conflict) as refused:
        ENTERPRISES.add(actor=SYSTEM, values=project)
    assert refused.value.faults[0].field == "name"


def test_each_keeps_its_own_area_and_the_assigned_keep_their_own_enterprise(county: County) -> None:
    handler = county.who("德固镇村镇办经办")
    mine, shop, *_rest = with_enterprises(county)
    services.assign_officer(actor=county.who(OFFICER), enterprise_id=mine.pk, officer=handler)
    assert list(ENTERPRISES.rows(handler)) == [mine]
    ENTERPRISES.edit(actor=handler, pk=mine.pk, values=entry(county, "同辉服饰公司", officer=handler), seen=2)
    assert {one.name for one in ENTERPRISES.rows(county.who(SECRETARY))} == {"同辉服饰公司", "=益民合作社"}
    with pytest.raises(NotAllowed):  # who is assigned does not choose the next one
        ENTERPRISES.edit(actor=handler, pk=mine.pk, values=entry(county, "同辉服饰公司", officer=None))
    with pytest.raises(NotAllowed):
        services.assign_officer(actor=handler, enterprise_id=mine.pk, officer=None)
    with pytest.raises(NotAllowed):  # nor registers what nobody gave
        ENTERPRISES.add(actor=handler, values=entry(county, "新办的", credit_code="", officer=handler))
    for stranger in ("德固镇人民调解员", "德固镇网格员"):
        with pytest.raises(NotAllowed):
            ENTERPRISES.by_id(county.who(stranger), mine.pk)
    with pytest.raises(NotFound):
        ENTERPRISES.by_id(county.who(SECRETARY), shop.pk)
    with pytest.raises(NotAllowed):
        ENTERPRISES.add(actor=county.who(SECRETARY), values=entry(county, village="河湾村", credit_code=""))
    moved = entry(county, "同辉服饰公司", "东关社区")
    with pytest.raises(NotAllowed):
        ENTERPRISES.edit(actor=county.who(CLERK), pk=mine.pk, values=moved)
    with pytest.raises(StaleRecord):
        ENTERPRISES.edit(actor=county.who(CLERK), pk=mine.pk, values=entry(county), seen=1)


def test_the_figure_counts_those_with_an_officer_as_of_the_day(county: County) -> None:
    first, _shop, project, *_rest = with_enterprises(county)
    assigned, town = indicator("enterprises.assigned"), county.area("德固镇")

    def as_of(day: date) -> int:
        value = assigned.value(SYSTEM, town, Period(day, day)).value
        assert value == assigned.rows(SYSTEM, town, Period(day, day)).count()
        return int(value or 0)

    assert [as_of(date(2026, 2, 28)), as_of(date(2026, 3, 1)), as_of(date(2099, 1, 1))] == [0, 1, 2]
    closed = entry(
        county,
        officer=county.who(OFFICER),
        assigned_on=date(2026, 3, 1),
        state=State.CLOSED,
        closed_on=date(2026, 4, 1),
    )
    ENTERPRISES.edit(actor=SYSTEM, pk=first.pk, values=closed)
    assert [as_of(date(2026, 3, 31)), as_of(date(2026, 4, 1)), as_of(date(2099, 1, 1))] == [1, 0, 1]
    services.assign_officer(actor=SYSTEM, enterprise_id=project.pk, officer=None)
    assert as_of(date(2099, 1, 1)) == 0


def test_an_officer_who_stays_keeps_the_day_and_the_spine_shows_what_to_hand_over(county: County) -> None:
    first, *_rest = with_enterprises(county)
    officer = county.who(OFFICER)
    kept = ENTERPRISES.edit(actor=SYSTEM, pk=first.pk, values=entry(county, "同辉服饰集团", officer=officer))
    assert kept.assigned_on == date(2026, 3, 1)
    sections = spine(county.who(CLERK), Thing(ThingKind.STAFF, officer.pk))
    shown = {section.key: [item.title for item in section.items] for section in sections}
    assert sorted(shown["enterprises"]) == ["同辉服饰集团", "河湾冷链仓储项目"]


def test_a_reveal_needs_right_and_reason_is_logged_and_limited(county: County) -> None:
    first, *_rest = with_enterprises(county)
    with pytest.raises(NotAllowed):
        ENTERPRISES.reveal(actor=county.who(CLERK), pk=first.pk, reason="上门走访需要联系")
    officer = county.who(OFFICER)
    with pytest.raises(Invalid):
        ENTERPRISES.reveal(actor=officer, pk=first.pk, reason="看看")
    shown = ENTERPRISES.reveal(actor=officer, pk=first.pk, reason="上门走访需要联系")
    assert tuple(shown.values()) == ("欧阳立新", "金小燕", "15400012345")
    trail = AuditEntry.objects.get(object_id=first.pk, verb="reveal")
    assert (trail.note, trail.actor_id) == ("上门走访需要联系", officer.pk)
    with pytest.raises(TooMany):
        for _time in range(REVEALS_AN_HOUR):
            ENTERPRISES.reveal(actor=officer, pk=first.pk, reason="上门走访需要联系")


def test_it_is_found_by_name_code_initials_and_whole_person_name(county: County) -> None:
    first, *_rest = with_enterprises(county)
    for words in ("同辉服饰", code(1), "thfs", "金小燕", "15400012345"):
        assert "同辉服饰有限公司" in [hit.title for hit in search(county.who(CLERK), words).get("enterprise", [])], (
            words
        )
    assert "enterprise" not in search(county.who(CLERK), "金小")
    assert "enterprise" not in search(county.who("城关镇统计员"), "同辉服饰")
    ENTERPRISES.void(actor=SYSTEM, pk=first.pk, reason="登记错了")
    assert "enterprise" not in search(county.who(CLERK), "同辉服饰")


def messy(path: Path, county: County) -> Path:
    """A list as a township keeps it: title line, unit in the heading, other words, a wrong code, an unknown officer."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    wrong = code(12)[:17] + ("0" if code(12)[17] != "0" else "1")
    for line in (
        ["德固镇企业(项目)包保台账"],
        ["序号", "单位名称", "信用代码", "企业类型", "所属行业", "所属村(社区)", "法人", "联系电话", "用工人数",
         "营业收入(万元)", "经营状况", "服务专员"],
        [1, "瑞丰食品有限公司", f" {code(11).lower()} ", "公司", "食品加工", "刘庄村委会", "韩明远", 15400001111, "35人",
         "1,280", "正常生产", OFFICER],
        [2, "旭阳木业有限公司", wrong, "公司", "木材", "河湾村", "李建国", "15400002222", 20, 300, "停产", ""],
        [3, "柳林艾草种植专业合作社", code(13, "93"), None, "种植", "柳林社区", "", "", "", "", "", "查无此人"],
        [4, "河湾光伏发电项目", None, None, "能源", "河湾", "", "0399-2345678", "", "", "在建", OFFICER],
        [5, "盛合烘焙坊", code(15, "92"), "个体户", "餐饮", "刘庄", "孟春生", "154-0000-3333", "3", "36.5", "注销", ""],
        ["合计", None, None, None, None, None, None, None, 58, None, None, None],
    ):  # fmt: skip
        sheet.append(line)
    book.save(path)
    return path


def test_a_messy_list_is_imported_by_the_command_line_and_taken_back(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = messy(tmp_path / "企业包保台账.xlsx", county)
    assert main(["import", "enterprises", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["accepted"] == 3, report
    assert {(row["row"], row["code"]) for row in report["rejected"]} == {(4, "credit_code_check"), (5, "staff")}
    food = Enterprise.objects.get(name="瑞丰食品有限公司")
    assert (food.credit_code, food.revenue, food.staff_count) == (code(11), Decimal(12_800_000), 35)
    assert (food.legal_rep, food.phone, food.area) == ("韩明远", "15400001111", county.area("刘庄村"))
    assert (food.officer, food.state) == (county.who(OFFICER), State.OPERATING)
    project = Enterprise.objects.get(name="河湾光伏发电项目")
    assert (project.kind, project.credit_code, project.officer) == (Kind.PROJECT, "", county.who(OFFICER))
    bakery = Enterprise.objects.get(name="盛合烘焙坊")
    assert (bakery.kind, bakery.state, bakery.revenue) == (Kind.SHOP, State.CLOSED, Decimal(365_000))

    assert main(["import", "enterprises", str(path), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["accepted"], again["duplicates"]) == (0, 3)

    assert main(["import", "enterprises", "--undo", report["batch"]]) == 0
    assert not Enterprise.objects.exists()
    assert UUID(report["batch"])


def test_the_page_shows_masked_people_and_edits_keep_them(county: County, client: Client) -> None:
    first, *_rest = with_enterprises(county)
    client.force_login(county.who(OFFICER))
    page = client.get(f"/enterprises/{first.pk}/").content.decode()
    assert "欧阳**" in page and "欧阳立新" not in page and "15400012345" not in page
    assert "12,500,000" in page and OFFICER in page

    shown = dict.fromkeys(("legal_rep", "contact", "phone"), "••••••")
    sent = {
        "name": "同辉服饰集团",
        "kind": "enterprise",
        "credit_code": code(1),
        "area": str(first.area_id),
        "state": "operating",
        "seen": first.version,
        **shown,
    }
    assert client.post(f"/enterprises/{first.pk}/edit/", sent).status_code == 302
    first.refresh_from_db()
    assert (first.name, first.legal_rep, first.phone) == ("同辉服饰集团", "欧阳立新", "15400012345")
    assert (first.officer, first.assigned_on) == (county.who(OFFICER), date(2026, 3, 1))
    stale = client.post(f"/enterprises/{first.pk}/edit/", {**sent, "name": "又改"})
    assert stale.status_code == 409 and "又改" in stale.content.decode()
    refused = client.post(f"/enterprises/{first.pk}/edit/", {**sent, "seen": 2, "credit_code": "91"})
    assert refused.status_code == 422 and "18位" in refused.content.decode()
    revealed = client.post(f"/enterprises/{first.pk}/reveal/", {"reason": "上门走访需要联系"})
    assert "欧阳立新" in revealed.content.decode() and revealed["Cache-Control"] == "no-store"
    history = client.get(f"/enterprises/{first.pk}/").content.decode()
    assert "查看完整信息" in history and "上门走访需要联系" in history
    client.force_login(county.who("德固镇人民调解员"))
    assert client.get(f"/enterprises/{first.pk}/").status_code == 403
    client.force_login(county.who("城关镇统计员"))
    assert client.get(f"/enterprises/{first.pk}/").status_code == 404


def test_one_is_registered_on_its_form_and_the_list_leads_there(county: County, client: Client) -> None:
    client.force_login(county.who(SECRETARY))
    assert "/enterprises/add/" in client.get("/ledgers/enterprises/").content.decode()
    sent = {"name": "刘庄榨油坊", "kind": "shop", "area": str(county.area("刘庄村").pk), "state": "operating"}
    made = client.post("/enterprises/add/", sent)
    assert made.status_code == 302
    assert made["Location"] == f"/enterprises/{Enterprise.objects.get().pk}/"
    enterprise = Enterprise.objects.get()
    page, officer = f"/enterprises/{enterprise.pk}/", county.who(OFFICER)
    assert client.post(f"{page}assign/", {"officer": str(officer.pk), "seen": 1}).status_code == 302
    enterprise.refresh_from_db()
    assert (enterprise.officer, enterprise.assigned_on) == (officer, clock.today())
    client.force_login(county.who("德固镇督导员"))
    assert "/enterprises/add/" not in client.get("/ledgers/enterprises/").content.decode()
    assert client.get("/enterprises/add/").status_code == 403


def test_the_ledger_filters_by_kind_and_place(county: County) -> None:
    with_enterprises(county)
    found = ledger("enterprises").page(SYSTEM, LedgerQuery(filters={"kind": ("project",), "area": ("德固镇",)}))
    assert [row.cells[0].text for row in found.rows] == ["河湾冷链仓储项目"]
