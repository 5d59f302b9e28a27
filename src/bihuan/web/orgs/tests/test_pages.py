"""The organisation's pages: who may open which, what they show, what they refuse, what they cost."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.kernel import clock
from bihuan.kernel.reading.idnumbers import id_check_digit
from bihuan.orgs import addresses, services
from bihuan.orgs.models import Area, DutyShift, PlacePoint, Post, Resident, Staff
from bihuan.orgs.services import HouseholdEntry, PointEntry, ResidentEntry
from bihuan.platform import audit
from tests.worlds import County

T = TypeVar("T")
ADMIN, DUTY, GRID = "县系统管理员", "德固镇综治中心值班员", "德固镇网格员"
ROLES = {
    "admin": ADMIN,
    "desk": "县县综治中心",
    "auditor": "县审计员",
    "duty": DUTY,
    "leader": "德固镇分管领导",
    "secretary": "德固镇村(社区)书记",
    "grid": GRID,
    "handler": "德固镇经办人员",
    "clerk": "德固镇统计员",
    "other_grid": "城关镇网格员",
}


def each(names: Iterable[str], value: T) -> dict[str, T]:
    """The same value for every name."""
    return dict.fromkeys(names, value)


class Shop:
    """A county with one of everything, and clients signed in as its people."""

    def __init__(self, county: County) -> None:
        self.county = county
        admin, grid_worker = county.who(ADMIN), county.who(GRID)
        grid = county.area("刘庄村第一网格")
        number = "41179919800214123"
        self.home = services.register_household(
            actor=grid_worker, entry=HouseholdEntry(area_id=grid.pk, address="刘庄村二组8号")
        )
        self.resident = services.register_resident(
            actor=grid_worker,
            entry=ResidentEntry(
                name="欧阳明",
                area_id=grid.pk,
                phone="13812345678",
                id_number=number + id_check_digit(number),
                household_id=self.home.pk,
                address="德固镇刘庄村二组8号",
            ),
        )
        self.point = services.register_point(
            actor=grid_worker, entry=PointEntry("water", "村东坑塘", grid.pk, lat=33.1, lon=114.1)
        )
        self.chain = services.define_chain(
            actor=admin, name="矛盾纠纷", area_id=county.area("德固镇").pk, titles=["落实", "督导", "抓总"]
        )
        self.level = self.chain.levels.get(rank=1)
        self.shift = services.assign_shift(
            actor=county.who(DUTY),
            area_id=county.area("德固镇").pk,
            day=clock.today(),
            part="day",
            staff_id=county.who(DUTY).pk,
        )
        self.alias = services.add_alias(actor=admin, area_id=county.area("刘庄村").pk, name="老刘庄")
        self.liaison = services.bind(
            actor=admin,
            staff_id=county.who("德固镇分管领导").pk,
            subject="area",
            subject_id=county.area("刘庄村").pk,
            subject_name="刘庄村",
            town_id=county.area("德固镇").pk,
            from_day=date(2026, 1, 1),
        )

    def as_(self, name: str) -> Client:
        client = Client()
        client.force_login(self.county.who(name), "django.contrib.auth.backends.ModelBackend")
        return client

    def url(self, name: str) -> str:
        return reverse(f"web:{name}", args=self.arguments().get(name, []))

    def arguments(self) -> dict[str, list[object]]:
        county, town = self.county, self.county.area("德固镇").pk
        village, office, person = county.area("刘庄村").pk, county.office("德固镇供水所").pk, county.who(GRID).pk
        post = Post.objects.get(staff_id=person).pk
        areas = each(
            [
                "area_page",
                "area_below",
                "area_add",
                "area_rename",
                "area_describe",
                "area_close",
                "area_draw",
                "area_alias_add",
                "office_add",
            ],
            [village],
        )
        return {
            **areas,
            "pick": ["staff"],
            "area_alias_remove": [village, self.alias.pk],
            "office_page": [office],
            "office_edit": [office],
            "office_abolish": [office],
            "staff_page": [person],
            "staff_edit": [person],
            "staff_deactivate": [person],
            "staff_password": [person],
            "post_appoint": [person],
            "post_end": [post],
            "post_hand_over": [post],
            "chain_page": [self.chain.pk],
            "chain_edit": [self.chain.pk],
            "chain_end": [self.chain.pk],
            "chain_holder": [self.chain.pk, self.level.pk, village],
            "liaison_unbind": [self.liaison.pk],
            "rota": [town],
            "rota_plan": [town],
            "rota_shift": [town, "2026-06-01", "day"],
            "rota_substitute": [self.shift.pk],
            **each([f"resident_{verb}" for verb in ("page", "edit", "reveal", "merge", "erase")], [self.resident.pk]),
            **each(["household_page", "household_edit"], [self.home.pk]),
            **each([f"place_point_{verb}" for verb in ("page", "edit", "regrade", "warden", "void")], [self.point.pk]),
        }


@pytest.fixture
def shop(county: County) -> Shop:
    return Shop(county)


EVERYONE = set(ROLES)
MANAGERS = {"admin"}
PLANNERS = {"admin", "desk", "duty", "leader"}
READERS = {"desk", "duty", "leader", "secretary", "grid", "clerk"}
# Page → the roles that may open it; everybody else is refused (403) or told that there is nothing (404).
PAGES: dict[str, set[str]] = {
    **each(
        [
            "orgs",
            "pick",
            "area_page",
            "area_shapes",
            "area_below",
            "office_page",
            "staff_list",
            "staff_page",
            "chain_list",
            "chain_page",
            "liaison_list",
            "rota",
        ],
        EVERYONE,
    ),
    **each(
        [
            "area_add",
            "area_rename",
            "area_describe",
            "area_close",
            "area_draw",
            "area_alias_add",
            "area_alias_remove",
            "office_add",
            "office_edit",
            "office_abolish",
            "staff_add",
            "staff_edit",
            "staff_deactivate",
            "staff_password",
            "post_appoint",
            "post_end",
            "post_hand_over",
            "chain_add",
            "chain_edit",
            "chain_end",
            "chain_holder",
            "liaison_bind",
            "liaison_unbind",
        ],
        MANAGERS,
    ),
    **each(["rota_plan", "rota_shift", "rota_substitute"], PLANNERS),
    **each(["resident_page", "household_page"], READERS),
    **each(["resident_edit", "resident_merge", "household_edit"], {"duty", "secretary", "grid", "clerk"}),
    **each(["resident_add", "household_add"], {"duty", "secretary", "grid", "clerk", "other_grid"}),
    "resident_reveal": {"desk", "duty", "secretary", "grid"},
    "resident_erase": {"desk"},
    **each(["place_points", "place_points_geojson"], EVERYONE - {"auditor"}),
    "place_point_page": EVERYONE - {"auditor", "other_grid"},
    "place_point_add": {"duty", "secretary", "grid", "other_grid"},
    **each(
        ["place_point_edit", "place_point_regrade", "place_point_warden", "place_point_void"],
        {"duty", "secretary", "grid"},
    ),
}


def test_every_page_opens_for_exactly_the_roles_of_the_table(shop: Shop) -> None:
    wrong = []
    for role, name in ROLES.items():
        client = shop.as_(name)
        for page, allowed in PAGES.items():
            status = client.get(shop.url(page)).status_code
            if (status == 200) != (role in allowed) or status not in (200, 403, 404):
                wrong.append((role, page, status))
    assert not wrong


def test_the_table_names_every_address_of_the_organisation() -> None:
    from bihuan.web.orgs.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} == {*PAGES, "rota_mine"}


def test_posting_without_the_right_changes_nothing(shop: Shop) -> None:
    before = (
        Area.objects.count(),
        Staff.objects.filter(is_active=True).count(),
        PlacePoint.objects.filter(voided_at=None).count(),
    )
    for role in ("auditor", "handler", "other_grid"):
        client = shop.as_(ROLES[role])
        for page, allowed in PAGES.items():
            if role not in allowed and page not in ("pick",):
                assert client.post(
                    shop.url(page), {"reason": "试一试看看", "name": "新名称", "from_day": "2026-01-01"}
                ).status_code in (403, 404, 405)
    assert before == (
        Area.objects.count(),
        Staff.objects.filter(is_active=True).count(),
        PlacePoint.objects.filter(voided_at=None).count(),
    )


def test_addresses_in_search_results_are_those_of_the_pages(shop: Shop) -> None:
    county = shop.county
    assert addresses.area_url(county.area("刘庄村").pk) == shop.url("area_page")
    assert addresses.staff_url(county.who(GRID).pk) == shop.url("staff_page")
    assert addresses.office_url(county.office("德固镇供水所").pk) == shop.url("office_page")
    assert addresses.resident_url(shop.resident.pk) == shop.url("resident_page")
    assert addresses.household_url(shop.home.pk) == shop.url("household_page")
    assert addresses.point_url(shop.point.pk) == shop.url("place_point_page")
    assert addresses.rota_url(county.area("德固镇").pk, "2026-06").startswith(shop.url("rota"))


def test_resident_is_masked_until_revealed_for_a_reason(shop: Shop) -> None:
    client = shop.as_(GRID)
    page = client.get(shop.url("resident_page")).content.decode()
    form = client.get(shop.url("resident_edit")).content.decode()
    for secret in ("欧阳明", "13812345678", "4117991980", "二组8号"):
        assert secret not in page and secret not in form
    assert "欧阳*" in page and "138****5678" in page

    refused = client.post(shop.url("resident_reveal"), {"reason": "看"})
    shown = client.post(shop.url("resident_reveal"), {"reason": "上门走访联系本人"})

    assert refused.status_code == 422 and "欧阳明" not in refused.content.decode()
    assert "欧阳明" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    last = audit.trail(shop.resident).last()
    assert last and (last.verb, last.note) == ("reveal", "上门走访联系本人")


def test_editing_a_resident_keeps_what_was_not_shown(shop: Shop) -> None:
    client = shop.as_(GRID)
    data = {
        "name": "••••••",
        "phone": "13900001111",
        "id_number": "••••••",
        "address": "••••••",
        "area": shop.county.area("刘庄村第一网格").pk,
        "needs": ["disabled"],
        "seen": 1,
    }
    assert client.post(shop.url("resident_edit"), data).status_code == 302
    person = Resident.objects.get(pk=shop.resident.pk)
    assert (person.name, person.phone, person.address, person.needs) == (
        "欧阳明",
        "13900001111",
        "德固镇刘庄村二组8号",
        ["disabled"],
    )


def test_stale_form_says_what_changed_and_can_be_sent_again(shop: Shop) -> None:
    client, village = shop.as_(ADMIN), shop.county.area("刘庄村")
    services.rename_area(actor=shop.county.who(ADMIN), area_id=village.pk, name="刘庄社区")

    stale = client.post(shop.url("area_rename"), {"name": "新刘庄", "seen": 1, "keep_alias": "on"})
    text = stale.content.decode()

    assert (
        stale.status_code == 409 and "刘庄社区" in text and 'value="新刘庄"' in text and 'name="seen" value="2"' in text
    )
    assert client.post(shop.url("area_rename"), {"name": "新刘庄", "seen": 2}).status_code == 302


def test_faults_stand_beside_their_field_and_nothing_typed_is_lost(shop: Shop) -> None:
    client = shop.as_(ADMIN)
    answer = client.post(shop.url("staff_add"), {"name": "周红梅", "phone": "138", "mail": "abc", "username": "u001"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_phone_error"' in text and 'id="id_mail_error"' in text and 'value="周红梅"' in text


def test_small_actions_come_as_a_dialog_and_send_the_page_on(shop: Shop) -> None:
    client, headers = shop.as_(ADMIN), {"HX-Request": "true"}
    form = client.get(shop.url("area_alias_add"), headers=headers).content.decode()
    done = client.post(shop.url("area_alias_add"), {"name": "刘家庄"}, headers=headers)
    assert "<dialog" in form and "<html" not in form
    assert done["HX-Redirect"] == shop.url("area_page")


def test_password_is_shown_once_and_kept_by_nobody(shop: Shop) -> None:
    answer = shop.as_(ADMIN).post(shop.url("staff_add"), {"name": "周红梅"})
    assert answer["Cache-Control"] == "no-store"
    assert Staff.objects.get(name="周红梅").username in answer.content.decode()


def test_links_that_would_be_refused_are_not_offered(shop: Shop) -> None:
    auditor, worker = (shop.as_(name).get(shop.url("orgs")).content.decode() for name in ("县审计员", GRID))
    assert "/ledgers/residents/" not in auditor and "/orgs/points/" not in auditor
    assert "/ledgers/residents/" in worker and "/orgs/points/" in worker


def test_village_people_register_from_the_page_of_their_area(shop: Shop) -> None:
    own = shop.as_("德固镇村(社区)书记").get(shop.url("area_page")).content.decode()
    other = shop.as_("城关镇网格员").get(shop.url("area_page")).content.decode()
    assert shop.url("resident_add") in own and shop.url("place_point_add") in own
    assert shop.url("resident_add") not in other and shop.url("place_point_add") not in other


def test_new_area_comes_by_the_form_and_opens(shop: Shop) -> None:
    data = {
        "name": "刘庄村第二网格",
        "level": "grid",
        "grid_kind": "community",
        "aliases": "二组、后刘庄",
        "valid_from": "2026-01-01",
    }
    answer = shop.as_(ADMIN).post(shop.url("area_add"), data)
    area = Area.objects.get(name="刘庄村第二网格")
    assert answer.status_code == 302 and answer["Location"] == reverse("web:area_page", args=[area.pk])
    assert set(area.aliases.values_list("name", flat=True)) == {"二组", "后刘庄"}


def test_boundary_is_refused_beside_its_field_and_taken_when_right(shop: Shop) -> None:
    client = shop.as_(ADMIN)
    wrong = client.post(shop.url("area_draw"), {"polygon": '{"type": "Point", "coordinates": [114, 33]}', "seen": 1})
    right = '{"type": "Polygon", "coordinates": [[[114, 33], [114.01, 33], [114.01, 33.01], [114, 33]]]}'
    assert wrong.status_code == 422 and 'id="id_polygon_error"' in wrong.content.decode()
    assert client.post(shop.url("area_draw"), {"polygon": right, "seen": 1}).status_code == 302
    assert "data-map" in client.get(shop.url("area_page")).content.decode()


def test_picking_finds_people_by_initials_and_areas_by_alias(shop: Shop) -> None:
    services.create_account(actor=shop.county.who(ADMIN), name="周红梅")
    client = shop.as_(ADMIN)
    assert "周红梅" in client.get(reverse("web:pick", args=["staff"]), {"q": "zhm", "field": "staff"}).content.decode()
    assert (
        "德固镇刘庄村"
        in client.get(reverse("web:pick", args=["area"]), {"q": "老刘庄", "field": "area"}).content.decode()
    )
    masked = (
        shop.as_(GRID).get(reverse("web:pick", args=["resident"]), {"q": "欧阳明", "field": "drop"}).content.decode()
    )
    assert "欧阳*" in masked and "欧阳明(" not in masked


def test_rota_month_plans_and_shows_the_substitute(shop: Shop) -> None:
    client, county = shop.as_(DUTY), shop.county
    people = [str(county.who(name).pk) for name in (DUTY, "德固镇督导员")]
    form = {"first": "2026-12-01", "last": "2026-12-31", "parts": ["day", "night"], "people": people}
    assert client.post(shop.url("rota_plan"), form).status_code == 302
    assert DutyShift.objects.filter(day__month=12).count() == 62
    shift = DutyShift.objects.get(day=date(2026, 12, 1), part="day")
    url = reverse("web:rota_substitute", args=[shift.pk])
    assert (
        client.post(url, {"substitute": county.who("德固镇统计员").pk, "reason": "请假", "seen": 1}).status_code == 302
    )
    page = client.get(shop.url("rota"), {"month": "2026-12"}).content.decode()
    assert f"<s>{shift.staff.name}</s>" in page and "<b>德固镇统计员</b>" in page


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("orgs", 9),
        ("area_page", 20),
        ("staff_list", 9),
        ("staff_page", 12),
        ("chain_page", 11),
        ("rota", 11),
        ("resident_page", 9),
        ("place_points", 7),
    ],
)
def test_pages_cost_a_fixed_number_of_queries(
    shop: Shop, page: str, queries: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = shop.as_(DUTY)
    # By day, when the shift that is planned is the one on duty; at night the rota asks the chain as well.
    with clock.at(clock.instant(clock.today(), 10)):
        client.get(shop.url(page))
        with django_assert_max_num_queries(queries):  # type: ignore[attr-defined]
            assert client.get(shop.url(page)).status_code == 200
