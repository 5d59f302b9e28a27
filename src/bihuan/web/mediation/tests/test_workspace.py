"""The mediation page: one panel at a time, a fixed number of statements, personal values masked until a logged look."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.mediation import services
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.services import PartyEntry
from bihuan.mediation.tests.stories import DESK, LEADER, MEDIATOR, in_hand
from bihuan.platform.models import AuditEntry
from bihuan.web.mediation import panels
from tests.worlds import County


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


def test_every_panel_opens_for_the_mediator_and_shows_nobody_in_full(
    county: County, dispute: Dispute, client: Client
) -> None:
    mediator = county.who(MEDIATOR)
    client.force_login(mediator)
    assert client.get(f"/cases/{dispute.case_id}/mediation/").status_code == 200
    keys = [one.key for one in panels.shown_to(mediator, dispute)]
    assert keys[0] == "parties" and len(keys) == len(set(keys))
    for key in ["", *keys]:
        address = panels.address(dispute.case_id, key) if key else f"/cases/{dispute.case_id}/mediation/"
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200 and "调解各项" in page
        assert "王小勤" not in page and "13800001234" not in page
    assert client.get(panels.address(dispute.case_id, "nothing")).status_code == 404


def test_the_page_asks_the_same_number_of_statements_however_many_parties(
    county: County, dispute: Dispute, client: Client
) -> None:
    client.force_login(county.who(MEDIATOR))
    address = panels.address(dispute.case_id, "parties")
    client.get(address)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    few = statements()
    entries = [PartyEntry("applicant", f"工友{n}", claimed=100) for n in range(20)]  # type: ignore[arg-type]
    services.add_group(
        county.who(MEDIATOR), dispute_id=dispute.pk, side="applicant", group="三号楼工友", entries=entries
    )
    assert statements() == few


def test_a_list_is_previewed_before_it_is_registered(county: County, dispute: Dispute, client: Client) -> None:
    client.force_login(county.who(MEDIATOR))
    address = f"/cases/{dispute.case_id}/mediation/parties/group/"
    sent = {
        "side": "applicant",
        "group": "三号楼工友",
        "pasted": "姓名\t电话\t金额\n张大\t13800000011\t1200\n\t13800000012\t9",
    }
    shown = client.post(address, sent).content.decode()
    assert "这一行没有姓名" in shown and "确认登记" not in shown
    sent["pasted"] = "姓名\t电话\t金额\n张大\t13800000011\t1200\n李二\t13800000012\t900"
    shown = client.post(address, sent).content.decode()
    assert "确认登记" in shown and "2,100" in shown and Party.objects.count() == 2
    assert client.post(address, sent | {"sure": "1"}).status_code == 302
    assert Party.objects.filter(group="三号楼工友").count() == 2


def test_opening_a_party_in_full_stands_in_the_trail_and_a_stale_form_shows_both(
    county: County, dispute: Dispute, client: Client
) -> None:
    mediator, party = county.who(MEDIATOR), Party.objects.filter(dispute=dispute, side="applicant").get()
    client.force_login(mediator)
    address = f"/cases/{dispute.case_id}/mediation/parties/{party.pk}/edit/"
    opened = client.get(address)
    assert "王小勤" in opened.content.decode() and opened["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(object_id=dispute.pk, verb="reveal", actor_id=mediator.pk).count() == 1
    services.edit_party(
        county.who(DESK), party_id=party.pk, seen=1,
        entry=PartyEntry("applicant", "王小勤", phone="13800001234", statement="欠我三个月工钱"),
    )  # fmt: skip
    sent = {"side": "applicant", "name": "王小勤", "phone": "13800001234", "statement": "欠我四个月工钱", "seen": "1"}
    stale = client.post(address, sent)
    page = stale.content.decode()
    assert stale.status_code == 409 and "欠我三个月工钱" in page and "欠我四个月工钱" in page
    client.force_login(county.who(LEADER))
    assert client.get(address).status_code == 403
