"""Agreements: complete before they are signed, in force when everybody signed, kept item by item, confirmed in time."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases import services as cases
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, StaleRecord, WrongState
from bihuan.kernel.merging import merge
from bihuan.mediation import services
from bihuan.mediation.agreement_selectors import agreement_by_id, fulfilment_calendar
from bihuan.mediation.clocks import last_day_to_confirm, next_reminder, warning_due
from bihuan.mediation.contents import cautions, gaps
from bihuan.mediation.indicators import confirmation_share, fulfilment_rate, instalment_rate, recovered
from bihuan.mediation.instalments import Every, instalments
from bihuan.mediation.models import (
    Agreement,
    AgreementForm,
    Dispute,
    DisputeKind,
    FulfilmentItem,
    JudicialConfirmation,
    Party,
    Result,
    Signature,
)
from bihuan.mediation.services import agreements, confirmation, fulfilment, signing
from bihuan.mediation.services import items as owing
from bihuan.mediation.services.items import InstalmentPlan, ItemEntry
from bihuan.mediation.services.revisions import TextsConflict
from bihuan.mediation.services.signing import Hand
from bihuan.mediation.tasks import remind_of_fulfilment, watch_confirmations
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period
from bihuan.platform.models import AuditEntry, Notice, StoredFile
from tests.worlds import County

DESK, MEDIATOR, SUPERVISOR = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇督导员"
NOON = clock.instant(date(2026, 6, 1), 12)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
TEXTS = {
    "facts": "2026年3月,申请人在被申请人承包的工地做工,工资未结清。",
    "points": "申请人主张工资两万元,被申请人认可一万八千元。",
    "responsibilities": "被申请人未按约定支付工资,应承担付款责任。",
    "terms": "被申请人向申请人支付工资18000元,分三期付清。",
    "manner": "银行转账。",
    "agreed_amount": Decimal("18000"),
}


@pytest.fixture(autouse=True)
def on_the_first_of_june():
    with clock.at(NOON):
        yield


@pytest.fixture
def dispute(county: County) -> Dispute:
    found = services.register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="王某", applicant_phone="13800001234",
        respondent="某装修队", summary="拖欠工资", amount=Decimal("20000"), mediator=county.who(MEDIATOR),
    )  # fmt: skip
    Party.objects.filter(dispute=found, side="applicant").update(birth_year=1980)
    for party in Party.objects.filter(dispute=found):
        party.address, party.body = "德固镇刘庄村", party.side == "respondent"
        party.save()
    return found


def sides(dispute: Dispute) -> tuple[Party, Party]:
    """The two who were registered first."""
    first, second = (
        Party.objects.filter(dispute=dispute, side=side).earliest("created_at", "id")
        for side in ("applicant", "respondent")
    )
    return first, second


def drafted(county: County, dispute: Dispute, *, items: bool = True, **texts: object) -> Agreement:
    mediator = county.who(MEDIATOR)
    found = agreements.draft_agreement(mediator, dispute_id=dispute.pk, texts={**TEXTS, **texts})
    applicant, respondent = sides(dispute)
    if items:
        owing.plan_instalments(
            mediator,
            agreement_id=found.pk,
            plan=InstalmentPlan(
                respondent.pk, "支付工资", date(2026, 6, 15), 3, Every.MONTH, Decimal("18000"), applicant.pk
            ),
        )
    return found


def all_cautions(agreement: Agreement) -> list[str]:
    return [one.key for one in cautions(agreement, signing.parties_of(agreement))]


def presented(county: County, dispute: Dispute, **texts: object) -> Agreement:
    found = drafted(county, dispute, **texts)
    return signing.present_agreement(county.who(MEDIATOR), agreement_id=found.pk, confirmed=all_cautions(found))


def scan(county: County) -> StoredFile:
    return files.store(PNG, name="签字.png", actor=county.who(MEDIATOR))


def signed(county: County, dispute: Dispute, day: date | None = None, **texts: object) -> Agreement:
    """In force, signed on paper by everybody with the seal on it."""
    found = presented(county, dispute, **texts)
    hands = [Hand(party_id=one.pk) for one in signing.parties_of(found)]
    hands.append(Hand(staff_id=county.who(MEDIATOR).pk, capacity=Signature.Capacity.MEDIATOR))
    return signing.sign_on_paper(
        county.who(MEDIATOR),
        agreement_id=found.pk,
        hands=hands,
        file=scan(county),
        day=day or clock.today(),
        sealed=True,
    )


# --- the required contents -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["facts", "points", "responsibilities", "terms", "manner"])
def test_an_agreement_without_a_required_content_is_not_put_before_the_parties(county, dispute, field):
    found = drafted(county, dispute, **{field: " "})
    with pytest.raises(Invalid) as refused:
        signing.present_agreement(county.who(MEDIATOR), agreement_id=found.pk, confirmed=all_cautions(found))
    assert [fault.field for fault in refused.value.faults] == [field]
    found.refresh_from_db()
    assert found.state == Agreement.State.DRAFT and found.number == ""


def test_everything_missing_is_named_at_once(county, dispute):
    Party.objects.filter(dispute=dispute, side="applicant").update(birth_year=None)
    found = drafted(county, dispute, items=False, facts="", terms="第一条 ____元", agreed_amount=None)
    with pytest.raises(Invalid) as refused:
        signing.present_agreement(county.who(MEDIATOR), agreement_id=found.pk, confirmed=())
    named = [fault.field for fault in refused.value.faults]
    assert named[:4] == ["parties", "facts", "terms", "items"]
    assert {"caution_free_will", "caution_mandatory_law", "caution_third_persons", "caution_wages"} <= set(named)
    assert "王某" not in " ".join(fault.message for fault in refused.value.faults), "a refusal names nobody in full"


def test_items_must_sum_to_what_was_agreed_and_to_each_share(county, dispute):
    found = drafted(county, dispute, agreed_amount=Decimal("19000"))
    applicant, _respondent = sides(dispute)
    Party.objects.filter(pk=applicant.pk).update(group="工人", agreed=Decimal("17999.99"))
    missing = gaps(found, signing.parties_of(found), signing.items_of(found))
    assert [gap.field for gap in missing] == ["agreed_amount", "items"]
    assert "18,000 元" in missing[0].message and "17,999.99 元" in missing[1].message


def test_cautions_follow_from_kind_words_and_age(county, dispute):
    found = drafted(county, dispute, terms="抚养费每月800元,一切责任不再追究")
    assert {"wages", "minors", "support", "injury"} <= set(all_cautions(found))
    plain = drafted_text_only(found)
    assert "support" not in {one.key for one in cautions(plain, [])}


def drafted_text_only(agreement: Agreement) -> Agreement:
    agreement.terms = "当面赔礼"
    return agreement


# --- signing ----------------------------------------------------------------------------------------------------------


def test_it_takes_effect_when_the_last_hand_and_the_seal_are_there(county, dispute):
    found = presented(county, dispute)
    mediator = county.who(MEDIATOR)
    applicant, respondent = sides(dispute)
    for hand in (Hand(party_id=applicant.pk), Hand(party_id=respondent.pk)):
        signing.sign_on_screen(mediator, agreement_id=found.pk, hand=hand, file=scan(county))
    by_mediator = Hand(staff_id=mediator.pk, capacity=Signature.Capacity.MEDIATOR)
    signing.sign_on_screen(mediator, agreement_id=found.pk, hand=by_mediator, file=scan(county))
    found.refresh_from_db()
    assert found.state == Agreement.State.SIGNING, "the seal is still missing (art. 29)"
    with clock.at(NOON + timedelta(days=1)):
        done = signing.record_seal(mediator, agreement_id=found.pk, file=scan(county), day=date(2026, 6, 2))
    assert (done.state, done.effective_on) == (Agreement.State.IN_FORCE, date(2026, 6, 2))
    assert done.number == "德固镇人调字〔2026〕0001号" and signing.text_is_whole(done)
    assert set(FulfilmentItem.objects.values_list("state", flat=True)) == {"open"}
    dispute.refresh_from_db()
    assert (dispute.result, dispute.agreement, dispute.confirmed) == (Result.SETTLED, AgreementForm.WRITTEN, False)
    assert (dispute.agreed_amount, dispute.fulfil_by, dispute.fulfilled) == (Decimal(18000), date(2026, 8, 15), None)


def test_nobody_signs_twice_and_no_agent_signs_without_special_authority(county, dispute):
    found = presented(county, dispute)
    mediator, (applicant, _respondent) = county.who(MEDIATOR), sides(dispute)
    agent = Hand(party_id=applicant.pk, capacity=Signature.Capacity.AGENT)
    Party.objects.filter(pk=applicant.pk).update(agent_authority="general")
    for name in ("", "赵代理"):
        party = Party.objects.get(pk=applicant.pk)
        party.agent_name = name
        party.save()
        with pytest.raises(Invalid) as refused:
            signing.sign_on_screen(mediator, agreement_id=found.pk, hand=agent, file=scan(county))
        assert refused.value.faults[0].field == "capacity"
    Party.objects.filter(pk=applicant.pk).update(agent_authority="special")
    signing.sign_on_screen(mediator, agreement_id=found.pk, hand=agent, file=scan(county))
    with pytest.raises(Invalid, match="已经签过"):
        signing.sign_on_screen(mediator, agreement_id=found.pk, hand=Hand(party_id=applicant.pk), file=scan(county))
    assert Signature.objects.get().name == "赵代理"


def test_a_representative_signs_for_the_group(county, dispute):
    applicant, _respondent = sides(dispute)
    for name in ("工友甲", "工友乙"):
        Party(dispute=dispute, side="applicant", name=name, address="刘庄村", birth_year=1990, group="工人").save()
    Party.objects.filter(pk=applicant.pk).update(group="工人", representative=True)
    found = presented(county, dispute)
    mediator = county.who(MEDIATOR)
    before = signing.waited_for(found, signing.parties_of(found), [])
    assert len(before) == 4
    hand = Hand(party_id=applicant.pk, capacity=Signature.Capacity.REPRESENTATIVE)
    signing.sign_on_screen(mediator, agreement_id=found.pk, hand=hand, file=scan(county))
    after = signing.waited_for(found, signing.parties_of(found), signing.signatures_of(found))
    assert [one.side for one in after] == ["respondent"]


def test_after_signing_the_text_is_closed_and_a_change_is_noticed(county, dispute):
    done = signed(county, dispute)
    mediator = county.who(MEDIATOR)
    with pytest.raises(WrongState, match="补充协议"):
        agreements.edit_agreement(mediator, agreement_id=done.pk, texts={"terms": "另说"}, base=done.version)
    with pytest.raises(WrongState):
        owing.drop_item(mediator, item_id=FulfilmentItem.objects.earliest("number").pk)
    with pytest.raises(WrongState):
        signing.take_back_agreement(mediator, agreement_id=done.pk, reason="改一个字")
    with pytest.raises(WrongState):
        agreements.void_agreement(mediator, agreement_id=done.pk, reason="不要了")
    done = Agreement.objects.get(pk=done.pk)
    assert signing.text_is_whole(done)
    done.frozen = done.frozen.replace("18000", "81000")
    assert not signing.text_is_whole(done)


def test_taking_a_text_back_voids_the_signatures_and_keeps_the_number(county, dispute):
    found = presented(county, dispute)
    mediator, (applicant, _respondent) = county.who(MEDIATOR), sides(dispute)
    signing.sign_on_screen(mediator, agreement_id=found.pk, hand=Hand(party_id=applicant.pk), file=scan(county))
    back = signing.take_back_agreement(mediator, agreement_id=found.pk, reason="金额写错")
    assert back.state == Agreement.State.DRAFT and signing.signatures_of(back) == []
    agreements.edit_agreement(mediator, agreement_id=found.pk, texts={"manner": "现金"}, base=back.version)
    again = signing.present_agreement(mediator, agreement_id=found.pk, confirmed=all_cautions(found))
    assert again.number == found.number and Signature.objects.count() == 1


def test_a_supplement_replaces_what_is_still_owed(county, dispute):
    done = signed(county, dispute)
    mediator, (applicant, respondent) = county.who(MEDIATOR), sides(dispute)
    first = FulfilmentItem.objects.get(number=1)
    fulfilment.record_payment(mediator, item_id=first.pk, amount=Decimal(6000))
    with pytest.raises(WrongState, match="补充协议"):
        agreements.draft_agreement(mediator, dispute_id=dispute.pk)
    more = agreements.draft_agreement(
        mediator, dispute_id=dispute.pk, texts={**TEXTS, "agreed_amount": "10000"}, supplements=done.pk, replaces_rest=True
    )  # fmt: skip
    entry = ItemEntry(respondent.pk, "一次付清", date(2026, 9, 1), applicant.pk, Decimal(10000))
    owing.add_items(mediator, agreement_id=more.pk, entries=[entry])
    signing.present_agreement(mediator, agreement_id=more.pk, confirmed=all_cautions(more))
    hands = [Hand(party_id=one.pk) for one in (applicant, respondent)]
    hands.append(Hand(staff_id=mediator.pk, capacity=Signature.Capacity.MEDIATOR))
    signing.sign_on_paper(
        mediator, agreement_id=more.pk, hands=hands, file=scan(county), day=date(2026, 6, 1), sealed=True
    )
    assert sorted(FulfilmentItem.objects.values_list("number", "state")) == [
        (1, "fulfilled"), (1, "open"), (2, "replaced"), (3, "replaced"),
    ]  # fmt: skip
    dispute.refresh_from_db()
    assert (dispute.agreed_amount, dispute.recovered) == (Decimal(16000), Decimal(6000))
    assert dispute.fulfil_by == date(2026, 9, 1)


def test_a_stranger_writes_no_agreement_and_sees_none(county, dispute):
    found = drafted(county, dispute)
    stranger = county.who("城关镇人民调解员")
    with pytest.raises(NotAllowed):
        agreements.edit_agreement(stranger, agreement_id=found.pk, texts={"terms": "无"}, base=found.version)
    with pytest.raises(Exception, match="没有找到"):
        agreement_by_id(stranger, found.pk)


def test_a_verbal_agreement_is_in_force_from_the_day_it_was_reached(county, dispute):
    mediator = county.who(MEDIATOR)
    with pytest.raises(Invalid) as refused:
        signing.agree_verbally(mediator, dispute_id=dispute.pk, terms="")
    assert refused.value.faults[0].field == "terms"
    done = signing.agree_verbally(mediator, dispute_id=dispute.pk, terms="当面道歉", agreed_on=date(2026, 5, 30))
    assert (done.state, done.effective_on) == ("in_force", date(2026, 5, 30))
    assert not JudicialConfirmation.objects.exists(), "only a paper can be confirmed by a court"
    dispute.refresh_from_db()
    assert (dispute.agreement, dispute.concluded_on) == (AgreementForm.VERBAL, date(2026, 5, 30))
    services.record_fulfilment(mediator, dispute_id=dispute.pk, fulfilled=True)


def test_the_texts_do_not_stand_in_the_audit_trail(county, dispute):
    found = drafted(county, dispute)
    agreements.edit_agreement(county.who(MEDIATOR), agreement_id=found.pk, texts={"terms": "改"}, base=found.version)
    trail = AuditEntry.objects.filter(object_id=found.pk)
    assert [one.verb for one in trail.order_by("object_version")] == ["draft", "edit"]
    assert "18000元" not in str([one.changes for one in trail])


# --- two people at one draft -----------------------------------------------------------------------------------------


def test_different_fields_merge_and_the_same_field_keeps_both_texts(county, dispute):
    found = drafted(county, dispute)
    mediator, desk = county.who(MEDIATOR), county.who(DESK)
    agreements.edit_agreement(mediator, agreement_id=found.pk, texts={**TEXTS, "manner": "现金"}, base=1)
    merged = agreements.edit_agreement(desk, agreement_id=found.pk, texts={**TEXTS, "points": "无争议"}, base=1)
    assert (merged.manner, merged.points, merged.facts) == ("现金", "无争议", TEXTS["facts"])

    with pytest.raises(TextsConflict) as conflict:
        agreements.edit_agreement(desk, agreement_id=found.pk, texts={**TEXTS, "manner": "微信", "terms": "新"}, base=1)
    assert isinstance(conflict.value, StaleRecord)
    assert (conflict.value.conflicts["manner"].mine, conflict.value.conflicts["manner"].theirs) == ("微信", "现金")
    assert conflict.value.merged["points"] == "无争议" and conflict.value.merged["terms"] == "新"
    again = agreements.edit_agreement(
        desk, agreement_id=found.pk, texts=conflict.value.merged, base=conflict.value.version
    )
    assert (again.manner, again.points, again.terms) == ("微信", "无争议", "新")
    assert any("现金" in one.content for one in agreements.revisions_of(again)), "what was replaced is kept"


texts = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12345"), max_size=4)


@given(texts, texts)
def test_no_word_is_lost_in_a_merge(mine: dict[str, str], theirs: dict[str, str]) -> None:
    base = dict.fromkeys("abcd", "0")
    now = base | theirs
    found = merge(base, base | mine, now)
    for field in "abcd":
        changed_by_me, changed_by_them = field in mine, field in theirs
        if changed_by_me and changed_by_them and mine[field] != theirs[field]:
            assert (found.conflicts[field].mine, found.conflicts[field].theirs) == (mine[field], theirs[field])
        else:
            assert field not in found.conflicts
            assert found.values[field] == (mine.get(field) or theirs.get(field) or "0")


# --- what is owed -----------------------------------------------------------------------------------------------------


@given(
    st.decimals(min_value=Decimal("0.12"), max_value=Decimal("99999999"), places=2),
    st.integers(1, 12),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from(list(Every)),
)
def test_instalments_sum_exactly_and_follow_one_another(total: Decimal, count: int, first: date, every: Every) -> None:
    parts = instalments(total, count, first, every)
    assert sum(one.amount for one in parts) == total
    assert [one.number for one in parts] == list(range(1, count + 1))
    days = [one.due_on for one in parts]
    assert days[0] == first and days == sorted(set(days))
    assert all(abs(one.amount - parts[0].amount) < Decimal("0.01") * count for one in parts)


def test_a_month_that_is_too_short_does_not_shift_the_later_ones():
    assert [one.due_on.isoformat() for one in instalments(Decimal(3), 3, date(2026, 1, 31))] == [
        "2026-01-31", "2026-02-28", "2026-03-31",
    ]  # fmt: skip


@pytest.mark.parametrize(("total", "count"), [(Decimal("0.02"), 3), (Decimal(10), 0), (Decimal(10), 121)])
def test_impossible_instalments_are_refused(total, count):
    with pytest.raises(ValueError, match="instalment"):
        instalments(total, count, date(2026, 1, 1))


def test_each_of_a_group_gets_the_own_share_in_instalments(county, dispute):
    _applicant, respondent = sides(dispute)
    for name, share in (("甲", "100.00"), ("乙", "200.01")):
        Party(dispute=dispute, side="applicant", name=name, group="工人", agreed=Decimal(share)).save()
    found = agreements.draft_agreement(county.who(MEDIATOR), dispute_id=dispute.pk)
    plan = InstalmentPlan(respondent.pk, "工资", date(2026, 7, 1), 3, Every.MONTH, group="工人")
    made = owing.plan_instalments(county.who(MEDIATOR), agreement_id=found.pk, plan=plan)
    assert len(made) == 6 and sum(one.amount for one in made) == Decimal("300.01")
    assert [one.due_on for one in made] == sorted(one.due_on for one in made)
    assert {(one.instalment, one.instalments) for one in made} == {(1, 3), (2, 3), (3, 3)}


def test_part_payments_add_up_and_nobody_pays_too_much(county, dispute):
    signed(county, dispute)
    mediator, item = county.who(MEDIATOR), FulfilmentItem.objects.get(number=1)
    fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal("2500.50"), way="cash")
    with pytest.raises(Invalid, match=r"还差 3,499\.50 元"):
        fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal("3499.51"))
    done = fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal("3499.50"))
    assert (done.state, done.done_on, done.remind_on) == ("fulfilled", date(2026, 6, 1), None)
    dispute.refresh_from_db()
    assert (dispute.recovered, dispute.fulfilled) == (Decimal(6000), None)
    assert sides(dispute)[0].paid == Decimal(6000)
    with pytest.raises(Invalid, match="逐项登记"):
        services.record_fulfilment(mediator, dispute_id=dispute.pk, fulfilled=True, recovered=Decimal(18000))
    for other in FulfilmentItem.objects.filter(state="open"):
        fulfilment.record_payment(mediator, item_id=other.pk, amount=Decimal(6000))
    dispute.refresh_from_db()
    assert (dispute.recovered, dispute.fulfilled) == (Decimal(18000), True)


def test_a_payment_entered_wrongly_is_taken_back(county, dispute):
    signed(county, dispute)
    mediator, item = county.who(MEDIATOR), FulfilmentItem.objects.get(number=1)
    fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal(6000))
    payment = item.payments.get()
    back = fulfilment.void_payment(mediator, payment_id=payment.pk, reason="记错人")
    assert (back.state, back.paid) == ("open", 0) and back.remind_on == date(2026, 6, 12)
    with pytest.raises(WrongState):
        fulfilment.void_payment(mediator, payment_id=payment.pk, reason="再来一次")
    dispute.refresh_from_db()
    assert dispute.recovered == 0


def test_breach_is_said_only_after_the_day_and_each_step_is_recorded(county, dispute):
    signed(county, dispute)
    mediator, item = county.who(MEDIATOR), FulfilmentItem.objects.get(number=1)
    with pytest.raises(WrongState, match="还没有到"):
        fulfilment.take_step(mediator, item_id=item.pk, kind="urge", text="电话催", breached=True)
    with clock.at(NOON + timedelta(days=20)):
        fulfilment.take_step(mediator, item_id=item.pk, kind="urge", text="电话催了一次")
        item.refresh_from_db()
        assert item.state == "open"
        with pytest.raises(Invalid) as refused:
            fulfilment.take_step(mediator, item_id=item.pk, kind="enforce", text="不付")
        assert refused.value.faults[0].field == "court"
        fulfilment.take_step(mediator, item_id=item.pk, kind="enforce", text="不付", court="澜州县人民法院")
        item.refresh_from_db()
        dispute.refresh_from_db()
        assert (item.state, dispute.fulfilled) == ("breached", False)
        fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal(6000))
    item.refresh_from_db()
    dispute.refresh_from_db()
    assert (item.state, dispute.fulfilled) == ("fulfilled", None)


# --- clocks -----------------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-60, 120))
def test_reminders_come_before_and_after_and_then_weekly(due_on: date, offset: int) -> None:
    after = due_on + timedelta(days=offset)
    days = [next_reminder(due_on, after)]
    for _turn in range(4):
        days.append(next_reminder(due_on, days[-1]))
    assert days == sorted(set(days)) and days[0] > after
    for day in days:
        late = (day - due_on).days
        assert late in (-3, 1) or (late > 1 and (late - 1) % 7 == 0)
    assert days[0] <= max(due_on - timedelta(days=3), after + timedelta(days=7))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_thirty_days_are_calendar_days_with_two_marks(effective: date) -> None:
    last = last_day_to_confirm(effective)
    assert (last - effective).days == 30
    marks = [warning_due(effective, effective + timedelta(days=number)) for number in range(31)]
    assert marks == [0] * 20 + [20] * 7 + [27] * 4


def test_the_mediator_is_reminded_before_after_and_weekly_once_each(county, dispute):
    signed(county, dispute)
    told = []
    for number in range(40):
        with clock.at(NOON + timedelta(days=number)):
            before = Notice.objects.filter(kind="mediation.fulfilment", to=county.who(MEDIATOR)).count()
            remind_of_fulfilment()
            remind_of_fulfilment()
            if Notice.objects.filter(kind="mediation.fulfilment", to=county.who(MEDIATOR)).count() > before:
                told.append(number)
    assert told == [11, 15, 22, 29, 36]  # due on day 14; the second instalment is due on 15 July, day 44
    dispute.refresh_from_db()
    assert dispute.fulfilled is None, "the last date has not passed"
    with clock.at(NOON + timedelta(days=100)):
        remind_of_fulfilment()
    dispute.refresh_from_db()
    assert dispute.fulfilled is False


def test_confirmation_is_warned_of_twice_and_then_missed(county, dispute):
    signed(county, dispute)
    told = []
    for number in range(33):
        with clock.at(NOON + timedelta(days=number)):
            before = Notice.objects.filter(kind="mediation.confirmation", to=county.who(MEDIATOR)).count()
            watch_confirmations()
            if Notice.objects.filter(kind="mediation.confirmation", to=county.who(MEDIATOR)).count() > before:
                told.append(number)
    assert told == [20, 27, 31]
    found = JudicialConfirmation.objects.get()
    assert found.state == "missed" and found.last_day == date(2026, 7, 1)
    with clock.at(NOON + timedelta(days=33)), pytest.raises(Invalid, match="申请期限"):
        confirmation.file_confirmation(
            county.who(MEDIATOR), confirmation_id=found.pk, both=True, court="澜州县人民法院"
        )


def test_confirmation_is_applied_for_by_both_and_ends_with_a_ruling(county, dispute):
    signed(county, dispute)
    mediator, found = county.who(MEDIATOR), JudicialConfirmation.objects.get()
    with pytest.raises(Invalid) as refused:
        confirmation.file_confirmation(mediator, confirmation_id=found.pk, both=False, court="")
    assert {fault.field for fault in refused.value.faults} == {"both", "court"}
    with pytest.raises(WrongState):
        confirmation.record_ruling(mediator, confirmation_id=found.pk, result="confirmed", number="1")
    confirmation.file_confirmation(mediator, confirmation_id=found.pk, both=True, court="澜州县人民法院")
    with pytest.raises(Invalid) as refused:
        confirmation.record_ruling(mediator, confirmation_id=found.pk, result="confirmed")
    assert refused.value.faults[0].field == "number"
    done = confirmation.record_ruling(
        mediator, confirmation_id=found.pk, result="confirmed", number="(2026)豫1799民特1号"
    )
    assert (done.state, done.ruling_on) == ("confirmed", date(2026, 6, 1))
    watch_confirmations()
    assert not Notice.objects.filter(kind="mediation.confirmation").exists()


def test_whoever_does_not_want_it_may_still_change_his_mind(county, dispute):
    signed(county, dispute)
    mediator, found = county.who(MEDIATOR), JudicialConfirmation.objects.get()
    confirmation.decline_confirmation(mediator, confirmation_id=found.pk, remark="双方均表示不申请")
    with clock.at(NOON + timedelta(days=31)):
        watch_confirmations()
        late = confirmation.file_confirmation(
            mediator, confirmation_id=found.pk, both=True, court="澜州县人民法院", filed_on=date(2026, 6, 30)
        )
    assert late.state == "filed", "what was filed in time may be entered late"


def test_the_calendar_shows_what_is_late_due_today_and_this_week(county, dispute):
    signed(county, dispute)
    for day, expected in (
        (date(2026, 6, 8), (0, 0, 1)),
        (date(2026, 6, 15), (0, 1, 0)),
        (date(2026, 6, 16), (1, 0, 0)),
    ):
        found = fulfilment_calendar(county.who(MEDIATOR), day, own=True)
        assert (len(found.late), len(found.today), len(found.week)) == expected
    assert fulfilment_calendar(county.who(DESK), date(2026, 6, 16), own=True).late == []
    assert len(fulfilment_calendar(county.who(DESK), date(2026, 6, 16), own=False).late) == 1
    assert len(fulfilment_calendar(county.who(MEDIATOR), date(2026, 6, 20), own=True).clocks) == 1


def test_the_loop_finishes_with_the_agreement_it_has(county, dispute):
    cases.confirm_case(county.who(DESK), case_id=dispute.case_id, office=county.office("德固镇调委会"))
    cases.take_case(county.who(MEDIATOR), case_id=dispute.case_id)
    signed(county, dispute)
    services.record_result(
        county.who(MEDIATOR), dispute_id=dispute.pk, result=Result.SETTLED, account="达成书面协议,分三期付清"
    )
    cases.verify_case(county.who(SUPERVISOR), case_id=dispute.case_id)
    dispute.refresh_from_db()
    assert (dispute.agreement, dispute.agreed_amount, dispute.confirmed) == ("written", Decimal(18000), True)
    assert SYSTEM.actor_id is None


# --- figures ----------------------------------------------------------------------------------------------------------


def test_figures_follow_the_items_and_the_court(county, dispute):
    signed(county, dispute)
    mediator, june = county.who(MEDIATOR), Period(date(2026, 6, 1), date(2026, 6, 30))
    town = county.area("德固镇")
    assert confirmation_share.value(SYSTEM, town, june).value == 0
    one = JudicialConfirmation.objects.get()
    confirmation.file_confirmation(mediator, confirmation_id=one.pk, both=True, court="澜州县人民法院")
    confirmation.record_ruling(mediator, confirmation_id=one.pk, result="confirmed", number="1号")
    assert confirmation_share.value(SYSTEM, town, june).value == 1
    assert list(confirmation_share.rows(SYSTEM, town, june)) == [one]
    whole = Period(date(2026, 6, 1), date(2026, 8, 31))
    for number in (1, 2):
        item = FulfilmentItem.objects.get(number=number)
        fulfilment.record_payment(mediator, item_id=item.pk, amount=Decimal(6000))
    value = instalment_rate.value(SYSTEM, town, whole)
    assert (value.numerator, value.denominator) == (2, 3)
    assert recovered.value(SYSTEM, town, june).value == Decimal(12000)
    assert instalment_rate.value(SYSTEM, county.area("城关镇"), whole).denominator == 0
    for item in (confirmation_share, instalment_rate):
        for dimension in item.by:
            groups = item.broken_down(SYSTEM, town, whole, dimension)
            assert len(groups) == 1 and groups[0][0], dimension
    last = FulfilmentItem.objects.get(number=3)
    fulfilment.record_payment(mediator, item_id=last.pk, amount=Decimal(6000))
    assert fulfilment_rate.value(SYSTEM, town, whole).value == 1
