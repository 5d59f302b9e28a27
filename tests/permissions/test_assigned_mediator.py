"""A mediator of another office: sees and mediates a case from the assignment on, and not a moment longer."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.cases import selectors as cases
from bihuan.cases.models import Case
from bihuan.cases.policies import ASSIST, CASES, COMMENT, HANDLE, READ, REVEAL, TRIAGE, VERIFY
from bihuan.kernel.errors import NotFound
from bihuan.mediation import course_selectors as course
from bihuan.mediation import services
from bihuan.mediation.models import Dispute, DisputeKind
from bihuan.mediation.network.assigning import assign_mediator
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.orgs.models import Role
from bihuan.platform.actors import SYSTEM
from bihuan.platform.search.index import search
from tests.worlds import County

DESK, MEDIATOR, OTHER = "德固镇综治中心值班员", "德固镇人民调解员", "县劳动争议调解员"
pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(county: County) -> Dispute:
    """Of 刘庄村, not yet sent to anybody; a trade committee of the county has a mediator with an account."""
    county.add_staff(OTHER, Role.MEDIATOR, "澜州县", "县住建局")
    trade = {"name": "县劳动争议调委会", "kind": "trade", "trade": "labour", "area": county.area("澜州县")}
    committee = COMMITTEES.add(actor=SYSTEM, values=trade)
    for name, account in (("行业的", OTHER), ("镇里的", MEDIATOR)):
        given = {"name": name, "committee": committee, "area": county.area("德固镇"), "staff": county.who(account)}
        MEDIATORS.add(actor=SYSTEM, values=given)
    return services.register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="王甲",
        applicant_phone="13800001111", respondent="顺达公司", summary="拖欠工资两万元",
    )  # fmt: skip


def give(county: County, dispute: Dispute, account: str, reason: str = "") -> None:
    chosen = MEDIATORS.rows(SYSTEM).get(staff=county.who(account))
    assign_mediator(county.who(DESK), dispute_id=dispute.pk, mediator_id=chosen.pk, reason=reason)


def seen_by(county: County, who: str, dispute: Dispute) -> set[str]:
    """The doors that open: the row filter, the single check, the page, the panels, the search."""
    viewer, client = county.who(who), Client()
    client.force_login(viewer)
    case = Case.objects.get(pk=dispute.case_id)
    found = {
        "rows": cases.cases(viewer).filter(pk=case.pk).exists(),
        "check": CASES.allows(viewer, READ, case),
        "page": client.get(f"/cases/{case.pk}/").status_code == 200,
        "mediation": client.get(f"/cases/{case.pk}/mediation/course/").status_code == 200,
        "search": any(str(case.pk) in hit.url for hit in search(viewer, case.number).get("case", [])),
        "ledger": case.number in client.get("/ledgers/cases/").content.decode(),
    }
    return {name for name, opened in found.items() if opened}


EVERY_DOOR = {"rows", "check", "page", "mediation", "search", "ledger"}


def test_the_assignment_opens_every_door_and_its_end_shuts_them(county: County, dispute: Dispute) -> None:
    assert seen_by(county, OTHER, dispute) == set()
    give(county, dispute, OTHER)
    assert seen_by(county, OTHER, dispute) == EVERY_DOOR
    note = services.write_note(county.who(OTHER), dispute=Dispute.objects.get(pk=dispute.pk), text="对方愿意让步")

    give(county, dispute, MEDIATOR, reason="当事人要求换人")

    assert seen_by(county, OTHER, dispute) == set()
    assert seen_by(county, MEDIATOR, dispute) == EVERY_DOOR
    now = Dispute.objects.get(pk=dispute.pk)
    assert course.own_notes(county.who(MEDIATOR), now) == [], "the note stays its writer's"
    with pytest.raises(NotFound):
        course.own_note(county.who(MEDIATOR), now, note.pk)


def test_mediating_is_not_handling_role_by_role(county: County, dispute: Dispute) -> None:
    give(county, dispute, OTHER)
    case = Case.objects.get(pk=dispute.case_id)
    other = county.who(OTHER)
    assert {right for right in (READ, COMMENT, REVEAL, HANDLE, ASSIST, TRIAGE, VERIFY) if CASES.allows(other, right, case)} == {
        READ, COMMENT, REVEAL,
    }  # fmt: skip
    strangers = ("城关镇人民调解员", "城关镇综治中心值班员", "城关镇经办人员", "德固镇经办人员", "县系统管理员")
    for who in strangers:
        assert seen_by(county, who, dispute) == set(), who


def test_other_cases_of_that_town_stay_closed(county: County, dispute: Dispute) -> None:
    give(county, dispute, OTHER)
    another = services.register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="钱丁",
        applicant_phone="13900001111", respondent="顺达公司", summary="拖欠工资三万元",
    )  # fmt: skip
    assert seen_by(county, OTHER, another) == set()
    assert cases.cases(county.who(OTHER)).get() == dispute.case


def test_the_list_asks_as_often_with_many_assigned_as_with_one(county: County, dispute: Dispute) -> None:
    give(county, dispute, OTHER)
    client = Client()
    client.force_login(county.who(OTHER))
    counts = []
    for number in range(2):
        for turn in range(4 * number):
            one = services.register_dispute(
                county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant=f"王{turn}",
                applicant_phone=f"1380000222{turn}", respondent="顺达公司", summary="拖欠工资",
            )  # fmt: skip
            give(county, one, OTHER)
        client.get("/ledgers/cases/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/ledgers/cases/")
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
