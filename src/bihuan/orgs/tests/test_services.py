"""Writes of the organisation: what they do, what they refuse, and what stands in the trail."""

from datetime import date, timedelta

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, StaleRecord, TooMany, WrongState
from bihuan.kernel.positions import Position, from_gcj02, metres_between, to_gcj02
from bihuan.kernel.reading.idnumbers import id_check_digit
from bihuan.orgs import selectors, services
from bihuan.orgs.models import Area, ChainHolder, Household, Post, Resident, Role
from bihuan.orgs.services import HouseholdEntry, PointEntry, ResidentEntry
from bihuan.orgs.services.residents import REVEALS_AN_HOUR
from bihuan.platform import audit
from bihuan.platform.search.index import search
from tests.worlds import County

ADMIN = "县系统管理员"
DUTY = "德固镇综治中心值班员"
GRID = "德固镇网格员"
SECRETARY = "德固镇村(社区)书记"


def id_number(born: str = "19800214", order: str = "123") -> str:
    first = f"411799{born}{order}"
    return first + id_check_digit(first)


def fields(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.field for fault in refusal.value.faults]


# --- areas ---------------------------------------------------------------------------------------------------------


def test_new_village_gets_the_next_code_and_can_be_found(county: County) -> None:
    admin = county.who(ADMIN)
    first = services.add_area(
        actor=admin, name="石桥村", level="village", parent_id=county.area("德固镇").pk, aliases=["石桥"]
    )
    second = services.add_area(actor=admin, name="北苑社区", level="village", parent_id=county.area("德固镇").pk)

    assert (first.code, first.path) == ("411799101200", "411799/101/200/")
    assert second.code == "411799101001"
    assert first.town == county.area("德固镇")
    assert [hit.title for hit in search(admin, "sqc")["area"]] == ["石桥村"]
    assert [m.node.id for m in selectors.find_areas("石桥")] == [first.pk]


def test_town_knows_itself_as_town_and_gets_letters_of_its_own(county: County) -> None:
    admin, county_id = county.who(ADMIN), county.area("澜州县").pk
    one = services.add_area(actor=admin, name="东岸街道", level="town", parent_id=county_id)
    two = services.add_area(actor=admin, name="东安街道", level="town", parent_id=county_id)
    assert one.town_id == one.pk and one.code == "411799001"
    assert (one.initials, two.initials) == ("DAJD", "DAJD2")


def test_grid_below_the_county_and_second_name_among_siblings_are_refused(county: County) -> None:
    admin = county.who(ADMIN)
    with pytest.raises(Invalid) as refusal:
        services.add_area(actor=admin, name="一网格", level="grid", parent_id=county.area("澜州县").pk)
    assert fields(refusal) == ["parent"]
    with pytest.raises(Conflict):
        services.add_area(actor=admin, name="刘庄村", level="village", parent_id=county.area("德固镇").pk)
    with pytest.raises(NotAllowed):
        services.add_area(actor=county.who(DUTY), name="新村", level="village", parent_id=county.area("德固镇").pk)


def test_renamed_area_is_still_found_by_its_old_name(county: County) -> None:
    village = county.area("刘庄村")
    services.rename_area(actor=county.who(ADMIN), area_id=village.pk, name="刘庄社区", seen=1)

    assert [m.node.name for m in selectors.find_areas("刘庄村", level="village")] == ["刘庄社区"]
    with pytest.raises(StaleRecord) as stale:
        services.rename_area(actor=county.who(ADMIN), area_id=village.pk, name="新刘庄", seen=1)
    assert [(one.before, one.after) for one in stale.value.changes if one.field == "名称"] == [("刘庄村", "刘庄社区")]


def test_area_with_grids_closes_only_together_with_them(county: County) -> None:
    admin, village, day = county.who(ADMIN), county.area("刘庄村"), clock.today()
    with pytest.raises(WrongState):
        services.close_area(actor=admin, area_id=village.pk, from_day=day)
    assert Area.objects.get(pk=village.pk).valid_to is None

    services.close_area(actor=admin, area_id=village.pk, from_day=day, with_below=True)

    assert not selectors.grids_in_force(village, day).exists()
    assert selectors.grids_in_force(village, day - timedelta(days=1)).count() == 1


SQUARE = [[[114.0, 33.0], [114.01, 33.0], [114.01, 33.01], [114.0, 33.01], [114.0, 33.0]]]


@pytest.mark.parametrize(
    "polygon",
    [
        "{",
        "[]",
        "{}",
        {"type": "Point", "coordinates": [114, 33]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[33.0, 114.0], [33.01, 114.0], [33.0, 114.01], [33.0, 114.0]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "Polygon", "coordinates": [[[114, 33], [114.1, 33.1], [114.1, 33], [114, 33.1], [114, 33]]]},
        {"type": "Polygon", "coordinates": [[[114, 33], [114, 33], [114, 33], [114, 33]]]},
        {"type": "FeatureCollection", "features": []},
    ],
)
def test_boundary_that_is_none_is_refused_with_a_reason(county: County, polygon: object) -> None:
    with pytest.raises(Invalid) as refusal:
        services.draw_area(actor=county.who(ADMIN), area_id=county.area("刘庄村").pk, polygon=polygon)
    assert fields(refusal) == ["polygon"]


def test_boundary_from_a_map_service_is_brought_back_to_wgs84(county: County) -> None:
    shown = [[[to_gcj02(lat, lon).lon, to_gcj02(lat, lon).lat] for lon, lat in SQUARE[0]]]
    area = services.draw_area(
        actor=county.who(ADMIN),
        area_id=county.area("刘庄村").pk,
        polygon={"type": "Polygon", "coordinates": shown},
        gcj02=True,
    )
    assert area.polygon is not None
    corners = {(round(lon, 4), round(lat, 4)) for lon, lat in area.polygon["coordinates"][0]}
    assert corners == {(lon, lat) for lon, lat in map(tuple, SQUARE[0])}


def test_offset_of_map_services_is_some_hundred_metres_and_reverses() -> None:
    place = Position(34.7466, 113.6253)
    shown = to_gcj02(place.lat, place.lon)
    assert 300 < metres_between(place, shown) < 900
    assert metres_between(place, from_gcj02(shown.lat, shown.lon)) < 0.01


# --- accounts and posts --------------------------------------------------------------------------------------------


def test_new_account_signs_in_once_with_its_password(county: County) -> None:
    new = services.create_account(actor=county.who(ADMIN), name="周红梅", phone="138 0000 1234")
    twin = services.create_account(actor=county.who(ADMIN), name="周红梅")
    assert new.staff.username == "zhouhongmei" and twin.staff.username == "zhouhongmei2"
    assert new.staff.check_password(new.password) and new.staff.must_change_password
    assert [hit.title for hit in search(county.who(ADMIN), "13800001234")["staff"]] == ["周红梅"]
    assert "password" not in str(audit.trail(new.staff).values_list("changes", flat=True))


def test_deactivated_account_holds_nothing_from_that_day(county: County) -> None:
    worker = county.who(GRID)
    services.deactivate_account(actor=county.who(ADMIN), staff_id=worker.pk, reason="调离")
    again = county.who(GRID)
    assert again.posts_held() == () and not again.is_active
    assert Post.objects.get(staff=worker).to_day == clock.today()
    with pytest.raises(NotAllowed):
        services.deactivate_account(actor=county.who(ADMIN), staff_id=county.who(ADMIN).pk, reason="误操作")


def test_town_manager_reaches_own_town_only(county: County) -> None:
    manager = services.create_account(actor=county.who(ADMIN), name="镇管理员").staff
    services.appoint(
        actor=county.who(ADMIN),
        staff_id=manager.pk,
        role=Role.ADMINISTRATOR,
        area_id=county.area("德固镇").pk,
        from_day=clock.today(),
    )
    manager = type(manager).objects.get(pk=manager.pk)
    services.edit_account(actor=manager, staff_id=county.who(GRID).pk, name="德固网格员")
    with pytest.raises(NotAllowed):
        services.edit_account(actor=manager, staff_id=county.who("城关镇网格员").pk, name="别镇的人")
    with pytest.raises(NotAllowed):
        services.reset_password(actor=manager, staff_id=county.who(ADMIN).pk)
    with pytest.raises(NotAllowed):
        services.appoint(
            actor=manager,
            staff_id=manager.pk,
            role=Role.COUNTY_DESK,
            area_id=county.area("澜州县").pk,
            from_day=clock.today(),
        )


def test_second_secretary_is_refused_and_hand_over_leaves_no_gap(county: County) -> None:
    admin, village, day = county.who(ADMIN), county.area("刘庄村"), date(2026, 7, 1)
    successor = county.who("德固镇村(社区)干部")
    with pytest.raises(Conflict):
        services.appoint(
            actor=admin, staff_id=successor.pk, role=Role.VILLAGE_SECRETARY, area_id=village.pk, from_day=day
        )
    held = Post.objects.get(role=Role.VILLAGE_SECRETARY, area=village)
    chain = services.define_chain(actor=admin, name="防汛", area_id=county.area("德固镇").pk, titles=["落实", "督导"])
    services.name_holder(actor=admin, level_id=chain.levels.get(rank=1).pk, area_id=village.pk, staff_id=held.staff_id)

    follows = services.hand_over(actor=admin, post_id=held.pk, successor_id=successor.pk, from_day=day)

    assert Post.objects.get(pk=held.pk).to_day == date(2026, 6, 30) and follows.from_day == day
    on_day = selectors.holders(Role.VILLAGE_SECRETARY, village, day=date(2026, 6, 30)).get()
    assert on_day.staff_id == held.staff_id
    assert ChainHolder.objects.get().staff == successor
    assert audit.trail(held).values_list("verb", flat=True)[1] == "hand_over"


def test_post_at_the_wrong_level_or_without_its_office_is_refused(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        services.appoint(
            actor=county.who(ADMIN),
            staff_id=county.who(GRID).pk,
            role=Role.VILLAGE_SECRETARY,
            area_id=county.area("德固镇").pk,
            from_day=clock.today(),
        )
    assert fields(refusal) == ["area"]
    with pytest.raises(Invalid) as refusal:
        services.appoint(
            actor=county.who(ADMIN),
            staff_id=county.who(GRID).pk,
            role=Role.HANDLER,
            area_id=county.area("德固镇").pk,
            from_day=clock.today(),
            to_day=clock.today() - timedelta(days=1),
        )
    assert sorted(fields(refusal)) == ["office", "to_day"]


# --- chains and rota -----------------------------------------------------------------------------------------------


def test_chain_of_any_depth_and_levels_with_holders_stay(county: County) -> None:
    admin = county.who(ADMIN)
    town = county.area("德固镇").pk
    chain = services.define_chain(
        actor=admin, name="环境整治", work_kind="finding", area_id=town, titles=["一", "二", "三", "四"]
    )
    with pytest.raises(Conflict):
        services.define_chain(
            actor=admin, name="另一条", work_kind="finding", area_id=county.area("德固镇").pk, titles=["一"]
        )
    services.name_holder(
        actor=admin,
        level_id=chain.levels.get(rank=4).pk,
        area_id=county.area("德固镇").pk,
        staff_id=county.who("德固镇乡镇(街道)书记").pk,
    )
    with pytest.raises(WrongState):
        services.set_levels(actor=admin, chain_id=chain.pk, name="环境整治", titles=["一", "二", "三"])
    services.name_holder(
        actor=admin, level_id=chain.levels.get(rank=4).pk, area_id=county.area("德固镇").pk, staff_id=None
    )
    services.set_levels(actor=admin, chain_id=chain.pk, name="环境整治", titles=["落实", "二", "三"])
    assert list(chain.levels.values_list("title", flat=True)) == ["落实", "二", "三"]


def test_rota_takes_people_in_turn_and_leaves_what_is_planned(county: County) -> None:
    desk, town = county.who(DUTY), county.area("德固镇")
    people = [county.who(name).pk for name in (DUTY, "德固镇督导员", "德固镇统计员")]
    monday = date(2026, 6, 1)
    services.assign_shift(actor=desk, area_id=town.pk, day=monday + timedelta(days=1), part="day", staff_id=people[2])

    planned = services.plan_rota(
        actor=desk,
        area_id=town.pk,
        first=monday,
        last=monday + timedelta(days=3),
        parts=["day", "night"],
        people=people,
        leaders=[county.who("德固镇分管领导").pk],
    )

    assert len(planned) == 7
    assert [shift.staff_id for shift in planned] == [people[n % 3] for n in range(7)]
    assert all(shift.leader for shift in planned)
    assert not services.plan_rota(actor=desk, area_id=town.pk, first=monday, last=monday, parts=["day"], people=people)


def test_substitute_needs_a_reason_and_another_person(county: County) -> None:
    desk, town = county.who(DUTY), county.area("德固镇")
    shift = services.assign_shift(actor=desk, area_id=town.pk, day=date(2026, 6, 1), part="day", staff_id=desk.pk)
    with pytest.raises(Invalid) as refusal:
        services.substitute_shift(actor=desk, shift_id=shift.pk, substitute_id=county.who(GRID).pk, reason=" ")
    assert fields(refusal) == ["reason"]
    with pytest.raises(Invalid):
        services.substitute_shift(actor=desk, shift_id=shift.pk, substitute_id=desk.pk, reason="请假")
    services.substitute_shift(actor=desk, shift_id=shift.pk, substitute_id=county.who(GRID).pk, reason="请假")
    found = selectors.on_duty(town, clock.instant(date(2026, 6, 1), 9))
    assert found and found.staff == county.who(GRID)
    with pytest.raises(NotAllowed):
        services.assign_shift(
            actor=desk, area_id=county.area("城关镇").pk, day=date(2026, 6, 1), part="day", staff_id=desk.pk
        )


# --- residents -----------------------------------------------------------------------------------------------------


def entry(county: County, **words: object) -> ResidentEntry:
    area = county.area("刘庄村第一网格").pk
    return ResidentEntry(
        **{"name": "王㑇明", "area_id": area, "phone": "13812345678", "id_number": id_number(), **words}
    )  # type: ignore[arg-type]


def test_resident_is_sealed_found_by_name_phone_and_initials(county: County) -> None:
    worker = county.who(GRID)
    resident = services.register_resident(actor=worker, entry=entry(county))

    assert (resident.gender, resident.birth_year) == ("male", 1980)
    for text in ("王㑇明", "138-1234-5678"):
        assert [hit.object_id for hit in search(worker, text)["resident"]] == [resident.pk]
    assert selectors.resident_by_id_number(worker, id_number()) == resident
    assert "resident" not in search(county.who("城关镇网格员"), "王㑇明")
    with pytest.raises(Conflict):
        services.register_resident(actor=worker, entry=entry(county, name="另一人"))


def test_every_fault_of_a_resident_is_told_at_once(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        services.register_resident(
            actor=county.who(GRID),
            entry=entry(county, name=" ", phone="138", id_number="41179919800230123X", area_id=None, needs=("x",)),
        )
    assert sorted(fields(refusal)) == ["area", "id_number", "name", "needs", "phone"]
    with pytest.raises(NotAllowed):
        services.register_resident(actor=county.who("城关镇网格员"), entry=entry(county))


def test_reveal_is_logged_with_its_reason_and_limited(county: County) -> None:
    worker = county.who(GRID)
    resident = services.register_resident(actor=worker, entry=entry(county))
    with pytest.raises(Invalid):
        services.reveal_resident(actor=worker, resident_id=resident.pk, reason="看看")
    with pytest.raises(NotAllowed):
        services.reveal_resident(actor=county.who("德固镇统计员"), resident_id=resident.pk, reason="统计需要核对")

    shown = services.reveal_resident(actor=worker, resident_id=resident.pk, reason="上门走访联系本人")

    assert (shown.name, shown.phone, shown.id_number) == ("王㑇明", "13812345678", id_number())
    last = audit.trail(resident).last()
    assert last and (last.verb, last.note, last.actor_id) == ("reveal", "上门走访联系本人", worker.pk)
    for _number in range(REVEALS_AN_HOUR - 1):
        services.reveal_resident(actor=worker, resident_id=resident.pk, reason="上门走访联系本人")
    with pytest.raises(TooMany):
        services.reveal_resident(actor=worker, resident_id=resident.pk, reason="上门走访联系本人")


def test_erasure_takes_the_person_and_leaves_the_record(county: County) -> None:
    desk, worker = county.who("县县综治中心"), county.who(GRID)
    resident = services.register_resident(actor=worker, entry=entry(county, needs=("disabled",), address="刘庄村二组"))
    with pytest.raises(NotAllowed):
        services.erase_resident(actor=worker, resident_id=resident.pk, reason="本人申请")

    services.erase_resident(actor=desk, resident_id=resident.pk, reason="本人申请删除")

    gone = Resident.objects.get(pk=resident.pk)
    assert (gone.name, gone.phone, gone.id_number, gone.address, gone.initials, gone.needs) == ("", "", "", "", "", [])
    assert (gone.name_index, gone.phone_index, gone.id_number_index) == ("", "", "")
    assert gone.area_id == resident.area_id and gone.erased_at
    assert "resident" not in search(worker, "王㑇明")
    assert "王㑇明" not in str(list(audit.trail(gone).values()))
    with pytest.raises(WrongState):
        services.edit_resident(actor=worker, resident_id=resident.pk, entry=entry(county))


def test_merged_records_become_one_person(county: County) -> None:
    worker = county.who(GRID)
    kept = services.register_resident(actor=worker, entry=entry(county, id_number="", needs=("disabled",)))
    dropped = services.register_resident(
        actor=worker, entry=entry(county, phone="", address="刘庄村二组", needs=("low_income",))
    )

    one = services.merge_residents(actor=worker, keep_id=kept.pk, drop_id=dropped.pk, reason="同一个人登记两次")

    assert (one.id_number, one.phone, one.address, one.needs) == (
        id_number(),
        "13812345678",
        "刘庄村二组",
        ["disabled", "low_income"],
    )
    assert Resident.objects.get(pk=dropped.pk).merged_into == one
    assert [hit.object_id for hit in search(worker, "王㑇明")["resident"]] == [kept.pk]
    with pytest.raises(WrongState):
        services.merge_residents(actor=worker, keep_id=kept.pk, drop_id=dropped.pk, reason="再来一次")


def test_household_has_one_head(county: County) -> None:
    worker, grid = county.who(GRID), county.area("刘庄村第一网格").pk
    home = services.register_household(actor=worker, entry=HouseholdEntry(area_id=grid, address="刘庄村二组8号"))
    first = services.register_resident(actor=worker, entry=entry(county, household_id=home.pk, is_head=True))
    services.register_resident(
        actor=worker, entry=entry(county, id_number="", name="李四", household_id=home.pk, is_head=True)
    )
    assert home.number.endswith("-0001") and Household.objects.count() == 1
    assert not Resident.objects.get(pk=first.pk).is_head


# --- place points --------------------------------------------------------------------------------------------------


def test_place_point_lives_from_register_to_void(county: County) -> None:
    worker = county.who(GRID)
    point = services.register_point(
        actor=worker,
        entry=PointEntry(kind="water", name="村东坑塘", area_id=county.area("刘庄村第一网格").pk, lat=33.1, lon=114.2),
    )
    services.regrade_point(actor=worker, point_id=point.pk, risk="red", reason="汛期水深")
    services.set_warden(actor=worker, point_id=point.pk, staff_id=worker.pk)
    services.void_point(actor=worker, point_id=point.pk, reason="已填平")
    assert not selectors.place_points(worker).exists() and selectors.place_points(worker, voided=True).exists()
    with pytest.raises(WrongState):
        services.regrade_point(actor=worker, point_id=point.pk, risk="blue", reason="再改")
    with pytest.raises(Invalid) as refusal:
        services.register_point(
            actor=worker,
            entry=PointEntry(kind="pond", name="", area_id=county.area("刘庄村第一网格").pk, lat=114.2, lon=33.1),
        )
    assert sorted(fields(refusal)) == ["kind", "lat", "name"]
