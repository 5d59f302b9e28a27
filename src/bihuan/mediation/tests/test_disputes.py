"""Disputes beside their cases: registered once, settled, confirmed by verification, brought in from old ledgers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases import services as cases
from bihuan.cases.models import Case, Channel, Outcome, State
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound
from bihuan.kernel.ids import new_id
from bihuan.mediation import selectors, services
from bihuan.mediation.models import AgreementForm, Dispute, DisputeKind, Party, Result
from bihuan.platform import audit
from bihuan.platform.search.index import search
from tests.worlds import County

DESK, MEDIATOR, SUPERVISOR, CLERK = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇督导员", "德固镇统计员"


def past(county: County, **values: object) -> services.PastDispute:
    given = {
        "kind": DisputeKind.NEIGHBOUR,
        "area": county.area("刘庄村"),
        "day": date(2025, 3, 4),
        "applicant": "王某",
        "applicant_phone": "13800001234",
        "respondent": "李某",
        "summary": "因滴水引发口角",
        "mediator_name": "赵调解",
    } | values
    return services.PastDispute(**given)


@pytest.fixture
def dispute(county: County) -> Dispute:
    return services.register_dispute(
        county.who(DESK),
        kind=DisputeKind.LABOUR,
        area=county.area("刘庄村"),
        applicant="王某",
        applicant_phone="13800001234",
        respondent="某装修队",
        summary="拖欠工资两万元",
        channel=Channel.PHONE,
        amount=Decimal("20000"),
        mediator=county.who(MEDIATOR),
    )


def handled(county: County, dispute: Dispute) -> Dispute:
    desk = county.who(DESK)
    cases.confirm_case(desk, case_id=dispute.case_id, office=county.office("德固镇调委会"))
    cases.take_case(county.who(MEDIATOR), case_id=dispute.case_id)
    return dispute


def settle(county: County, dispute: Dispute) -> Dispute:
    handled(county, dispute)
    return services.record_result(
        county.who(MEDIATOR),
        dispute_id=dispute.pk,
        result=Result.SETTLED,
        agreement=AgreementForm.WRITTEN,
        agreed_amount=Decimal("18000"),
        account="双方达成分期支付协议",
    )


def test_a_dispute_is_registered_with_its_case_and_parties(county: County, dispute: Dispute):
    assert dispute.case.kind == "dispute" and dispute.case.state == State.REPORTED
    assert "王" not in dispute.case.title, "a title names nobody"
    assert {(one.side, one.name) for one in Party.objects.filter(dispute=dispute)} == {
        ("applicant", "王某"),
        ("respondent", "某装修队"),
    }


def test_the_same_dispute_sent_twice_is_one(county: County):
    given = {
        "kind": DisputeKind.FAMILY,
        "area": county.area("刘庄村"),
        "applicant": "王某",
        "summary": "赡养",
        "case_id": new_id(),
    }
    first = services.register_dispute(county.who(DESK), **given)
    assert services.register_dispute(county.who(DESK), **given).pk == first.pk
    assert Case.objects.count() == Dispute.objects.count() == 1


def test_a_settlement_finishes_the_case_and_counts_once_somebody_else_verified_it(county: County, dispute: Dispute):
    settled = settle(county, dispute)
    settled.case.refresh_from_db()
    assert settled.case.state == State.TO_VERIFY and settled.case.outcome == Outcome.SOLVED
    assert settled.confirmed is False

    cases.verify_case(county.who(SUPERVISOR), case_id=dispute.case_id)
    assert Dispute.objects.get(pk=dispute.pk).confirmed is True


def test_finishing_the_case_alone_gives_the_dispute_its_result(county: County, dispute: Dispute):
    handled(county, dispute)
    mediator = county.who(MEDIATOR)
    cases.finish_case(mediator, case_id=dispute.case_id, outcome=Outcome.WITHDRAWN, result_text="申请人撤回")
    dispute.refresh_from_db()
    assert (dispute.result, dispute.concluded_on) == (Result.WITHDRAWN, clock.today())
    cases.return_case(county.who(SUPERVISOR), case_id=dispute.case_id, reason="并未撤回")
    cases.finish_case(mediator, case_id=dispute.case_id, outcome=Outcome.SOLVED, result_text="达成协议")
    cases.verify_case(county.who(SUPERVISOR), case_id=dispute.case_id)
    dispute.refresh_from_db()
    assert (dispute.result, dispute.confirmed) == (Result.SETTLED, True)


def test_dissatisfaction_takes_the_confirmation_back(county: County, dispute: Dispute):
    settle(county, dispute)
    cases.verify_case(county.who(SUPERVISOR), case_id=dispute.case_id)
    cases.record_revisit(county.who(DESK), case_id=dispute.case_id, settled=False, satisfied=False, remark="钱没给")
    assert Dispute.objects.get(pk=dispute.pk).confirmed is False


def test_an_agreement_needs_a_settlement(county: County, dispute: Dispute):
    handled(county, dispute)
    with pytest.raises(Invalid) as refused:
        services.record_result(
            county.who(MEDIATOR),
            dispute_id=dispute.pk,
            result=Result.FAILED,
            agreement=AgreementForm.VERBAL,
            account="谈不拢",
        )
    assert refused.value.faults[0].field == "agreement"


def test_fulfilment_is_recorded_after_a_settlement_only(county: County, dispute: Dispute):
    with pytest.raises(Invalid):
        services.record_fulfilment(county.who(MEDIATOR), dispute_id=dispute.pk, fulfilled=True)
    settle(county, dispute)
    paid = services.record_fulfilment(
        county.who(MEDIATOR), dispute_id=dispute.pk, fulfilled=True, recovered=Decimal("18000")
    )
    assert (paid.fulfilled, paid.recovered, paid.fulfil_by) == (True, Decimal("18000"), clock.today())


def test_a_mediator_of_another_town_neither_sees_nor_writes_it(county: County, dispute: Dispute):
    stranger = county.who("城关镇人民调解员")
    with pytest.raises(NotFound):
        selectors.dispute_by_id(stranger, dispute.pk)
    with pytest.raises(NotAllowed):
        services.record_result(stranger, dispute_id=dispute.pk, result=Result.SETTLED, account="—")


def test_revealing_the_parties_needs_a_reason_and_is_logged(county: County, dispute: Dispute):
    with pytest.raises(Invalid):
        selectors.reveal_parties(county.who(DESK), dispute, reason=" ")
    shown = selectors.reveal_parties(county.who(DESK), dispute, reason="通知开庭")
    assert {one.name for one in shown} == {"王某", "某装修队"}
    assert audit.trail(dispute).last().verb == "reveal"


def test_parties_are_found_by_exact_name_and_phone_and_by_the_words_of_the_matter(county: County, dispute: Dispute):
    for words in ("王某", "13800001234", "拖欠工资", dispute.case.number):
        assert [hit.object_id for hit in search(county.who(DESK), words).get("dispute", [])] == [dispute.pk], words
    assert "dispute" not in search(county.who("城关镇综治中心值班员"), "拖欠工资")


@pytest.mark.parametrize(
    ("result", "state", "outcome"),
    [
        (Result.SETTLED, State.CLOSED, Outcome.SOLVED),
        (Result.FAILED, State.CLOSED, Outcome.EXPLAINED),
        (Result.WITHDRAWN, State.CLOSED, Outcome.WITHDRAWN),
        (Result.REFERRED, State.CLOSED, Outcome.NOT_OURS),
        (Result.PENDING, State.ACCEPTED, ""),
    ],
)
def test_a_row_of_an_old_ledger_gives_a_case_as_the_row_says(county: County, result: str, state: str, outcome: str):
    (dispute,) = services.register_past_disputes(county.who(CLERK), [past(county, result=result)])
    case = Case.objects.get(pk=dispute.case_id)
    assert (case.state, case.outcome) == (state, outcome)
    assert clock.local(case.reported_at).date() == date(2025, 3, 4)
    assert case.due_at is None and case.clocks.count() == 0
    assert dispute.confirmed is (result == Result.SETTLED)


def test_a_ledger_that_states_fulfilment_had_an_agreement(county: County):
    (dispute,) = services.register_past_disputes(
        county.who(CLERK), [past(county, result=Result.SETTLED, fulfilled=False)]
    )
    assert dispute.agreement == AgreementForm.UNSTATED and dispute.fulfil_by == date(2025, 3, 4)


def test_a_thousand_rows_take_a_few_statements(county: County):
    rows = [
        past(county, day=date(2025, 1, 1) + timedelta(days=number % 300), result=Result.SETTLED)
        for number in range(1000)
    ]
    with CaptureQueriesContext(connection) as run:
        services.register_past_disputes(county.who(CLERK), rows)
    writing = [one["sql"] for one in run if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    # SQLite takes at most 999 values in a statement, which makes more of them.
    assert len(writing) <= (250 if connection.vendor == "sqlite" else 60), len(writing)
    numbers = set(Case.objects.values_list("number", flat=True))
    assert len(numbers) == 1000 and "T101-20250101-0004" in numbers


def test_numbers_have_no_gap_after_an_import(county: County):
    services.register_past_disputes(county.who(CLERK), [past(county), past(county)])
    services.register_past_disputes(county.who(CLERK), [past(county)])
    assert sorted(Case.objects.values_list("number", flat=True)) == [f"T101-20250304-000{n}" for n in (1, 2, 3)]


def test_an_import_is_taken_back_as_a_whole(county: County):
    done = services.register_past_disputes(county.who(CLERK), [past(county), past(county, applicant="赵某")])
    services.take_back_disputes(county.who(CLERK), dispute_ids=[one.pk for one in done], reason="导错了文件")
    assert not selectors.disputes(county.who(DESK)).exists()
    assert set(Case.objects.values_list("state", flat=True)) == {State.VOIDED}


def test_whoever_may_not_import_imports_nothing(county: County):
    with pytest.raises(NotAllowed):
        services.register_past_disputes(county.who("德固镇经办人员"), [past(county)])
    with pytest.raises(NotAllowed):
        services.register_past_disputes(county.who("城关镇统计员"), [past(county)])
    assert not Case.objects.exists()
