"""Sittings and investigations: planned with a room, recorded, signed and closed; nobody's words are lost."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PIL import Image

from bihuan.cases.models import Evidence
from bihuan.cases.services import attach_evidence
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from bihuan.mediation import course_selectors as course
from bihuan.mediation import services
from bihuan.mediation.models import Attendance, Dispute, Party, Sitting
from bihuan.mediation.services import Came, Consent, InvestigationEntry, SittingPlan, SittingRecord
from bihuan.mediation.services.revisions import TextsConflict
from bihuan.mediation.tests.stories import CLERK, DESK, LEADER, MEDIATOR, in_hand
from bihuan.platform import files
from bihuan.platform.models import Notice, StoredFile
from bihuan.venues import services as venues
from bihuan.venues.models import BookedSlot, Booking, Room
from tests.worlds import County

SECRETARY = "德固镇村(社区)书记"


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


@pytest.fixture
def room(county: County) -> Room:
    venue = venues.register_venue(county.who(DESK), area=county.area("德固镇"), name="德固镇综治中心")
    return venues.register_rooms(county.who(DESK), venue=venue, rooms=[("第一调解室", 12, "")])[0]


@pytest.fixture
def plan(county: County, dispute: Dispute, room: Room) -> SittingPlan:
    start = clock.instant(clock.today() + timedelta(days=1), 9)
    return SittingPlan(
        starts_at=start, ends_at=start + timedelta(hours=1), mediator=county.who(MEDIATOR), room=room,
        co_mediators=[county.who(SECRETARY)], parties=list(Party.objects.filter(dispute=dispute)), others=["证人老刘"],
    )  # fmt: skip


@pytest.fixture
def held(county: County, dispute: Dispute, plan: SittingPlan) -> Callable[..., Sitting]:
    """The planned sitting, after it, with a record."""

    def make(**values: object) -> Sitting:
        with clock.at(plan.ends_at):
            sitting = services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
            return services.record_sitting(county.who(MEDIATOR), sitting_id=sitting.pk, record=said(sitting, **values))

    return make


def said(sitting: Sitting, **values: object) -> SittingRecord:
    everybody = {one.pk: Came(True, True) for one in Attendance.objects.filter(sitting=sitting)}
    record = SittingRecord(
        starts_at=sitting.starts_at, ends_at=sitting.ends_at - timedelta(minutes=15), people=everybody, rights_told=True,
        talk="问:欠款属实吗\n答(顺达):属实", outcome=Sitting.Outcome.AGREED,
    )  # fmt: skip
    return replace(record, **values)  # type: ignore[arg-type]


def test_a_sitting_takes_its_room_and_tells_the_mediators_asked(
    county: County, dispute: Dispute, plan: SittingPlan
) -> None:
    sitting = services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
    assert (sitting.number, sitting.place) == (1, "德固镇综治中心 第一调解室")
    booking = Booking.objects.get(about_kind="sitting", about_id=sitting.pk)
    assert booking == sitting.booking and booking.slots.count() == 4
    assert Notice.objects.filter(to=county.who(SECRETARY), kind="mediation.sitting").count() == 1
    assert not Notice.objects.filter(to=county.who(MEDIATOR), kind="mediation.sitting").exists()
    assert Attendance.objects.filter(sitting=sitting).count() == 5


def test_the_same_room_or_the_same_mediator_at_the_same_time_is_refused_and_nothing_is_left_behind(
    county: County, dispute: Dispute, plan: SittingPlan
) -> None:
    services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
    other = in_hand(county, applicant="赵六", applicant_phone="", summary="另一件")
    parties = list(Party.objects.filter(dispute=other))
    with pytest.raises(Conflict, match="已有预订"):
        services.plan_sitting(
            county.who(MEDIATOR),
            dispute_id=other.pk,
            plan=replace(plan, mediator=county.who(SECRETARY), parties=parties),
        )
    with pytest.raises(Invalid, match="已有另一场调解会"):
        services.plan_sitting(
            county.who(MEDIATOR), dispute_id=other.pk, plan=replace(plan, room=None, place="村部", parties=parties)
        )
    assert Sitting.objects.count() == 1 and Booking.objects.count() == 1


def test_putting_off_moves_the_room_and_asks_anew_and_cancelling_frees_it(
    county: County, dispute: Dispute, plan: SittingPlan
) -> None:
    mediator = county.who(MEDIATOR)
    sitting = services.plan_sitting(mediator, dispute_id=dispute.pk, plan=plan)
    asked = Attendance.objects.filter(sitting=sitting, part="party")
    services.note_invited(mediator, sitting_id=sitting.pk, attendance_ids=[one.pk for one in asked])
    later = plan.starts_at + timedelta(days=1)
    services.replan_sitting(
        mediator, sitting_id=sitting.pk, seen=1,
        plan=replace(plan, starts_at=later, ends_at=later + timedelta(hours=1), others=()),
    )  # fmt: skip
    assert Booking.objects.get().starts_at == later
    assert [one.asked for one in Attendance.objects.filter(sitting=sitting, part="other")] == [False]
    assert set(asked.values_list("invited_at", flat=True)) == {None}, (
        "whoever was told of the old time must be told anew"
    )
    services.cancel_sitting(mediator, sitting_id=sitting.pk, reason="申请人住院")
    assert not BookedSlot.objects.exists()
    with pytest.raises(WrongState, match="不能再改约"):
        services.replan_sitting(mediator, sitting_id=sitting.pk, plan=plan)


def test_an_agreement_needs_both_sides_known_by_card_and_told_their_rights(
    county: County, dispute: Dispute, plan: SittingPlan
) -> None:
    mediator = county.who(MEDIATOR)
    with clock.at(plan.ends_at):
        sitting = services.plan_sitting(mediator, dispute_id=dispute.pk, plan=plan)
        nobody = {one.pk: Came(False) for one in Attendance.objects.filter(sitting=sitting)}
        with pytest.raises(Invalid) as refused:
            services.record_sitting(mediator, sitting_id=sitting.pk, record=said(sitting, people=nobody, talk=""))
        assert {fault.field for fault in refused.value.faults} == {"talk", "people"}
        strangers = {key: Came(True) for key in nobody}
        with pytest.raises(Invalid) as refused:
            services.record_sitting(
                mediator, sitting_id=sitting.pk, record=said(sitting, people=strangers, rights_told=False)
            )
        assert {fault.field for fault in refused.value.faults} == {"rights_told", "people"}
        services.record_sitting(mediator, sitting_id=sitting.pk, record=said(sitting))
    assert Sitting.objects.get().state == Sitting.State.HELD


def test_an_adjournment_names_its_reason_and_the_next_day(held: Callable[..., Sitting]) -> None:
    with pytest.raises(Invalid) as refused:
        held(outcome=Sitting.Outcome.ADJOURNED)
    assert {fault.field for fault in refused.value.faults} == {"next_on", "outcome_note"}


def test_a_sitting_to_come_has_no_record_yet(county: County, dispute: Dispute, plan: SittingPlan) -> None:
    sitting = services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)
    with pytest.raises(Invalid, match="还没有开始"):
        services.record_sitting(county.who(MEDIATOR), sitting_id=sitting.pk, record=said(sitting))


def test_two_who_write_one_record_are_merged_field_by_field(county: County, held: Callable[..., Sitting]) -> None:
    sitting = held()
    desk, mediator, seen = county.who(DESK), county.who(MEDIATOR), sitting.version
    witness = Attendance.objects.get(sitting=sitting, part="other")
    with clock.at(sitting.ends_at):
        base = said(sitting)
        away = {**base.people, witness.pk: Came(False)}
        services.record_sitting(
            desk, sitting_id=sitting.pk, seen=seen, record=replace(base, disputed="工时怎么算", people=away)
        )
        services.record_sitting(mediator, sitting_id=sitting.pk, seen=seen, record=replace(base, proposals="分三期付"))
    sitting.refresh_from_db()
    witness.refresh_from_db()
    assert (sitting.disputed, sitting.proposals, witness.came) == ("工时怎么算", "分三期付", False)


def test_the_same_field_of_a_record_is_a_conflict_with_both_texts_and_nothing_is_stored(
    county: County, held: Callable[..., Sitting]
) -> None:
    sitting = held()
    desk, mediator, seen = county.who(DESK), county.who(MEDIATOR), sitting.version
    with clock.at(sitting.ends_at):
        first = said(sitting, disputed="工时怎么算", proposals="一次付清")
        services.record_sitting(desk, sitting_id=sitting.pk, seen=seen, record=first)
        with pytest.raises(TextsConflict) as both:
            services.record_sitting(
                mediator, sitting_id=sitting.pk, seen=seen, record=said(sitting, disputed="单价怎么定")
            )
        (change,) = both.value.changes
        assert (change.field, change.mine, change.after, change.by) == ("争议焦点", "单价怎么定", "工时怎么算", DESK)
        assert change.at == f"{clock.local(sitting.ends_at):%Y-%m-%d %H:%M}"
        assert both.value.merged["proposals"] == "一次付清" and both.value.merged["disputed"] == "单价怎么定"
        sitting.refresh_from_db()
        assert sitting.disputed == "工时怎么算"
        again = said(sitting, disputed="单价怎么定", proposals="一次付清")
        services.record_sitting(mediator, sitting_id=sitting.pk, seen=both.value.version, record=again)
    sitting.refresh_from_db()
    assert sitting.disputed == "单价怎么定"
    assert [json.loads(one.content)["disputed"] for one in sitting.revisions.order_by("version")] == [
        "", "", "工时怎么算", "单价怎么定"
    ]  # fmt: skip


def test_the_last_signature_closes_the_record(county: County, held: Callable[..., Sitting]) -> None:
    mediator, sitting = county.who(MEDIATOR), held()
    signers = list(Attendance.objects.filter(sitting=sitting).exclude(part="other"))
    for one in signers:
        services.sign_sitting(mediator, attendance_id=one.pk, file=drawn(county, f"{one.pk}"))
    sitting.refresh_from_db()
    assert sitting.confirmed_at is not None
    with pytest.raises(WrongState, match="已经签字确认"):
        services.record_sitting(mediator, sitting_id=sitting.pk, record=said(sitting))
    with pytest.raises(WrongState):
        services.sign_sitting(mediator, attendance_id=signers[0].pk, file=drawn(county, "再签"))


def test_a_scan_of_the_signed_paper_closes_it_too_and_opens_to_readers_only(
    county: County, dispute: Dispute, held: Callable[..., Sitting]
) -> None:
    sitting = held()
    scan = drawn(county, "扫描")
    services.confirm_sitting(county.who(MEDIATOR), sitting_id=sitting.pk, scan=scan)
    assert files.may_see(county.who(LEADER), scan)
    assert not files.may_see(county.who("城关镇综治中心值班员"), scan)
    assert course.file_of(county.who(LEADER), dispute, scan.pk) == scan
    with pytest.raises(NotFound):
        course.file_of(county.who(LEADER), dispute, drawn(county, "别的").pk)


def drawn(county: County, name: str) -> StoredFile:
    picture = io.BytesIO()
    Image.new("RGBA", (40, 16)).save(picture, "PNG")
    return files.store(picture, name=f"{name}.png", actor=county.who(MEDIATOR))


def test_an_investigation_is_written_signed_and_closed(county: County, dispute: Dispute) -> None:
    mediator = county.who(MEDIATOR)
    shown = attach_evidence(mediator, case_id=dispute.case_id, file=drawn(county, "考勤表"))
    entry = InvestigationEntry(
        "visit", clock.now(), "问:干了几天\n答:八十三天", investigator=mediator, witness="老孟", files=[shown]
    )
    with pytest.raises(Invalid) as refused:
        services.record_investigation(
            mediator, dispute_id=dispute.pk, entry=replace(entry, witness="", talk=" ", investigator=None)
        )
    assert {fault.field for fault in refused.value.faults} == {"witness", "talk", "investigator"}
    made = services.record_investigation(mediator, dispute_id=dispute.pk, entry=entry)
    assert list(made.files.all()) == [shown]
    services.sign_investigation(mediator, investigation_id=made.pk, signature=drawn(county, "老孟"))
    with pytest.raises(WrongState, match="已经签字"):
        services.edit_investigation(mediator, investigation_id=made.pk, entry=entry)
    other = in_hand(county, applicant="赵六", applicant_phone="", summary="另一件")
    with pytest.raises(Invalid, match="本事项的证据材料"):
        services.record_investigation(mediator, dispute_id=other.pk, entry=entry)
    assert Evidence.objects.count() == 1


def test_readers_may_not_write_the_course(county: County, dispute: Dispute, plan: SittingPlan) -> None:
    for name in (LEADER, CLERK):
        with pytest.raises(NotAllowed):
            services.plan_sitting(county.who(name), dispute_id=dispute.pk, plan=replace(plan, room=None, place="村部"))
    with pytest.raises(NotFound):
        services.cancel_sitting(county.who(MEDIATOR), sitting_id=dispute.pk, reason="没有这一次")


def test_more_time_only_as_both_sides_agree_and_on_the_one_clock(county: County, dispute: Dispute) -> None:
    mediator, today = county.who(MEDIATOR), clock.today()
    with pytest.raises(Invalid) as refused:
        services.extend_mediation(mediator, dispute_id=dispute.pk, consent=Consent(15, "等鉴定", today, None))
    assert [fault.field for fault in refused.value.faults] == ["respondent_agreed_on"]
    running = dispute.case.clocks.get(stage="handle", ended_at=None)
    services.extend_mediation(mediator, dispute_id=dispute.pk, consent=Consent(15, "等鉴定", today, today))
    longer = dispute.case.clocks.get(stage="handle", ended_at=None)
    assert (longer.amount, longer.extra) == (30, 15) and longer.started_at == running.started_at
    assert longer.due_at > running.due_at + timedelta(days=12)


def test_a_mediation_that_has_run_out_is_not_revived_by_a_late_yes(county: County, dispute: Dispute) -> None:
    end = dispute.case.clocks.get(stage="handle", ended_at=None).due_at
    with clock.at(end + timedelta(days=3)), pytest.raises(Invalid, match="期满以后"):
        late: date = clock.local(end + timedelta(days=2)).date()
        services.extend_mediation(
            county.who(MEDIATOR), dispute_id=dispute.pk, consent=Consent(15, "等鉴定", late, late)
        )


def test_many_who_plan_at_once_get_numbers_of_their_own(county: County, dispute: Dispute, plan: SittingPlan) -> None:
    start: datetime = plan.starts_at
    for day in range(3):
        at = start + timedelta(days=day)
        services.plan_sitting(
            county.who(MEDIATOR),
            dispute_id=dispute.pk,
            plan=replace(plan, starts_at=at, ends_at=at + timedelta(hours=1)),
        )
    assert list(Sitting.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
