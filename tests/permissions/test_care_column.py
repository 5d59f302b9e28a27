"""Why somebody needs closer care is seen, asked for and exported by those who look after the household, role by role."""

from pathlib import Path

import pytest
from django.test import Client

from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.addresses import resident_url
from bihuan.orgs.ledgers.people import Residents
from bihuan.orgs.models import Resident
from bihuan.orgs.policies import READ_CARE, READ_RESIDENTS
from bihuan.orgs.services import ResidentEntry, register_resident
from bihuan.platform.actors import SYSTEM
from bihuan.platform.ledgers import ledger, read_query
from bihuan.platform.ledgers.export import FileForm, export_to
from bihuan.platform.policies import holds
from tests.worlds import County

MAY = ("德固镇村(社区)书记", "德固镇网格员", "德固镇分管领导")
MAY_NOT = ("德固镇统计员", "德固镇综治中心值班员", "德固镇乡镇(街道)书记")


def someone(county: County) -> Resident:
    area = county.area("刘庄村第一网格")
    entry = ResidentEntry(name="欧阳立新", area_id=area.pk, phone="13800001234", needs=(Resident.Need.MENTAL,))
    return register_resident(actor=SYSTEM, entry=entry)


@pytest.mark.parametrize("name", [*MAY, *MAY_NOT])
def test_the_ledger_shows_and_filters_care_by_its_own_right(county: County, client: Client, name: str) -> None:
    person, viewer = someone(county), county.who(name)
    assert holds(viewer, READ_RESIDENTS) and holds(viewer, READ_CARE) == (name in MAY)
    client.force_login(viewer)
    ledger_page = client.get("/ledgers/residents/?columns=name,care").content.decode()
    answer = client.get(resident_url(person.pk))
    assert answer.status_code == 200
    resident_page = answer.content.decode()
    assert ("关爱类别" in ledger_page) == (name in MAY)
    assert ("关爱类别" in resident_page) == (name in MAY)
    asked = client.get("/ledgers/residents/?care=mental")
    assert (asked.status_code == 200) == (name in MAY)
    found = ledger("residents")
    assert isinstance(found, Residents)
    if name not in MAY:
        with pytest.raises(NotAllowed):
            found.page(viewer, read_query(found, {"care": ["mental"]}))


@pytest.mark.parametrize("name", ["德固镇统计员", "德固镇村(社区)书记"])
def test_an_export_leaves_care_out_for_whoever_does_not_need_it(county: County, tmp_path: Path, name: str) -> None:
    someone(county)
    found, path = ledger("residents"), tmp_path / "residents.csv"
    export_to(path, found, county.who(name), read_query(found, {"columns": ["name,care"]}), form=FileForm.CSV)
    assert ("关爱类别" in path.read_text("utf-8-sig")) == (name in MAY)


def test_a_clerk_who_corrects_a_resident_leaves_care_as_it_is(county: County, client: Client) -> None:
    person = someone(county)
    client.force_login(county.who("德固镇统计员"))
    form = client.get(f"{resident_url(person.pk)}edit/").content.decode()
    assert "关爱类别" not in form
    given = {
        "name": "••••••", "phone": "••••••", "area": person.area_id, "needs": [], "birth_year": "1950",
        "seen": person.version,
    }  # fmt: skip
    assert client.post(f"{resident_url(person.pk)}edit/", given).status_code == 302
    person.refresh_from_db()
    assert (person.needs, person.birth_year) == ([Resident.Need.MENTAL], 1950)
