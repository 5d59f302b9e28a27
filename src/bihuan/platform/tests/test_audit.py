"""The trail cannot be changed by the product, and whoever changes it past the product is found out."""

import threading
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.config.cli import main
from bihuan.orgs.models import Office
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import AuditEntry, AuditHead
from tests.worlds import County

append_only = import_module("bihuan.platform.migrations.0003_append_only_audit")


@pytest.fixture
def trail(county: County) -> list[AuditEntry]:
    """A sealed trail of a whole county."""
    while audit.seal():
        pass
    return list(AuditEntry.objects.order_by("sequence"))


@pytest.fixture
def tampering(trail):
    """Somebody who has the database's password: the triggers are gone while the test runs."""
    append_only.lift(connection)
    yield
    append_only.install(connection)


def codes() -> list[str]:
    return [flaw.code for flaw in audit.verify()]


def test_a_sealed_trail_is_whole(trail):
    assert len(trail) > 50 and codes() == []
    assert [entry.sequence for entry in trail] == list(range(1, len(trail) + 1))
    assert AuditHead.objects.get().sequence == len(trail)


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "x"},
        {"actor_name": "x"},
        {"changes": {"name": ["a", "b"]}},
        {"note": "x"},
        {"mark": "0" * 64},
        {"object_version": 7},
    ],
)
def test_database_refuses_to_edit_an_entry(trail, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=trail[3].pk).update(**change)
    assert codes() == []


def test_database_refuses_to_delete_and_to_seal_anew(trail):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=trail[3].pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=trail[3].pk).update(sequence=9999)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=trail[3].pk).update(chain="0" * 64)


def test_edited_entry_is_found(tampering, trail):
    AuditEntry.objects.filter(pk=trail[3].pk).update(note="改过")
    assert codes() == ["changed"]


def test_edit_with_a_new_mark_breaks_the_chain(tampering, trail):
    entry = AuditEntry.objects.get(pk=trail[3].pk)
    entry.note = "改过"
    entry.mark = audit.sign(audit._content(entry))  # somebody who even has the key
    entry.save()
    assert "broken" in codes()


def test_entry_removed_from_the_middle_is_found(tampering, trail):
    AuditEntry.objects.filter(pk=trail[3].pk).delete()
    assert "gap" in codes()


def test_entries_removed_from_the_end_are_found(tampering, trail):
    AuditEntry.objects.filter(sequence__gt=trail[-1].sequence - 5).delete()
    assert "truncated" in codes()


def test_swapped_entries_are_found(tampering, trail):
    one, other = trail[3], trail[4]
    AuditEntry.objects.filter(pk=one.pk).update(sequence=None)
    AuditEntry.objects.filter(pk=other.pk).update(sequence=one.sequence)
    AuditEntry.objects.filter(pk=one.pk).update(sequence=other.sequence)
    assert "broken" in codes()


def test_unsealed_entry_that_was_edited_is_found(county):
    append_only.lift(connection)
    AuditEntry.objects.filter(pk=AuditEntry.objects.earliest("id").pk).update(verb="x")
    append_only.install(connection)
    assert codes() == ["changed"]


def test_unsealed_entry_that_was_removed_is_found_by_the_versions(county):
    from bihuan.platform.change import change

    office = county.office("德固镇供水所")
    with change(Office, office.pk, actor=SYSTEM, verb="rename") as record:
        record.name = "德固镇供水站"
    append_only.lift(connection)
    audit.trail(office).filter(object_version=1).delete()
    append_only.install(connection)
    assert "missing" in codes()


def test_whole_trail_of_a_record_removed_before_sealing_is_found(county):
    office = county.office("德固镇供水所")
    append_only.lift(connection)
    audit.trail(office).delete()
    append_only.install(connection)
    assert "missing" in codes()


def test_command_says_what_is_wrong_and_fails(tampering, trail, capsys):
    assert main(["audit", "verify"]) == 0
    AuditEntry.objects.filter(pk=trail[3].pk).delete()
    assert main(["audit", "verify"]) == 1
    printed = capsys.readouterr()
    assert "gap" in printed.err and "发现问题" in printed.out


@pytest.mark.django_db(transaction=True)
def test_sealing_beside_writers_leaves_no_gap():
    world = County.build()
    office, failures = world.office("德固镇供水所"), []

    def write() -> None:
        try:
            for _round in range(15):
                audit.append(office, actor=SYSTEM, verb="export")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    def seal() -> None:
        try:
            for _round in range(15):
                audit.seal()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=target) for target in (write, write, write, seal, seal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while audit.seal():
        pass
    assert not failures and codes() == []
    assert AuditHead.objects.get().sequence == AuditEntry.objects.count()
