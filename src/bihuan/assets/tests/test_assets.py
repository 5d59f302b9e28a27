"""Assets: sizes in two units, the register, the three classes, bringing into use, imports, figures, pages."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bihuan.assets import services
from bihuan.assets.models import Asset, Form, Kind, Readiness, State
from bihuan.assets.registers import ASSETS
from bihuan.assets.sizes import in_mu, read_size
from bihuan.config.cli import main
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import LedgerQuery, ledger
from bihuan.platform.models import AuditEntry
from bihuan.platform.search.index import search
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

CLERK, SECRETARY = "德固镇统计员", "德固镇村(社区)书记"


def entry(county: County, name: str = "刘庄老校舍", village: str = "刘庄村", **more: object) -> dict[str, object]:
    """A whole entry."""
    known: dict[str, object] = {
        "kind": Kind.OPERATING,
        "form": Form.SCHOOL,
        "readiness": Readiness.NOW,
        "owner": "刘庄村股份经济合作社",
        "size": Decimal("860"),
        "listed_on": date(2026, 1, 5),
    }
    return {"name": name, "area": county.area(village), **known, **more}


def with_assets(county: County) -> list[Asset]:
    """Three of 德固镇, two of them natural, one in use; one of 城关镇."""
    land = {"kind": Kind.RESOURCE, "form": Form.LAND, "size": Decimal(20_000)}
    stored = ASSETS.add_many(
        actor=SYSTEM,
        rows=[
            entry(county),
            entry(county, "河湾荒坡地", "河湾村", **land, contract_until=clock.today(), yearly_income=Decimal(6000)),
            entry(
                county,
                "柳林坑塘",
                "柳林社区",
                **land,
                state=State.REVITALISED,
                revitalised_on=date(2026, 3, 1),
                use="莲藕套养",
            ),
            entry(county, "=东关门面", "东关社区", form=Form.SHOP),
        ],
    )
    assert all(isinstance(one, Asset) for one in stored)
    return [one for one in stored if isinstance(one, Asset)]


class TestLedger(LedgerSuite):
    """What every ledger promises."""

    key = "assets"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_assets(county)
        return county


@pytest.mark.parametrize(
    ("written", "metres"),
    [
        ("3亩", "2000"),
        ("约1.5 亩", "1000"),
        ("120平方米", "120"),
        ("1,200.5㎡", "1200.50"),
        ("2公顷", "20000"),
        ("80M2", "80"),
        (66, "66"),
        (12.25, "12.25"),
        ("", None),
        ("/", None),
    ],
)
def test_sizes_are_read_in_every_unit(written: object, metres: str | None) -> None:
    assert read_size(written) == (None if metres is None else Decimal(metres))


@pytest.mark.parametrize("written", ["很大", "3间", "10-20亩", "-5", True, "99999999999亩"])
def test_what_is_no_size_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"size|large"):
        read_size(written)


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(100_000), places=2))
def test_mu_survive_being_stored_in_square_metres(mu: Decimal) -> None:
    metres = read_size(f"{mu}亩")
    assert metres is not None and abs(in_mu(metres) - mu) <= Decimal("0.01")


def test_faults_are_named_together_and_a_name_is_registered_once_in_a_place(county: County) -> None:
    wrong = entry(county, " ", "澜州县", kind="", form="castle", size=Decimal(-1), lat=33.1, left_on=date(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        ASSETS.add(actor=SYSTEM, values=wrong)
    assert {fault.field for fault in refused.value.faults} == {"name", "kind", "form", "size", "area"}
    with pytest.raises(Invalid) as between:
        ASSETS.add(actor=SYSTEM, values=entry(county, lat=33.1, left_on=date(2025, 1, 1)))
    assert {fault.field for fault in between.value.faults} == {"lat", "left_on"}
    ASSETS.add(actor=county.who(SECRETARY), values=entry(county))
    with pytest.raises(Conflict) as again:
        ASSETS.add(actor=county.who(CLERK), values=entry(county))
    assert again.value.faults[0].field == "name"
    ASSETS.add(actor=county.who(CLERK), values=entry(county, village="河湾村"))


def test_villages_keep_their_own_and_the_clerk_the_towns(county: County) -> None:
    school, slope, *_rest = with_assets(county)
    assert [one.name for one in ASSETS.rows(county.who(SECRETARY))] == ["刘庄老校舍"]
    assert ASSETS.rows(county.who(CLERK)).count() == 3
    with pytest.raises(NotAllowed):
        ASSETS.add(actor=county.who(SECRETARY), values=entry(county, "别村的地", "河湾村"))
    with pytest.raises(NotAllowed):
        ASSETS.edit(actor=county.who(SECRETARY), pk=school.pk, values=entry(county, village="河湾村"))
    with pytest.raises(NotFound):
        ASSETS.by_id(county.who(SECRETARY), slope.pk)
    for stranger in ("德固镇网格员", "德固镇人民调解员", "德固镇经办人员"):
        with pytest.raises(NotAllowed):
            ASSETS.by_id(county.who(stranger), school.pk)
    with pytest.raises(NotAllowed):
        ASSETS.void(actor=county.who("德固镇督导员"), pk=school.pk, reason="错了")


def test_the_class_changes_by_reason_and_use_comes_once(county: County) -> None:
    school, *_rest = with_assets(county)
    with pytest.raises(Invalid) as refused:
        services.reclassify_asset(actor=SYSTEM, asset_id=school.pk, readiness="", reason="")
    assert {fault.field for fault in refused.value.faults} == {"readiness", "reason"}
    services.reclassify_asset(
        actor=county.who(SECRETARY), asset_id=school.pk, readiness=Readiness.NEEDS_WORK, reason="屋面漏雨,先修"
    )
    with pytest.raises(Invalid):
        services.revitalise_asset(actor=SYSTEM, asset_id=school.pk, day=date(2099, 1, 1), use="助餐点")
    done = services.revitalise_asset(
        actor=county.who(SECRETARY),
        asset_id=school.pk,
        day=date(2026, 6, 1),
        use="助餐点",
        yearly_income=Decimal(12_000),
    )
    assert (done.state, done.revitalised_on, done.yearly_income) == (
        State.REVITALISED,
        date(2026, 6, 1),
        Decimal(12_000),
    )
    with pytest.raises(WrongState):
        services.revitalise_asset(actor=SYSTEM, asset_id=school.pk, day=date(2026, 6, 2), use="超市")
    trail = AuditEntry.objects.filter(object_id=school.pk).order_by("id")
    assert [(one.verb, one.note) for one in trail] == [
        ("register", ""),
        ("reclassify", "屋面漏雨,先修"),
        ("revitalise", "助餐点"),
    ]


def test_figures_are_those_of_the_day(county: County) -> None:
    school, slope, pond, _shop = with_assets(county)
    town = county.area("德固镇")

    def as_of(day: date) -> list[int]:
        found = []
        for key in ("assets.resource", "assets.operating", "assets.revitalised"):
            one = indicator(key)
            value = one.value(SYSTEM, town, Period(day, day)).value
            assert value == one.rows(SYSTEM, town, Period(day, day)).count()
            found.append(int(value or 0))
        return found

    assert as_of(date(2026, 1, 4)) == [0, 0, 0]
    assert as_of(date(2026, 2, 28)) == [2, 1, 0]
    assert as_of(date(2026, 3, 1)) == [2, 1, 1]
    sold = entry(county, "河湾荒坡地", "河湾村", kind=Kind.RESOURCE, form=Form.LAND, left_on=date(2026, 5, 1))
    ASSETS.edit(actor=SYSTEM, pk=slope.pk, values=sold)
    ASSETS.void(actor=SYSTEM, pk=pond.pk, reason="登记错了")
    assert (as_of(date(2026, 4, 30)), as_of(date(2026, 5, 1))) == ([1, 1, 0], [0, 1, 0])
    assert school.pk in indicator("assets.operating").rows(SYSTEM, town, Period.parse("2026-05-01")).values_list(
        "pk", flat=True
    )


def test_found_by_name_use_and_initials_and_ending_contracts_stand_on_the_spine(county: County) -> None:
    _school, slope, pond, _shop = with_assets(county)
    clerk, town = county.who(CLERK), county.area("德固镇")
    for words in ("柳林坑塘", "莲藕套养", "llkt"):
        assert [hit.object_id for hit in search(clerk, words)["asset"]] == [pond.pk], words
    sections = {one.key: one.items for one in spine(clerk, Thing(ThingKind.AREA, town.pk, town.path))}
    assert [(item.title, item.late) for item in sections["assets"]] == [("河湾荒坡地", False)]
    assert "assets" not in {
        one.key for one in spine(county.who("德固镇网格员"), Thing(ThingKind.AREA, town.pk, town.path))
    }
    ASSETS.void(actor=SYSTEM, pk=slope.pk, reason="登记错了")
    assert "asset" not in search(clerk, "河湾荒坡")


def test_a_messy_list_is_imported_by_the_command_line_and_taken_back(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["德固镇农村集体闲置资产资源摸底表", None, None],
        ["资产(资源)名称", "资产性质", "种类", "所在村", "产权单位", "面积(亩)", "建筑面积", "利用现状", "盘活分类",
         "年租金", "到期时间"],
        ["村东荒地", "资源性", "四荒地", "刘庄村", "村集体", 12, None, "闲置", "一类", None, None],
        ["旧小学", "经营性", "闲置校舍", "河湾", "村集体", None, "约860平方米", "已出租", "需改造", "1.2万", "2031.6.30"],
        ["机动地", "资源", "机动地", "柳林社区", "村集体", "35.5亩", "", "已发包", "", "8000元", "2028年12月31日"],
        ["大塘", "资源性", "坑塘", "河湾村", "村集体", "很大", "", "闲置", "", "", ""],
        ["沿街门面", "经营性", "门面房", "不存在村", "村集体", "", "40", "自用", "", "", ""],
    ):  # fmt: skip
        sheet.append(line)
    path = tmp_path / "资产摸底表.xlsx"
    book.save(path)

    assert main(["import", "assets", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["accepted"] == 3, report
    assert {(row["row"], row["code"]) for row in report["rejected"]} == {(6, "size"), (7, "area")}
    wild, school, field = (Asset.objects.get(name=name) for name in ("村东荒地", "旧小学", "机动地"))
    assert (wild.size, wild.kind, wild.readiness, wild.state) == (Decimal(8000), "resource", "now", "idle")
    assert (school.size, school.state, school.form) == (Decimal(860), "leased", "school")
    assert (school.yearly_income, school.contract_until) == (Decimal(12_000), date(2031, 6, 30))
    assert (field.size_in_mu, field.area) == (Decimal("35.50"), county.area("柳林社区"))

    assert main(["import", "assets", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["duplicates"] == 3
    services.reclassify_asset(actor=SYSTEM, asset_id=wild.pk, readiness="needs_policy", reason="涉及规划调整")
    assert main(["import", "assets", "--undo", report["batch"]]) != 0
    assert Asset.objects.count() == 3


def test_the_ledger_asks_and_shows_in_mu(county: County) -> None:
    with_assets(county)
    page = ledger("assets").page(SYSTEM, LedgerQuery(filters={"mu": ("29..31",)}, columns=("name", "metres", "mu")))
    assert [[cell.text for cell in row.cells] for row in page.rows] == [
        ["柳林坑塘", "20,000", "30"],
        ["河湾荒坡地", "20,000", "30"],
    ]


def test_the_pages_show_edit_classify_and_bring_into_use(county: County, client: Client) -> None:
    client.force_login(county.who(SECRETARY))
    sent = {
        "name": "刘庄老校舍",
        "kind": "operating",
        "form": "school",
        "area": str(county.area("刘庄村").pk),
        "size": "1.5亩",
        "state": "idle",
        "lat": "33.18",
        "lon": "114.62",
    }
    assert client.post("/assets/add/", {**sent, "size": "很大"}).status_code == 422
    made = client.post("/assets/add/", sent)
    asset = Asset.objects.get()
    assert made["Location"] == f"/assets/{asset.pk}/" and asset.size == Decimal(1000)
    page = client.get(made["Location"]).content.decode()
    assert "1,000 平方米(1.5 亩)" in page and "row-place" in page
    again = client.post(
        f"{made['Location']}edit/", {**sent, "size": "1000.00", "owner": "刘庄村股份经济合作社", "seen": 1}
    )
    assert again.status_code == 302
    assert client.post(f"{made['Location']}reclassify/", {"readiness": "now", "seen": 2}).status_code == 422
    chosen = {"readiness": "now", "reason": "产权清晰", "seen": 2}
    assert client.post(f"{made['Location']}reclassify/", chosen).status_code == 302
    used = client.post(f"{made['Location']}revitalise/", {"day": "2026-06-01", "use": "助餐点", "seen": 3})
    assert used.status_code == 302
    page = client.get(made["Location"]).content.decode()
    assert "已盘活" in page and "产权清晰" in page and "权属单位" in page and "记盘活</a>" not in page
    assert client.post(f"{made['Location']}void/", {"reason": "登记错了", "seen": 4}).status_code == 302
    asset.refresh_from_db()
    assert asset.voided_at is not None
    client.force_login(county.who("德固镇网格员"))
    assert client.get(made["Location"]).status_code == 403
