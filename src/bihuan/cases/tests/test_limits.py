"""Time limits: which applies, how they run, pause and change, and who is told when they pass."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.cases import limits, tasks
from bihuan.cases import services as do
from bihuan.cases.defaults import CATEGORIES, DEFAULT_LIMITS, load_defaults
from bihuan.cases.models import CaseClock, CaseKind, Category, EscalationStep, Stage, TimeLimit, Urgency
from bihuan.cases.tests.conftest import DESK, HANDLER, LEADER, MONDAY
from bihuan.cases.tests.test_loop import SECRETARY, chain_of_three
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.kernel.worktime import Stage as Colour
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create
from bihuan.platform.models import Notice


def local(moment) -> str:
    return clock.local(moment).strftime("%m-%d %H:%M")


def notices(county, name: str) -> list[str]:
    return list(Notice.objects.filter(to=county.who(name)).order_by("created_at").values_list("kind", flat=True))


def test_the_counties_own_limit_goes_before_the_default_and_the_kind_before_every_kind(county):
    found = limits.limits_for("appeal", "normal", ["handle"])["handle"]
    assert (found.amount, found.unit) == (Decimal(15), "working_days")
    create(TimeLimit(kind="", urgency="normal", stage="handle", amount=12, unit="working_days"), actor=SYSTEM)
    assert limits.limits_for("appeal", "normal", ["handle"])["handle"].amount == 12
    create(TimeLimit(kind="appeal", urgency="normal", stage="handle", amount=8, unit="working_days"), actor=SYSTEM)
    assert limits.limits_for("appeal", "normal", ["handle"])["handle"].amount == 8
    assert limits.limits_for("benefit", "normal", ["handle"])["handle"].amount == 12


def test_every_kind_urgency_and_stage_has_a_limit():
    for kind in CaseKind.values:
        for urgency in Urgency.values:
            for stage in Stage.values:
                assert (kind, urgency, stage) in DEFAULT_LIMITS or ("", urgency, stage) in DEFAULT_LIMITS


def test_defaults_are_loaded_once(db):
    assert load_defaults() == len(DEFAULT_LIMITS) + sum(map(len, CATEGORIES.values()))
    assert load_defaults() == 0
    assert "讨薪" in Category.objects.get(code="dispute.labour").synonyms


def test_a_mediation_limit_is_thirty_days_and_rolls_off_a_day_off(report, county):
    loop = report(kind="dispute").taken()
    # 30 days after Monday 1 June is Wednesday 1 July.
    assert local(loop.case.clocks.get(stage="handle").due_at) == "07-02 00:00"


def test_days_named_for_a_matter_take_the_place_of_its_kinds(report, county):
    loop = report(kind="finding", handle_days=3).taken()
    clock_of = loop.case.clocks.get(stage="handle")
    assert (clock_of.amount, clock_of.unit, local(clock_of.due_at)) == (3, "calendar_days", "06-05 00:00")
    loop.do(do.reclassify_case, DESK, urgency="urgent")
    assert loop.case.clocks.get(stage="handle").amount == 3
    with pytest.raises(Invalid):
        report(handle_days=400)


def test_an_emergency_runs_through_the_night(report):
    with clock.at(clock.instant(date(2026, 6, 6), 23)):  # a Saturday
        case = report(urgency="emergency").case
    assert local(case.due_at) == "06-06 23:30"


def test_each_step_ends_one_clock_and_starts_the_next(report):
    loop = report().verified()
    stages = list(loop.case.clocks.order_by("id").values_list("stage", "ended_at"))
    assert [stage for stage, _ended in stages] == [
        "accept",
        "dispatch",
        "take",
        "handle",
        "contact",
        "verify",
        "revisit",
    ]
    assert [stage for stage, ended in stages if ended is None] == ["revisit"]


def test_changing_the_urgency_keeps_the_time_used(report):
    loop = report().taken()
    with clock.at(MONDAY + timedelta(days=2)):
        loop.do(do.reclassify_case, DESK, urgency="urgent")
        running = loop.case.clocks.get(stage="handle", ended_at=None)
        assert running.started_at == MONDAY and running.amount == 5
        assert local(running.due_at) == "06-08 18:00"
        face = next(face for face in limits.faces(loop.case) if face.stage == "handle")
        assert face.arithmetic.used.amount > 1


def test_the_page_shows_the_arithmetic_with_the_pause_and_its_reason(report):
    loop = report().taken().do(do.record_contact, HANDLER, note="已联系")
    with clock.at(MONDAY + timedelta(days=1)):
        loop.do(do.ask_suspension, HANDLER, reason="等待鉴定", until=MONDAY + timedelta(days=8))
        loop.do(do.approve_suspension, LEADER)
    with clock.at(MONDAY + timedelta(days=4)):
        (face,) = limits.faces(loop.case)
        assert face.arithmetic.standing and face.arithmetic.due_at is None
        loop.do(do.resume_case, HANDLER)
        (face,) = limits.faces(loop.case)
        assert "等待鉴定" in face.arithmetic.sentence_zh
        assert local(face.arithmetic.due_at) > "06-22 18:00"
        assert face.arithmetic.due_at == loop.case.due_at


def test_a_stage_that_ended_late_is_counted(report):
    loop = report()
    with clock.at(MONDAY + timedelta(days=3)):
        loop.accepted()
        assert loop.case.overdue_stages == 1
        assert loop.case.clocks.get(stage="accept").overdue is True


# --- reminders and escalation ----------------------------------------------------------------------------------------


def test_reminded_at_half_and_at_four_fifths_once_each(report, county):
    loop = report().taken().do(do.record_contact, HANDLER, note="已联系")  # 15 working days from Tuesday 2 June
    Notice.objects.all().delete()
    for day, expected in ((5, 0), (11, 1), (12, 1), (17, 2), (18, 2)):
        with clock.at(clock.instant(date(2026, 6, 1) + timedelta(days=day), 12)):
            tasks.watch_clocks()
            tasks.watch_clocks()
        assert len(notices(county, HANDLER)) == expected, day
    assert loop.case.clocks.get(stage="handle").reminded == 80


def test_lateness_climbs_the_chain_one_rank_for_each_half_budget(report, county):
    chain_of_three(county)
    loop = report().taken().do(do.record_contact, HANDLER, note="已联系")
    due = loop.case.due_at
    with clock.at(due + timedelta(minutes=1)):
        tasks.watch_clocks()
        tasks.watch_clocks()
    steps = EscalationStep.objects.filter(case=loop.case)
    assert list(steps.values_list("rank", "staff__name")) == [(1, "德固镇村(社区)书记")]
    with clock.at(due + timedelta(days=12)):
        tasks.watch_clocks()
    with clock.at(due + timedelta(days=24)):
        tasks.watch_clocks()
        tasks.watch_clocks()
    with clock.at(due + timedelta(days=60)):
        tasks.watch_clocks()
    assert list(steps.order_by("rank").values_list("staff__name", flat=True)) == [
        "德固镇村(社区)书记",
        LEADER,
        SECRETARY,
    ]
    assert notices(county, LEADER).count("case.escalated") == 1
    assert audit.trail(loop.case).filter(verb="escalate").count() == 3
    assert "责任链" in steps.get(rank=2).why
    loop.case.refresh_from_db()
    assert loop.case.version == 5, "being watched is no change that makes a page stale"


def test_without_a_chain_the_rota_then_the_posts_are_told(report, county):
    from bihuan.orgs.models import DutyShift

    loop = report()
    due = loop.case.due_at
    shift = DutyShift(
        area=county.area("德固镇"), day=date(2026, 6, 3), part="day", staff=county.who(DESK), leader=county.who(LEADER)
    )
    create(shift, actor=SYSTEM)
    with clock.at(clock.instant(date(2026, 6, 3), 9)):
        assert due < clock.now()
        tasks.watch_clocks()
    assert EscalationStep.objects.get(case=loop.case).staff == county.who(LEADER)


def test_nobody_is_told_of_a_case_that_is_suspended_merged_or_void(report, county):
    suspended = report().taken().do(do.ask_suspension, HANDLER, reason="等", until=MONDAY + timedelta(days=20))
    suspended.do(do.approve_suspension, LEADER)
    part = report(text="另一件").do(do.merge_case, DESK, into_id=suspended.case.pk, reason="同一件")
    void = report(text="第三件").do(do.void_case, LEADER, reason="重复")
    with clock.at(MONDAY + timedelta(days=19)):
        tasks.watch_clocks()
    assert not EscalationStep.objects.filter(case__in=[suspended.case, part.case, void.case]).exists()


def test_two_watchers_at_once_tell_once(report, county):
    loop = report()
    with clock.at(loop.case.due_at + timedelta(minutes=1)):
        late = CaseClock.objects.get(case=loop.case)
        assert tasks.look_once(10) == 1
        tasks._look(late.pk, clock.now())
    assert EscalationStep.objects.filter(case=loop.case).count() == 1


@pytest.mark.parametrize(
    ("hours", "colour"), [(0, Colour.CALM), (28, Colour.AMBER_50), (32, Colour.AMBER_80), (34, Colour.OVERDUE)]
)
def test_the_colour_of_what_is_left(report, hours, colour):
    case = report().case
    (face,) = limits.faces(case, MONDAY + timedelta(hours=hours))
    assert face.arithmetic.stage is colour


def test_a_petition_has_fifteen_days_to_be_accepted_and_sixty_to_be_finished(report):
    case = report(channel="letter").case
    assert case.clocks.get(stage="accept").amount == 15 and local(case.due_at) == "06-17 00:00"
    loop = report(channel="letter", text="信访件").taken()
    going = loop.case.clocks.get(stage="handle", ended_at=None)
    assert (going.amount, going.unit) == (Decimal(60), "calendar_days")
    urgent = report(channel="letter", urgency="urgent", text="紧急信访件").case
    assert urgent.clocks.get(stage="accept").unit == "working_hours", "what is urgent keeps its shorter limits"


def test_a_dispute_that_came_as_a_petition_is_still_mediated_in_thirty_days(report):
    loop = report(kind="dispute", channel="letter").taken()
    assert loop.case.clocks.get(stage="handle", ended_at=None).amount == 30


def test_a_petition_is_extended_once_with_approval_and_the_page_says_so(report, county):
    loop = report(channel="letter").taken()
    before = loop.case.clocks.get(stage="handle", ended_at=None).due_at
    with pytest.raises(NotAllowed):
        do.extend_case(county.who(HANDLER), case_id=loop.case.pk, days=10, reason="情况复杂")
    with pytest.raises(Invalid, match="1 到 30"):
        do.extend_case(county.who(LEADER), case_id=loop.case.pk, days=31, reason="情况复杂")
    loop.do(do.extend_case, LEADER, days=30, reason="情况复杂,需专家论证")
    going = loop.case.clocks.get(stage="handle", ended_at=None)
    assert (going.due_at - before).days in (30, 31, 32)  # a day off at the end rolls on
    face = next(face for face in limits.faces(loop.case) if face.stage == "handle")
    assert "共 90 天" in face.arithmetic.sentence_zh.replace("自然日", "天") and "其中延长 30" in face.basis
    with pytest.raises(WrongState, match="已经延期一次"):
        do.extend_case(county.who(LEADER), case_id=loop.case.pk, days=1, reason="再延")
    ordinary = report(text="一般诉求").taken()
    with pytest.raises(WrongState, match="只有信访事项"):
        do.extend_case(county.who(LEADER), case_id=ordinary.case.pk, days=1, reason="再延")
