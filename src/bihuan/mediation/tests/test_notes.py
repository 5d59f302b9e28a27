"""Secret notes: the writer's own eyes, and no other door: page, interface, export, search, trail, whatever the post."""

import pytest
from django.db import connection
from django.test import Client

from bihuan.kernel.errors import Invalid, NotAllowed, NotFound
from bihuan.mediation import course_selectors as course
from bihuan.mediation import services
from bihuan.mediation.models import Dispute, SecretNote
from bihuan.mediation.tests.stories import DESK, MEDIATOR, in_hand
from bihuan.orgs.models import Staff
from bihuan.platform.actors import PUBLIC, SYSTEM
from bihuan.platform.ledgers import ledgers
from bihuan.platform.models import AuditEntry, SearchEntry
from bihuan.platform.search.index import search
from tests.worlds import County

SECRET = "老板私下说最多再加两千"


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


@pytest.fixture
def note(county: County, dispute: Dispute) -> SecretNote:
    return services.write_note(county.who(MEDIATOR), dispute=dispute, text=SECRET)


def test_only_the_writer_reads_it_whatever_the_post(county: County, dispute: Dispute, note: SecretNote) -> None:
    assert [one.text for one in course.own_notes(county.who(MEDIATOR), dispute)] == [SECRET]
    for person in Staff.objects.exclude(pk=note.by_id):
        assert course.own_notes(person, dispute) == [], person.name
        with pytest.raises(NotFound):
            course.own_note(person, dispute, note.pk)
    assert course.own_notes(SYSTEM, dispute) == [] == course.own_notes(PUBLIC, dispute)


def test_nobody_else_changes_it_not_even_the_machine(county: County, note: SecretNote) -> None:
    for actor in (county.who(DESK), county.who("县系统管理员"), SYSTEM):
        with pytest.raises(NotAllowed, match="只有写它的调解员本人"):
            services.edit_note(actor, note_id=note.pk, text="改")
        with pytest.raises(NotAllowed):
            services.void_note(actor, note_id=note.pk)
    with pytest.raises(NotAllowed):
        services.write_note(SYSTEM, dispute=note.dispute, text="机器写的")
    with pytest.raises(Invalid, match="请填写笔记"):
        services.edit_note(county.who(MEDIATOR), note_id=note.pk, text="  ")


def test_it_is_sealed_in_the_database_and_its_words_stand_in_no_trail_and_no_index(
    county: County, note: SecretNote
) -> None:
    services.edit_note(county.who(MEDIATOR), note_id=note.pk, text=SECRET + ",明天再谈", seen=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mediation_secretnote")
        assert all("老板" not in row[0] for row in cursor.fetchall())
    trail = AuditEntry.objects.filter(object_id=note.pk)
    assert trail.count() == 2 and "老板" not in str(list(trail.values("changes", "note", "object_label")))
    assert not SearchEntry.objects.filter(object_id=note.pk).exists()
    assert not any(search(county.who(MEDIATOR), "老板私下说").values())


def test_no_page_and_no_interface_shows_it_to_anybody_else(
    county: County, dispute: Dispute, note: SecretNote, client: Client
) -> None:
    pages = [
        f"/cases/{dispute.case_id}/",
        f"/cases/{dispute.case_id}/sheet/",
        f"/cases/{dispute.case_id}/mediation/notes/",
        f"/cases/{dispute.case_id}/mediation/course/",
        f"/cases/{dispute.case_id}/mediation/notes/{note.pk}/edit/",
        f"/cases/{dispute.case_id}/mediation/notes/{note.pk}/void/",
        f"/api/v1/cases/{dispute.case_id}",
        f"/api/v1/cases/{dispute.case_id}/timeline",
        f"/audit/?object={note.pk}",
    ]
    for person in Staff.objects.exclude(pk=note.by_id):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            assert SECRET not in b"".join(answer).decode(errors="ignore"), (person.name, page)
            if f"notes/{note.pk}" in page:
                assert answer.status_code in (403, 404), (person.name, page)
    client.force_login(county.who(MEDIATOR))
    own = client.get(pages[2])
    assert SECRET in own.content.decode()
    assert SECRET not in client.get(pages[0]).content.decode()


def test_no_ledger_and_no_export_knows_of_notes() -> None:
    assert all(one.model is not SecretNote for one in ledgers())
    related = {one.related_model for one in Dispute._meta.related_objects}
    assert SecretNote not in related, "nothing can walk from a dispute to its notes"


def test_a_note_taken_back_is_shown_no_more(county: County, dispute: Dispute, note: SecretNote) -> None:
    services.void_note(county.who(MEDIATOR), note_id=note.pk)
    assert course.own_notes(county.who(MEDIATOR), dispute) == []
