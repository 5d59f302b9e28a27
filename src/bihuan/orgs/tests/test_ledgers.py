"""The ledgers of the organisation: imports of lists as offices keep them, repeated, refused, undone; masked pages."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from bihuan.kernel.errors import WrongState
from bihuan.kernel.reading.idnumbers import id_check_digit
from bihuan.orgs import selectors, services
from bihuan.orgs.models import Area, AreaAlias, DutyShift, Household, Office, PlacePoint, Post, Resident, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.platform.ledgers import ledger, read_query
from bihuan.platform.ledgers.importing import undo
from bihuan.platform.ledgers.importing.command import import_file
from bihuan.platform.models import ImportBatch
from tests.worlds import County

MATERIAL = Path(__file__).parents[4] / "tests" / "material" / "ledgers"


def bring(key: str, rows: list[list[object]]) -> dict[str, object]:
    """Import rows (the first one the titles) as a CSV file, as the command line does."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    report, failed = import_file(ledger(key), text.getvalue().encode("utf-8-sig"), f"{key}.csv", actor=SYSTEM)
    assert not failed
    return report


def id_number(order: int) -> str:
    first = f"41179919800214{order:03d}"
    return first + id_check_digit(first)


@pytest.mark.django_db
def test_list_of_areas_makes_county_towns_and_villages_once() -> None:
    content = (MATERIAL / "areas.xlsx").read_bytes()

    report, _failed = import_file(ledger("areas"), content, "areas.xlsx", actor=SYSTEM)
    again, _failed = import_file(ledger("areas"), content, "areas.xlsx", actor=SYSTEM)

    assert (report["accepted"], report["rejected"], report["duplicates"]) == (17, [], 0)
    assert (again["accepted"], again["rejected"], again["duplicates"]) == (0, [], 17)
    assert Area.objects.filter(level="town").count() == 2 and Area.objects.filter(level="village").count() == 14
    assert [m.node.full_name for m in selectors.find_areas("柳林")] == ["德固镇柳林村"]
    assert AreaAlias.objects.count() == 14


@pytest.mark.django_db
def test_areas_without_a_county_row_and_children_before_parents() -> None:
    report = bring(
        "areas",
        [
            ["名称", "级别", "上级", "网格类型"],
            ["第一网格", "网格", "刘庄村", "小区网格"],
            ["实验小学", "网格", "德固镇刘庄村", "专属网格"],
            ["刘庄村", "村", "德固镇", ""],
            ["德固镇", "乡镇", "", ""],
            ["别村", "村", "不存在镇", ""],
        ],
    )
    assert report["accepted"] == 4
    assert [(one["row"], one["code"]) for one in report["rejected"]] == [(6, "area")]  # type: ignore[attr-defined]
    assert Area.objects.get(level="county").name == "澜州县"
    assert Area.objects.get(name="实验小学").grid_kind == "special"


def test_import_of_areas_is_undone_unless_something_hangs_on_them(county: County) -> None:
    bring("areas", [["名称", "级别", "上级"], ["石桥村", "村", "德固镇"], ["石桥一网格", "网格", "石桥村"]])
    batch = ImportBatch.objects.get()
    services.rename_area(actor=SYSTEM, area_id=Area.objects.get(name="石桥村").pk, name="石桥社区")
    with pytest.raises(WrongState):
        undo(actor=SYSTEM, batch_id=batch.pk)
    assert Area.objects.filter(name="石桥一网格").exists()

    bring("areas", [["名称", "级别", "上级"], ["大桥村", "村", "德固镇"]])
    undo(actor=SYSTEM, batch_id=ImportBatch.objects.order_by("created_at").last().pk)  # type: ignore[union-attr]
    assert not Area.objects.filter(name="大桥村").exists()


def test_residents_come_with_their_households_and_bad_rows_say_why(county: County) -> None:
    rows = [
        ["户主姓名", "身份证号码", "联系电话", "所属村", "户编号", "是否户主", "家庭住址", "人员类别"],
        ["王小明", id_number(1), "138 1234 5678", "刘庄村", "LZ-8", "是", "刘庄村二组8号", "低保、残疾"],
        ["李小红", id_number(2), "", "刘庄", "LZ-8", "否", "", ""],
        ["张三", "411799198002140019", "", "刘庄村", "", "", "", ""],
        ["赵四", id_number(1), "", "河湾村", "", "", "", ""],
        ["钱五", "", "", "没有的村", "", "", "", ""],
    ]
    report = bring("residents", rows)

    assert report["accepted"] == 2
    assert sorted(one["row"] for one in report["rejected"]) == [4, 5, 6]  # type: ignore[attr-defined]
    person = Resident.objects.get(is_head=True)
    assert (person.name, person.gender, person.birth_year) == ("王小明", "male", 1980)
    assert person.needs == ["disabled", "low_income"]
    assert Household.objects.get().number == "LZ-8" and Household.objects.get().residents.count() == 2
    assert bring("residents", rows[:3])["duplicates"] == 2


def test_residents_page_is_masked_and_shows_own_area_only(county: County, django_assert_num_queries: object) -> None:
    bring(
        "residents",
        [["姓名", "电话", "所属村"], ["王小明", "13812345678", "刘庄村"], ["周东", "13912345678", "东关社区"]],
    )
    viewer = county.who("德固镇统计员")
    found = ledger("residents")
    page = found.page(viewer, read_query(found, {}))
    assert [[cell.text for cell in row.cells][:4] for row in page.rows] == [["王**", "", "138****5678", "刘庄村"]]


def test_needs_can_be_filtered_on_both_databases(county: County) -> None:
    titles = ["姓名", "电话", "所属村", "人员类别"]
    bring("residents", [titles, ["王小明", "13812345678", "刘庄村", "低保"], ["周东", "13912345678", "刘庄村", "独居"]])
    found = ledger("residents")
    assert found.filtered(SYSTEM, read_query(found, {"care": ["low_income"]})).count() == 1
    assert found.filtered(SYSTEM, read_query(found, {"care": ["low_income", "elderly_alone"]})).count() == 2


def test_staff_list_makes_accounts_and_posts(county: County) -> None:
    rows = [
        ["姓名", "手机号", "岗位", "任职区域", "单位", "任职时间"],
        ["周红梅", "13800001111", "网格员", "刘庄村第一网格", "", "2025年3月1日"],
        ["吴建国", "13800002222", "经办人", "德固镇", "德固镇供水所", "2024-01-01"],
        ["郑七", "13800003333", "经办人", "德固镇", "没有的单位", "2024-01-01"],
    ]
    report = bring("staff", rows)
    assert report["accepted"] == 2 and [one["row"] for one in report["rejected"]] == [4]  # type: ignore[attr-defined]
    post = Post.objects.get(staff__name="周红梅")
    assert (post.role, post.area.name, post.from_day) == ("grid_worker", "刘庄村第一网格", date(2025, 3, 1))
    assert not Staff.objects.filter(name="郑七").exists()
    assert bring("staff", rows[:3])["duplicates"] == 2


def test_offices_points_and_rota_come_from_lists(county: County) -> None:
    bring(
        "offices", [["单位名称", "单位类型", "所属乡镇", "职责"], ["德固镇卫生院", "派驻站所", "德固镇", "医疗 防疫"]]
    )
    titles = ["名称", "类型", "所属村", "风险等级", "经度", "纬度"]
    pond = ["村东坑塘", "坑塘", "刘庄村", "高风险", "114.02", "33.01"]
    bring("place_points", [titles, pond, ["坏点", "坑塘", "刘庄村", "", "东", "33"]])
    bring("duty", [["日期", "值班区域", "班次", "值班员"], ["2026-12-01", "德固镇", "白班", "德固镇综治中心值班员"]])
    assert Office.objects.get(name="德固镇卫生院").town == county.area("德固镇")
    point = PlacePoint.objects.get()
    assert (point.kind, point.risk, point.lat) == ("water", "red", 33.01)
    assert DutyShift.objects.get().staff == county.who("德固镇综治中心值班员")


@pytest.mark.parametrize("key", ["areas", "staff", "offices", "duty", "residents", "place_points"])
def test_every_ledger_gives_a_page_and_a_fixed_number_of_queries(
    county: County, key: str, django_assert_max_num_queries: object
) -> None:
    found = ledger(key)
    viewer = county.who("德固镇综治中心值班员")
    viewer.posts_held()
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        page = found.page(viewer, read_query(found, {"columns": [column.key for column in found.columns]}))
        assert all(cell.text is not None for row in page.rows for cell in row.cells)
