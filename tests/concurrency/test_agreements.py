"""Several at one agreement: nobody's words are lost, nobody signs twice, nothing is paid twice."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.mediation.models import Agreement, Dispute, DisputeKind, FulfilmentItem, Party, Signature
from bihuan.mediation.services import agreements, fulfilment, register_dispute, signing
from bihuan.mediation.services.revisions import TextsConflict
from bihuan.mediation.services.signing import Hand
from bihuan.platform import files
from tests.concurrency.crowd import crowd
from tests.worlds import County

pytestmark = pytest.mark.django_db(transaction=True)

DESK, MEDIATOR = "德固镇综治中心值班员", "德固镇人民调解员"
FIELDS = ("facts", "points", "responsibilities", "terms", "manner")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture
def agreement(county: County) -> Agreement:
    dispute = register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="王某", respondent="某队",
        summary="欠薪", mediator=county.who(MEDIATOR),
    )  # fmt: skip
    return agreements.draft_agreement(county.who(MEDIATOR), dispute_id=dispute.pk, texts={"facts": "起初"})


def test_five_who_write_different_texts_at_once_all_keep_theirs(county: County, agreement: Agreement) -> None:
    people = [county.who(DESK), county.who(MEDIATOR)]

    def write(number: int) -> None:
        texts = {FIELDS[number]: f"第{number}人的话"}
        agreements.edit_agreement(people[number % 2], agreement_id=agreement.pk, texts=texts, base=1)

    assert crowd(5, write) == []
    agreement.refresh_from_db()
    assert [getattr(agreement, field) for field in FIELDS] == [f"第{number}人的话" for number in range(5)]
    assert agreement.version == 6 and agreement.revisions.count() == 6


def test_of_several_who_write_the_same_text_one_stores_it_and_the_others_see_both(
    county: County, agreement: Agreement
) -> None:
    people = [county.who(DESK), county.who(MEDIATOR)]

    def write(number: int) -> None:
        texts = {"facts": f"第{number}人的话"}
        agreements.edit_agreement(people[number % 2], agreement_id=agreement.pk, texts=texts, base=1)

    failures = crowd(4, write)
    assert len(failures) == 3 and all(isinstance(one, TextsConflict) for one in failures), failures
    agreement.refresh_from_db()
    kept = {json.loads(one.content)["facts"] for one in agreement.revisions.all()}
    mine = {one.conflicts["facts"].mine for one in failures if isinstance(one, TextsConflict)}
    assert mine | kept == {"起初", *(f"第{number}人的话" for number in range(4))}
    assert {one.conflicts["facts"].theirs for one in failures if isinstance(one, TextsConflict)} == {agreement.facts}


def test_one_draft_is_begun_and_one_hand_is_put_however_often_it_is_sent(county: County, agreement: Agreement) -> None:
    mediator, dispute = county.who(MEDIATOR), Dispute.objects.get()
    agreements.void_agreement(mediator, agreement_id=agreement.pk, reason="重来")
    failures = crowd(4, lambda _number: agreements.draft_agreement(mediator, dispute_id=dispute.pk))
    assert len(failures) == 3 and all(isinstance(one, BihuanError) for one in failures), failures

    found = Agreement.objects.get(state="draft")
    Agreement.objects.filter(pk=found.pk).update(state="signing", text_hash="x")
    party = Party.objects.filter(dispute=dispute).earliest("id")
    scan = files.store(PNG, name="签名.png", actor=mediator)
    failures = crowd(
        4,
        lambda _number: signing.sign_on_screen(
            mediator, agreement_id=found.pk, hand=Hand(party_id=party.pk), file=scan
        ),
    )
    assert len(failures) == 3 and all(isinstance(one, BihuanError) for one in failures), failures
    assert Signature.objects.count() == 1


def test_payments_of_several_instalments_at_once_are_all_summed(county: County, agreement: Agreement) -> None:
    mediator, parties = county.who(MEDIATOR), {one.side: one for one in Party.objects.all()}
    Agreement.objects.filter(pk=agreement.pk).update(state="in_force", effective_on=clock.today())
    items = []
    for number in range(4):
        item = FulfilmentItem(
            agreement=agreement, payer=parties["respondent"], payee=parties["applicant"], what="工资", number=number,
            amount=Decimal(100), due_on=clock.today() + timedelta(days=number), state="open",
        )  # fmt: skip
        item.lay_beside(agreement.dispute)
        item.save()
        items.append(item)
    pay = fulfilment.record_payment
    assert crowd(4, lambda number: pay(mediator, item_id=items[number].pk, amount=Decimal(100))) == []
    dispute = Dispute.objects.get()
    assert (dispute.recovered, dispute.fulfilled) == (Decimal(400), True)
    assert Party.objects.get(side="applicant").paid == Decimal(400)


def test_a_payment_entered_by_several_at_once_is_never_more_than_is_owed(county: County, agreement: Agreement) -> None:
    parties = {one.side: one for one in Party.objects.all()}
    Agreement.objects.filter(pk=agreement.pk).update(state="in_force", effective_on=clock.today())
    item = FulfilmentItem(
        agreement=agreement, payer=parties["respondent"], payee=parties["applicant"], what="工资", amount=Decimal(100),
        due_on=clock.today() + timedelta(days=3), state="open",
    )  # fmt: skip
    item.lay_beside(agreement.dispute)
    item.save()
    mediator = county.who(MEDIATOR)
    failures = crowd(4, lambda _number: fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal(60)))
    assert len(failures) == 3, failures
    item.refresh_from_db()
    assert (item.paid, item.state, item.payments.count()) == (Decimal(60), "open", 1)
