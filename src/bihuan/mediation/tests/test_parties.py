"""Parties: several a side, agents, groups with a share each, pasted from a spreadsheet; found, masked, told apart."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.errors import Invalid, NotAllowed, StaleRecord, WrongState
from bihuan.mediation import selectors, services
from bihuan.mediation.models import Dispute, Party
from bihuan.mediation.pasting import read_people
from bihuan.mediation.services import PartyEntry
from bihuan.mediation.tests.stories import CLERK, DESK, MEDIATOR, in_hand
from bihuan.platform.models import AuditEntry
from bihuan.platform.search.index import search
from tests.worlds import County


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


def test_a_party_with_an_agent_is_sealed_and_found_by_name(county: County, dispute: Dispute) -> None:
    mediator = county.who(MEDIATOR)
    party = services.add_party(
        mediator,
        dispute_id=dispute.pk,
        entry=PartyEntry(
            "respondent", "赵老板", phone="13900004321", statement="钱已经给了包工头",
            agent_name="周律师", agent_phone="13700001111", agent_authority="special",
        ),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement, agent_name FROM mediation_party WHERE id = %s", [_raw(party)])
        stored = " ".join(cursor.fetchone())
    assert not any(word in stored for word in ("赵老板", "包工头", "周律师"))
    assert [hit.object_id for hit in search(county.who(DESK), "周律师")["dispute"]] == [dispute.pk]
    assert "包工头" not in str(AuditEntry.objects.filter(object_id=party.pk).values_list("changes", "note"))


def _raw(party: Party) -> object:
    return party.pk.hex if connection.vendor == "sqlite" else party.pk


def test_an_agent_without_authority_and_a_paid_share_above_the_agreed_are_named_beside_their_fields(
    county: County, dispute: Dispute
) -> None:
    entry = PartyEntry(
        "applicant", " ", agent_name="周律师", agreed=Decimal(100), paid=Decimal(200), representative=True
    )
    with pytest.raises(Invalid) as refused:
        services.add_party(county.who(MEDIATOR), dispute_id=dispute.pk, entry=entry)
    assert {fault.field for fault in refused.value.faults} == {"name", "agent_authority", "paid", "group"}


def test_twenty_workers_are_brought_as_a_group_and_their_representative_stands_for_them(
    county: County, dispute: Dispute
) -> None:
    pasted = "序号\t姓名\t电话\t欠薪金额\n" + "\n".join(
        f"{n}\t工友{n}\t138{n:08d}\t{1000 + n}.50" for n in range(1, 21)
    )
    people = read_people(pasted + "\n合计\t\t\t20210")
    assert len(people) == 20 and not any(one.faults for one in people)
    mediator = county.who(MEDIATOR)
    entries = [PartyEntry("applicant", one.name, phone=one.phone, claimed=one.claimed) for one in people]
    services.add_group(mediator, dispute_id=dispute.pk, side="applicant", group="三号楼工友", entries=entries)
    rows = selectors.parties_of(mediator, dispute)
    assert sum(one.claimed for one in rows if one.claimed) == Decimal("20220.00")
    speaker = next(one for one in rows if one.name == "工友7")
    services.edit_party(
        mediator, party_id=speaker.pk, seen=speaker.version,
        entry=PartyEntry("applicant", "工友7", phone=speaker.phone, claimed=speaker.claimed, group="三号楼工友", representative=True),
    )  # fmt: skip
    dispute.refresh_from_db()
    assert dispute.applicant == "工友7"
    with pytest.raises(Invalid, match="已经在申请人里"):
        services.add_group(mediator, dispute_id=dispute.pk, side="applicant", group="三号楼工友", entries=entries[:1])


def test_a_list_without_headings_is_read_by_what_its_cells_look_like_and_names_what_is_wrong() -> None:
    people = read_people("1 张三 13800000001 3,500元\n2 李四 1380000 8000\n\n王五,13800000003,2000")
    assert [(one.line, one.name, one.claimed) for one in people] == [
        (1, "张三", Decimal("3500.00")),
        (2, "李四", Decimal("1380000.00")),
        (4, "王五", Decimal("2000.00")),
    ]
    headed = read_people("姓名\t电话\n李四\t1380000\n\t13800000001")
    assert "电话" in headed[0].faults[0] or "手机" in headed[0].faults[0]
    assert headed[1].faults == ("这一行没有姓名。",)


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_read_without_breaking_and_never_takes_a_nameless_row(text: str) -> None:
    assert all(one.faults or one.name for one in read_people(text))


def test_who_leaves_keeps_the_row_and_the_last_applicant_cannot(county: County, dispute: Dispute) -> None:
    mediator = county.who(MEDIATOR)
    applicant, respondent = selectors.parties_of(mediator, dispute)
    with pytest.raises(WrongState, match="至少要有一位"):
        services.withdraw_party(mediator, party_id=applicant.pk, reason="不想调了")
    services.withdraw_party(mediator, party_id=respondent.pk, reason="列错了人")
    assert Party.objects.get(pk=respondent.pk).withdraw_reason == "列错了人"
    dispute.refresh_from_db()
    assert dispute.respondent == ""
    with pytest.raises(WrongState, match="已经退出"):
        services.edit_party(mediator, party_id=respondent.pk, entry=PartyEntry("respondent", "顺达"))


def test_two_people_editing_one_party_the_second_is_told_and_others_may_not_at_all(
    county: County, dispute: Dispute
) -> None:
    party = selectors.parties_of(county.who(MEDIATOR), dispute)[0]
    services.edit_party(
        county.who(DESK), party_id=party.pk, entry=PartyEntry("applicant", "王小勤", occupation="木工"), seen=1
    )
    with pytest.raises(StaleRecord) as stale:
        services.edit_party(
            county.who(MEDIATOR), party_id=party.pk, entry=PartyEntry("applicant", "王小勤", occupation="瓦工"), seen=1
        )
    assert ("职业或职务", "木工") in {(one.field, one.after) for one in stale.value.changes}
    with pytest.raises(NotAllowed):
        services.add_party(county.who(CLERK), dispute_id=dispute.pk, entry=PartyEntry("applicant", "某人"))
