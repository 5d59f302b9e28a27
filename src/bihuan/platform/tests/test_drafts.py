"""A draft is the record that the model's constructor makes."""

import pytest

from bihuan.cases.models import Case, CaseKind
from bihuan.orgs.models import Resident
from bihuan.platform.drafts import draft
from bihuan.platform.models import ImportedRow, Job
from tests.worlds import County


def _said(record: object) -> dict[str, object]:
    made_anew = {"_state", "id", "created_at", "at", "run_after", "reported_at"}
    return {name: value for name, value in vars(record).items() if name not in made_anew}


def test_a_draft_holds_what_the_constructor_would_set(county: County) -> None:
    area, town = county.area("刘庄村第一网格"), county.area("德固镇")
    words = {"kind": CaseKind.DISPUTE, "area": area, "town": town, "handler": None, "title": "院墙"}
    drafted, built = draft(Case, **words), Case(**words)
    assert _said(drafted) == _said(built)
    assert drafted.area is area and drafted.handler is None and drafted._state.adding
    assert drafted.id != built.id and drafted.created_at >= built.created_at.replace(microsecond=0)


def test_mutable_defaults_are_not_shared(county: County) -> None:
    first, second = draft(Resident, name="张一"), draft(Resident, name="张二")
    first.needs.append("disabled")
    assert second.needs == [] and _said(draft(Job, name="x")) == _said(Job(name="x"))


def test_a_draft_saves_like_any_record(county: County) -> None:
    area, town = county.area("刘庄村第一网格"), county.area("德固镇")
    one = draft(Resident, name="张三", area=area, area_path=area.path, town=town)
    one.save(force_insert=True)
    assert Resident.objects.get(pk=one.pk).name == "张三"


def test_a_word_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        draft(ImportedRow, colour="red")
