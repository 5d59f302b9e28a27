"""The write door: it asks, locks, compares, saves what was named, records it and tells, or does nothing at all."""

import json
import threading
from dataclasses import dataclass

import pytest
from django.db import connection

from bihuan.kernel.errors import Conflict, NotAllowed, NotFound, StaleRecord
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Household, Office, Resident
from bihuan.platform import audit, events
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change, create, create_many, guarded
from bihuan.platform.models import AuditEntry, Record
from tests.worlds import County


@dataclass(frozen=True, kw_only=True)
class OfficeRenamed(events.Event):
    name = "tests.office_renamed"
    title: str = ""


heard: list[str] = []


@events.on(OfficeRenamed, inline=True)
def hear(event: OfficeRenamed) -> None:
    heard.append(event.title)


@pytest.fixture(autouse=True)
def silence():
    heard.clear()


def resident(county, **values) -> Resident:
    grid = county.area("刘庄村第一网格")
    given = {"name": "赵小满", "phone": "13800001111", "area": grid, "area_path": grid.path, "town_id": grid.town_id}
    return Resident(**{**given, **values})


def test_change_saves_the_named_fields_records_them_and_tells(county):
    office = county.office("德固镇供水所")
    with change(Office, office.pk, actor=county.who("县系统管理员"), verb="rename", seen=1) as record:
        record.name = "德固镇供水站"
        record.note("机构改革")
        record.tell(OfficeRenamed(title="德固镇供水站"))
    office.refresh_from_db()
    entry = audit.trail(office).last()
    assert (office.name, office.version) == ("德固镇供水站", 2)
    assert entry.changes == {"name": ["德固镇供水所", "德固镇供水站"]}
    assert (entry.verb, entry.actor_name, entry.note, entry.object_version) == ("rename", "县系统管理员", "机构改革", 2)
    assert heard == ["德固镇供水站"]


def test_only_the_changed_columns_are_written(county, django_assert_num_queries):
    office = county.office("德固镇供水所")
    with django_assert_num_queries(3 + 2) as queries, change(Office, office.pk, actor=SYSTEM, verb="rename") as record:
        record.name = "德固镇供水站"
    (update,) = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("UPDATE")]
    assert '"name"' in update and '"version"' in update and '"kind"' not in update


def test_stale_record_says_what_changed_and_by_whom(county):
    office, administrator = county.office("德固镇供水所"), county.who("县系统管理员")
    with change(Office, office.pk, actor=administrator, verb="rename") as record:
        record.name = "德固镇供水站"
    with (
        pytest.raises(StaleRecord) as refusal,
        change(Office, office.pk, actor=SYSTEM, verb="rename", seen=1) as record,
    ):
        record.name = "供水中心"
    (told,) = refusal.value.changes
    assert (told.before, told.after, told.by) == ("德固镇供水所", "德固镇供水站", "县系统管理员")
    office.refresh_from_db()
    assert (office.name, office.version) == ("德固镇供水站", 2)


def test_whoever_may_not_changes_nothing(county):
    office = county.office("德固镇供水所")
    with (
        pytest.raises(NotAllowed),
        change(Office, office.pk, actor=county.who("城关镇网格员"), verb="rename") as record,
    ):
        record.name = "x"
    office.refresh_from_db()
    assert office.version == 1 and audit.trail(office).count() == 1


def test_error_in_the_block_undoes_everything(county):
    office = county.office("德固镇供水所")
    with pytest.raises(ZeroDivisionError), change(Office, office.pk, actor=SYSTEM, verb="rename") as record:
        record.name = "x"
        record.tell(OfficeRenamed(title="x"))
        raise ZeroDivisionError
    office.refresh_from_db()
    assert (office.name, office.version, heard) == ("德固镇供水所", 1, [])
    assert audit.trail(office).count() == 1


def test_missing_record_is_not_found(county):
    with pytest.raises(NotFound), change(Office, new_id(), actor=SYSTEM, verb="rename"):
        raise AssertionError("the block must not run")


def test_taken_value_is_a_conflict_on_creating_and_on_changing(county):
    grid = county.area("刘庄村第一网格")
    homes = [Household(number=number, area=grid, area_path=grid.path, town_id=grid.town_id) for number in ("H1", "H2")]
    create_many(homes, actor=SYSTEM)
    again = Household(number="H1", area=grid, area_path=grid.path, town_id=grid.town_id)
    with pytest.raises(Conflict):
        create(again, actor=SYSTEM)
    with pytest.raises(Conflict):
        create_many([again], actor=SYSTEM)
    with pytest.raises(Conflict), change(Household, homes[1].pk, actor=SYSTEM, verb="renumber") as record:
        record.number = "H1"
    assert Household.objects.count() == 2


def test_personal_values_never_stand_in_the_trail(county):
    person = create(resident(county), actor=SYSTEM)
    with change(Resident, person.pk, actor=SYSTEM, verb="correct") as record:
        record.phone, record.gender = "13900002222", "male"
    written = json.dumps(list(audit.trail(person).values("changes", "object_label", "note")), ensure_ascii=False)
    assert "13800001111" not in written and "13900002222" not in written and "赵小满" not in written
    assert audit.trail(person).last().changes == {"phone": ["●", "●"], "gender": ["", "male"]}


def test_blind_index_follows_its_field(county):
    person = create(resident(county), actor=SYSTEM)
    before = person.phone_index
    with change(Resident, person.pk, actor=SYSTEM, verb="correct") as record:
        record.phone = "13900002222"
    person.refresh_from_db()
    assert person.phone == "13900002222" and person.phone_index not in {"", before}


def test_nested_values_changed_in_place_are_noticed(county):
    person = create(resident(county, needs=["disabled"]), actor=SYSTEM)
    with change(Resident, person.pk, actor=SYSTEM, verb="correct") as record:
        record.needs.append("low_income")
    assert audit.trail(person).last().changes == {"needs": [["disabled"], ["disabled", "low_income"]]}


def test_many_records_come_with_an_entry_each_in_a_few_statements(county, django_assert_max_num_queries):
    people = [resident(county, name=f"居民{number}", phone="") for number in range(200)]
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(12):  # SQLite takes some 50 rows a statement
        create_many(people, actor=SYSTEM)
    assert AuditEntry.objects.count() - before == 200
    assert Resident.objects.exclude(name_index="").count() == 200


def test_record_without_a_guard_cannot_be_written(db):
    class Unguarded(Record):
        class Meta:
            app_label = "no_installed_room"

    with pytest.raises(LookupError):
        create(Unguarded(), actor=SYSTEM)


def test_every_record_of_the_product_has_a_guard():
    from django.apps import apps

    declared = {model for model in apps.get_models() if issubclass(model, Record) and model._meta.managed}
    # Parts that are only ever written inside the change of the record they belong to.
    assert {model.__name__ for model in declared - guarded()} <= PARTS


PARTS: set[str] = set()


@pytest.mark.django_db(transaction=True)
def test_changes_of_one_record_queue_and_none_is_lost():
    world = County.build()
    office, failures = world.office("德固镇供水所"), []

    def rename(number: int) -> None:
        try:
            for time in range(5):
                with change(Office, office.pk, actor=SYSTEM, verb="rename") as record:
                    record.name = f"{number}-{time}"
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=rename, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.refresh_from_db()
    assert not failures and office.version == 21
    assert sorted(audit.trail(office).values_list("object_version", flat=True)) == list(range(1, 22))
