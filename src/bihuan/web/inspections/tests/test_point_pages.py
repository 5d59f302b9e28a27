"""The warden's day on the desk: today's tasks, a check in one form, what follows; another grid's are refused."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan.inspections.models import Notice, PointCheck, PointTask
from bihuan.inspections.patrols.services import check_in, open_patrol
from bihuan.inspections.points.checklists import checklist
from bihuan.inspections.points.notices import refuse_notice, serve_notice
from bihuan.inspections.points.registers import BUSINESS, WARNING
from bihuan.inspections.points.tasks_of_day import make_tasks
from bihuan.inspections.tests.points_world import (
    DESK,
    GRID,
    OTHER_GRID,
    OTHER_WARDEN,
    SUPERVISOR,
    WARDEN,
    failing,
    looked,
    point,
    water,
)
from bihuan.kernel import clock
from bihuan.orgs.models import PlacePoint
from tests.worlds import County

pytestmark = pytest.mark.django_db


def answers(at: PlacePoint, *bad: str) -> dict[str, str]:
    return {f"item_{one.code}": "bad" if one.code in bad else "ok" for one in checklist(at.kind)}


def test_the_warden_enters_a_check_and_the_task_is_done(county: County, client: Client) -> None:
    at = point(county)
    make_tasks(clock.today())
    client.force_login(county.who(WARDEN))
    page = client.get("/points/today/").content.decode()
    assert "东塘" in page and f"/points/{at.pk}/check/" in page
    assert client.get(f"/points/{at.pk}/check/").status_code == 200
    answer = client.post(
        f"/points/{at.pk}/check/", {**answers(at, "kit"), "remark_kit": "少一只救生圈", "report": "on"}
    )
    check = PointCheck.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/point-checks/{check.pk}/"
    assert check.case is not None and "少一只救生圈" in check.case.title
    assert PointTask.objects.get().state == "done"
    assert check.case.number in client.get(f"/point-checks/{check.pk}/").content.decode()


def test_nothing_typed_is_lost_when_a_check_is_refused(county: County, client: Client) -> None:
    at = point(county)
    client.force_login(county.who(WARDEN))
    answer = client.post(f"/points/{at.pk}/check/", {**answers(at), "item_kit": "perhaps", "remark_kit": "少一只"})
    assert answer.status_code == 422 and "少一只" in answer.content.decode()


def test_another_grid_s_point_is_refused(county: County, client: Client) -> None:
    other = point(county, "南河", grid=OTHER_GRID, warden=OTHER_WARDEN)
    client.force_login(county.who(WARDEN))
    assert client.get(f"/points/{other.pk}/check/").status_code == 404
    assert client.post(f"/points/{other.pk}/check/", answers(other)).status_code == 404
    client.force_login(county.who("德固镇人民调解员"))
    assert client.get("/points/today/").status_code == 403
    assert not PointCheck.objects.exists()


def test_the_pages_of_a_water_a_business_the_rules_and_a_warning_open(county: County, client: Client) -> None:
    at, shop = point(county), point(county, "便利店", kind="shop")
    water(county, at)
    client.force_login(county.who(DESK))
    business = BUSINESS.add(actor=county.who(DESK), values={"point": shop, "name": "同兴便利店", "contact": "王大柱"})
    now = clock.now()
    values = {
        "kind": "rain",
        "level": "red",
        "area": county.area("德固镇"),
        "begins_at": now,
        "ends_at": now + timedelta(hours=5),
    }
    warning = WARNING.add(actor=county.who(DESK), values=values)
    looked(at, county.who(WARDEN))
    addresses = [
        f"/waters/{at.water.pk}/", f"/businesses/{business.pk}/", f"/weather-warnings/{warning.pk}/", "/points/rules/",
        "/points/today/", "/waters/add/", "/businesses/add/", "/weather-warnings/add/", f"/kits/add/?point={at.pk}",
        f"/orgs/points/{at.pk}/",
    ]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert "王大柱" not in client.get(f"/businesses/{business.pk}/").content.decode()
    assert client.post("/points/rules/copy/", {"kind": "water"}).status_code == 302
    assert client.post(f"/weather-warnings/{warning.pk}/lift/", {"seen": ""}).status_code == 302


def test_a_notice_is_served_printed_passed_and_a_refusal_handed_on(county: County, client: Client) -> None:
    shop = point(county, "便利店", kind="shop")
    check = failing(shop, county.who(WARDEN), "exit")
    client.force_login(county.who(SUPERVISOR))
    assert client.get(f"/point-checks/{check.pk}/notice/").status_code == 200
    due = clock.today() + timedelta(days=7)
    assert client.post(f"/point-checks/{check.pk}/notice/", {"demand": "清空后门", "due_on": due}).status_code == 302
    notice = Notice.objects.get()
    assert notice.number == f"T101-ZG-{clock.today().year}-001"
    assert client.get(f"/rectification-notices/{notice.pk}/pdf/").content.startswith(b"%PDF")
    assert client.get(f"/rectification-notices/{notice.pk}/word/").content.startswith(b"PK")
    assert client.get(f"/rectification-notices/{notice.pk}/").status_code == 200
    assert client.post(f"/rectification-notices/{notice.pk}/pass/", {"said": "已清空"}).status_code == 302
    second = serve_notice(actor=county.who(SUPERVISOR), check_id=check.pk, due_on=due, demand="清空")
    refuse_notice(actor=county.who(SUPERVISOR), pk=second.pk, reason="经营者不配合")
    office = county.office("县住建局")
    handing = {"office": office.pk, "opinion": "请依法查处"}
    assert client.post(f"/rectification-notices/{second.pk}/hand-over/", handing).status_code == 403
    client.force_login(county.who(DESK))
    assert client.post(f"/rectification-notices/{second.pk}/hand-over/", handing).status_code == 302
    second.refresh_from_db()
    assert check.case is not None
    check.case.refresh_from_db()
    assert (second.state, second.handed_to, check.case.office, check.case.state) == (
        "handed",
        office,
        office,
        "dispatched",
    )


def test_a_patrol_opens_from_its_ledger_and_its_track_is_for_few(county: County, client: Client) -> None:
    with clock.at(clock.instant(clock.today() - timedelta(days=1), 9)):
        who = county.who(WARDEN)
        patrol = open_patrol(actor=who, grid=county.area(GRID))
        check_in(actor=who, patrol_id=patrol.pk, point=point(county))
    address = f"/patrols/{patrol.pk}/"
    client.force_login(county.who(SUPERVISOR))
    assert address in client.get("/ledgers/patrols/").content.decode()
    page = client.get(address).content.decode()
    assert "东塘" in page and "只有本人和分管负责人可以看" in page
    client.force_login(county.who(WARDEN))
    assert "没有采集到位置" in client.get(address).content.decode()
    client.force_login(county.who(OTHER_WARDEN))
    assert client.get(address).status_code == 404


def test_coverage_is_a_week_of_the_viewer_s_own_place(county: County, client: Client) -> None:
    point(county), point(county, "南河", grid=OTHER_GRID, warden=OTHER_WARDEN)
    client.force_login(county.who(DESK))
    for week in ("", "?week=2026-02-31", f"?week={clock.today() - timedelta(days=7)}"):
        page = client.get(f"/patrols/coverage/{week}").content.decode()
        assert "东塘" in page and "没有人到过" in page and "南河" not in page
