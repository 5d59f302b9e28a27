"""Short messages to the parties: who agreed, once for each occasion, by day, in words that tell a stranger nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.mediation import services
from bihuan.mediation.models import Agreement, Attendance, Dispute, FulfilmentItem, JudicialConfirmation, Party
from bihuan.mediation.services import PartyEntry, SittingPlan
from bihuan.mediation.tasks import remind_of_fulfilment, watch_confirmations
from bihuan.mediation.tests.stories import MEDIATOR, in_hand
from bihuan.platform.actors import SYSTEM
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import Job, ShortMessage
from bihuan.platform.notify import setting_up
from bihuan.platform.tests.outside_world import OutsideWorld, outside_world
from tests.worlds import County

NOON = clock.instant(date(2026, 6, 3), 12)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def gateway(settings) -> Iterator[OutsideWorld]:
    """A town's SMS gateway."""
    settings.ALLOW_PRIVATE_TARGETS = True
    with outside_world() as world:
        setting_up.add_channel(
            actor=SYSTEM, kind="sms", name="短信", address=f"{world.url}/sms", secret="k", signature="【德固综治】"
        )
        yield world


@pytest.fixture
def dispute(county: County) -> Dispute:
    found = in_hand(county)
    for party, phone in zip(found.parties.order_by("side"), ("13800001234", "13900005678"), strict=True):
        party.phone, party.sms_consent = phone, party.side == "applicant"
        party.save()
    return found


@pytest.fixture
def plan(county: County, dispute: Dispute) -> SittingPlan:
    start = clock.instant(date(2026, 6, 5), 9)
    return SittingPlan(
        starts_at=start, ends_at=start + timedelta(hours=1), mediator=county.who(MEDIATOR), place="刘庄村村部",
        parties=list(Party.objects.filter(dispute=dispute)), agenda="王小勤讨薪",
    )  # fmt: skip


def states() -> list[tuple[str, str]]:
    """Kind and state of every message, sorted."""
    return sorted(ShortMessage.objects.values_list("kind", "state"))


def texts(world: OutsideWorld) -> list[str]:
    return [one.json["text"] for one in world.received]


def test_who_agreed_is_written_to_once_and_the_text_tells_a_stranger_nothing(
    county: County, dispute: Dispute, plan: SittingPlan, gateway: OutsideWorld
) -> None:
    sitting = services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
    run_pending()
    (sent,) = gateway.received
    assert sent.json["to"] == "13800001234" and sent.headers["Authorization"] == "Bearer k"
    text = sent.json["text"]
    assert text.startswith("【德固综治】德固镇综治中心提醒") and "6月5日09:00" in text and "刘庄村村部" in text
    for word in ("王小勤", "顺达", "工资", "薪", "调解", "纠纷", dispute.case.number):
        assert word not in text
    message = ShortMessage.objects.get()
    assert (message.state, message.masked) == ("sent", "138****1234")
    told = Attendance.objects.get(sitting=sitting, part="party", party__side="applicant")
    assert told.invited_at == NOON
    services.replan_sitting(county.who(MEDIATOR), sitting_id=sitting.pk, plan=replace(plan, agenda="另一说法"))
    run_pending()
    assert len(gateway.received) == 1, "nothing that concerns the party has changed"


def test_moved_and_cancelled_are_told_to_whoever_was_told_before(
    county: County, dispute: Dispute, plan: SittingPlan, gateway: OutsideWorld
) -> None:
    mediator = county.who(MEDIATOR)
    sitting = services.plan_sitting(mediator, dispute_id=dispute.pk, plan=plan)
    run_pending()
    later = replace(plan, starts_at=plan.starts_at + timedelta(days=1), ends_at=plan.ends_at + timedelta(days=1))
    services.replan_sitting(mediator, sitting_id=sitting.pk, plan=later)
    run_pending()
    services.cancel_sitting(mediator, sitting_id=sitting.pk, reason="住院")
    run_pending()
    assert states() == [("sitting_cancelled", "sent"), ("sitting_fixed", "sent"), ("sitting_moved", "sent")]
    assert "改为6月6日09:00" in texts(gateway)[1] and "取消" in texts(gateway)[2]


def test_what_changed_before_it_went_out_is_told_as_it_is_now_and_nobody_is_called_at_night(
    county: County, dispute: Dispute, plan: SittingPlan, gateway: OutsideWorld
) -> None:
    mediator = county.who(MEDIATOR)
    with clock.at(clock.instant(date(2026, 6, 3), 22)):
        sitting = services.plan_sitting(mediator, dispute_id=dispute.pk, plan=plan)
        services.replan_sitting(mediator, sitting_id=sitting.pk, plan=replace(plan, place="镇调解室"))
        run_pending()
        assert not gateway.received
        Job.objects.filter(name="notify.short").update(run_after=clock.now())  # even if somebody runs it early
        run_pending()
        assert not gateway.received
    with clock.at(clock.instant(date(2026, 6, 4), 8)):
        run_pending()
    assert [("镇调解室" in one) for one in texts(gateway)] == [True]
    assert states() == [("sitting_fixed", "dropped"), ("sitting_fixed", "sent")]


def test_a_gateway_that_fails_is_tried_again_and_then_the_row_says_why(
    county: County, dispute: Dispute, plan: SittingPlan, gateway: OutsideWorld
) -> None:
    gateway.answers = [(503, b""), (200, b"ok")]
    services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
    run_pending()
    message = ShortMessage.objects.get()
    assert (message.state, message.error, message.attempts) == ("queued", "HTTP 503", 1)
    with clock.at(NOON + timedelta(minutes=2)):
        run_pending()
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == ("sent", "", 2)
    assert len({one.headers["Idempotency-Key"] for one in gateway.received}) == 1


def test_consent_taken_back_stops_what_waits_and_no_gateway_is_said(
    county: County, dispute: Dispute, plan: SittingPlan
) -> None:
    mediator = county.who(MEDIATOR)
    services.plan_sitting(mediator, dispute_id=dispute.pk, plan=plan)
    run_pending()
    assert ShortMessage.objects.get().state == "failed" and "短信网关" in ShortMessage.objects.get().error
    later = replace(plan, starts_at=plan.starts_at + timedelta(days=1), ends_at=plan.ends_at + timedelta(days=1))
    services.plan_sitting(mediator, dispute_id=dispute.pk, plan=later)
    party = Party.objects.get(dispute=dispute, side="applicant")
    services.edit_party(mediator, party_id=party.pk, entry=PartyEntry("applicant", party.name, phone=party.phone))
    run_pending()
    assert states() == [("sitting_fixed", "dropped"), ("sitting_fixed", "failed")]
    party.refresh_from_db()
    assert (party.sms_consent, party.sms_consent_on) == (False, None)
    with pytest.raises(Invalid, match="电话"):
        services.edit_party(mediator, party_id=party.pk, entry=PartyEntry("applicant", party.name, sms_consent=True))


def days(first: datetime, count: int) -> Iterator[None]:
    for number in range(count):
        with clock.at(first + timedelta(days=number)):
            yield


def test_an_instalment_is_reminded_of_once_before_and_once_after_and_confirmation_at_its_marks(
    county: County, dispute: Dispute, gateway: OutsideWorld
) -> None:
    payer, payee = (
        Party.objects.get(dispute=dispute, side="applicant"),
        Party.objects.get(dispute=dispute, side="respondent"),
    )
    made = Agreement(state="in_force", effective_on=clock.today())
    made.lay_beside(dispute)
    made.save()
    item = FulfilmentItem(
        agreement=made, payer=payer, payee=payee, what="支付工资", amount=Decimal(6000), due_on=date(2026, 6, 15),
        state="open", remind_on=date(2026, 6, 12),
    )  # fmt: skip
    item.lay_beside(dispute)
    item.save()
    clocked = JudicialConfirmation(agreement=made, effective_on=clock.today(), last_day=date(2026, 7, 3))
    clocked.lay_beside(dispute)
    clocked.save()
    for _day in days(NOON, 32):
        remind_of_fulfilment()
        watch_confirmations()
        run_pending()
    assert states() == [
        ("confirmation", "sent"), ("confirmation", "sent"), ("instalment_due", "sent"), ("instalment_late", "sent")
    ]  # fmt: skip
    for text in texts(gateway):
        assert "6000" not in text and "工资" not in text and "王小勤" not in text
    assert "6月15日" in texts(gateway)[0] and "7月3日" in texts(gateway)[2]
