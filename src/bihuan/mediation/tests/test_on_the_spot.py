"""Mediated on the spot: five answers, the whole loop honestly: verified and visited by others, rewarded by nobody else."""

from dataclasses import replace

import pytest
from django.test import Client

from bihuan.cases import services as cases
from bihuan.cases.models import Case, State
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.kernel.ids import new_id
from bihuan.mediation import services
from bihuan.mediation.models import Agreement, AgreementForm, Dispute, DisputeKind, Result
from bihuan.mediation.services import OnTheSpot
from bihuan.mediation.tests.stories import CLERK, DESK, MEDIATOR
from bihuan.platform import audit
from tests.worlds import County

SECRETARY, SUPERVISOR = "德固镇村(社区)书记", "德固镇督导员"


@pytest.fixture
def told(county: County) -> OnTheSpot:
    return OnTheSpot(
        kind=DisputeKind.NEIGHBOUR, area=county.area("刘庄村"), applicant="孙二婶", respondent="马大爷",
        summary="两家为墙根的排水沟吵起来", terms="马大爷三天内把沟清通,以后各清各的一半", case_id=new_id(), applicant_phone="13800005678",
    )  # fmt: skip


@pytest.mark.parametrize("who", [MEDIATOR, SECRETARY])
def test_it_waits_for_somebody_else_and_counts_only_then(county: County, told: OnTheSpot, who: str) -> None:
    dispute = services.settle_on_the_spot(county.who(who), told=told)
    dispute.refresh_from_db()
    case = Case.objects.get(pk=dispute.case_id)
    assert (dispute.on_the_spot, dispute.result, dispute.agreement) == (True, Result.SETTLED, AgreementForm.VERBAL)
    assert (case.state, case.handler) == (State.TO_VERIFY, county.who(who)) and not dispute.confirmed
    assert Agreement.objects.get(dispute=dispute).terms == told.terms
    with pytest.raises((NotAllowed, WrongState)):
        cases.verify_case(county.who(who), case_id=case.pk)
    cases.verify_case(county.who(SUPERVISOR), case_id=case.pk)
    assert Dispute.objects.get(pk=dispute.pk).confirmed
    verbs = [entry.verb for entry in audit.trail(case)]
    case.refresh_from_db()
    assert case.state == State.TO_REVISIT
    assert verbs == ["report", "accept", "dispatch", "take", "finish", "verify"]


def test_the_same_sent_twice_from_a_phone_is_one(county: County, told: OnTheSpot) -> None:
    first = services.settle_on_the_spot(county.who(MEDIATOR), told=told)
    assert services.settle_on_the_spot(county.who(MEDIATOR), told=told).pk == first.pk
    assert Case.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_is_stored(county: County, told: OnTheSpot) -> None:
    empty = replace(told, applicant=" ", respondent="", summary="", terms="", area=None)
    with pytest.raises(Invalid) as refused:
        services.settle_on_the_spot(county.who(MEDIATOR), told=empty)
    assert {fault.field for fault in refused.value.faults} == {"applicant", "respondent", "summary", "terms", "area"}
    with pytest.raises(NotAllowed):
        services.settle_on_the_spot(county.who(CLERK), told=told)
    assert not Case.objects.exists()


def test_a_major_matter_is_not_settled_on_the_spot(county: County, told: OnTheSpot) -> None:
    major = replace(told, summary="三十多名工人讨薪,有人扬言要跳楼、要放火")
    with pytest.raises(WrongState, match="联席会"):
        services.settle_on_the_spot(county.who(MEDIATOR), told=major)
    assert not Case.objects.exists()


def test_the_phone_page_asks_five_things_and_keeps_what_was_typed(
    county: County, told: OnTheSpot, client: Client
) -> None:
    client.force_login(county.who(SECRETARY))
    page = client.get("/mediation/on-the-spot/").content.decode()
    assert all(f'name="{name}"' in page for name in ("kind", "applicant", "respondent", "summary", "terms"))
    sent = {"case_id": str(new_id()), "kind": "neighbour", "area": str(county.area("刘庄村").pk), "summary": "排水沟"}
    refused = client.post("/mediation/on-the-spot/", sent)
    assert refused.status_code == 422 and "排水沟" in refused.content.decode()
    sent |= {"applicant": "孙二婶", "respondent": "马大爷", "terms": "三天内清通"}
    answer = client.post("/mediation/on-the-spot/", sent)
    assert answer.status_code == 302 and Dispute.objects.get().on_the_spot
    client.force_login(county.who(CLERK))
    assert client.get("/mediation/on-the-spot/").status_code == 403
    client.force_login(county.who(DESK))
    assert client.get("/mediation/on-the-spot/").status_code == 200
