"""Rewards for verbal mediation: by rule, sampled, approved by another, paid, and taken back when the matter returns."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases import services as cases
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from bihuan.mediation.indicators import reward_total
from bihuan.mediation.models import (
    Agreement,
    AgreementForm,
    Dispute,
    DisputeKind,
    Result,
    Reward,
    RewardList,
    RewardRule,
)
from bihuan.mediation.reward_selectors import rewards as rewards_seen
from bihuan.mediation.services import PastDispute, register_past_disputes, rewards
from bihuan.mediation.services.reward_rules import RuleEntry, add_rule, edit_rule, rule_for
from bihuan.mediation.services.rewards import Paid, drawn
from bihuan.mediation.tasks import make_reward_lists
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period
from bihuan.platform.models import Notice
from tests.worlds import County

CLERK, LEADER, SECRETARY = "德固镇统计员", "德固镇分管领导", "德固镇乡镇(街道)书记"
CADRE, VILLAGE, SUPERVISOR = "德固镇村(社区)干部", "德固镇村(社区)书记", "德固镇督导员"
MAY = date(2026, 5, 1)
JUNE = clock.instant(date(2026, 6, 10), 12)


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.at(JUNE):
        yield


def verbal(county: County, who: str, on: int, **more: object) -> PastDispute:
    given = {
        "kind": DisputeKind.NEIGHBOUR, "area": county.area("刘庄村"), "day": date(2026, 5, on), "applicant": "王某",
        "applicant_phone": "13800001234", "respondent": "李某", "mediator": county.who(who), "result": Result.SETTLED,
        "agreement": AgreementForm.VERBAL, "concluded_on": date(2026, 5, on), "fulfilled": True, "satisfied": True,
    } | more  # fmt: skip
    return PastDispute(**given)  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def mediated(county: County) -> list[Dispute]:
    """Five that earn something, and three that do not."""
    add_rule(county.who(LEADER), entry=RuleEntry(county.area("德固镇"), "一般口头调解", Decimal(50), date(2026, 1, 1)))
    family = RuleEntry(county.area("德固镇"), "婚姻家庭", Decimal(80), date(2026, 1, 1), kind=DisputeKind.FAMILY)
    add_rule(county.who(LEADER), entry=family)
    rows = [
        *(verbal(county, CADRE, day) for day in (3, 9, 20)),
        verbal(county, VILLAGE, 5, kind=DisputeKind.FAMILY),
        verbal(county, CLERK, 6),
        verbal(county, CADRE, 7, agreement=AgreementForm.WRITTEN),
        verbal(county, CADRE, 8, result=Result.FAILED, agreement=AgreementForm.NONE, fulfilled=None),
        verbal(county, CADRE, 12, confirmed=False),
    ]
    return register_past_disputes(SYSTEM, rows)


def made(county: County) -> RewardList:
    return rewards.make_list(county.who(CLERK), town=county.area("德固镇"), month=MAY)


def checked(county: County, found: RewardList) -> RewardList:
    for one in found.rewards.filter(check_result=Reward.Check.WAITING, state="proposed"):
        rewards.check_reward(county.who(SUPERVISOR), reward_id=one.pk, result="true", note="双方均称属实")
    return rewards.submit_list(county.who(CLERK), list_id=found.pk)


def paid(county: County, found: RewardList) -> RewardList:
    checked(county, found)
    rewards.approve_list(county.who(LEADER), list_id=found.pk)
    return rewards.pay_list(county.who(CLERK), list_id=found.pk, paid=Paid(date(2026, 6, 9), "transfer"))


def test_the_list_holds_what_was_verified_and_not_the_makers_own(county, mediated):
    found = made(county)
    names = sorted(found.rewards.values_list("receiver__name", "amount"))
    assert names == sorted([(CADRE, 50), (CADRE, 50), (CADRE, 50), (VILLAGE, 80)])
    assert (found.count, found.people, found.total) == (4, 2, Decimal(230))
    with pytest.raises(Conflict):
        made(county)
    with pytest.raises(Invalid, match="还没有结束"):
        rewards.make_list(county.who(CLERK), town=county.area("德固镇"), month=date(2026, 6, 1))


def test_nobody_proposes_grades_checks_or_approves_an_own_reward(county, mediated):
    found, own = made(county), mediated[4]
    with pytest.raises(NotAllowed, match="您本人的奖励"):
        rewards.propose_reward(county.who(CLERK), list_id=found.pk, dispute_id=own.pk)
    desk = county.who("德固镇综治中心值班员")
    reward = rewards.propose_reward(desk, list_id=found.pk, dispute_id=own.pk)
    with pytest.raises(NotAllowed, match="您本人的奖励"):
        rewards.grade_reward(county.who(CLERK), reward_id=reward.pk, difficulty="hard")
    Reward.objects.filter(pk=reward.pk).update(check_result="waiting")
    with pytest.raises(NotAllowed, match="您本人的奖励"):
        rewards.check_reward(county.who(CLERK), reward_id=reward.pk, result="true", note="属实")
    Reward.objects.filter(receiver=county.who(CADRE)).update(receiver=county.who(LEADER))
    rewards.check_reward(desk, reward_id=reward.pk, result="true", note="属实")
    checked(county, found)
    with pytest.raises(NotAllowed, match="您本人的奖励"):
        rewards.approve_list(county.who(LEADER), list_id=found.pk)
    rewards.approve_list(county.who(SECRETARY), list_id=found.pk)


def test_who_submitted_does_not_approve_and_roles_keep_to_their_part(county, mediated):
    found = made(county)
    for stranger in (CADRE, "德固镇人民调解员", "城关镇统计员"):
        with pytest.raises(NotAllowed):
            rewards.submit_list(county.who(stranger), list_id=found.pk)
    checked(county, found)
    with pytest.raises(NotAllowed):
        rewards.approve_list(county.who(CLERK), list_id=found.pk)
    RewardList.objects.filter(pk=found.pk).update(submitted_by=county.who(LEADER))
    with pytest.raises(NotAllowed, match="您提交"):
        rewards.approve_list(county.who(LEADER), list_id=found.pk)


def test_the_sample_must_be_checked_and_what_is_untrue_leaves(county, mediated):
    found = made(county)
    drawn_ones = list(found.rewards.filter(check_result="waiting"))
    assert len(drawn_ones) == 3
    with pytest.raises(WrongState, match="3 件"):
        rewards.submit_list(county.who(CLERK), list_id=found.pk)
    out = rewards.check_reward(county.who(SUPERVISOR), reward_id=drawn_ones[0].pk, result="untrue", note="称没有调解过")
    assert (out.state, out.reason) == ("excluded", "电话抽查不属实:称没有调解过")
    with pytest.raises(WrongState, match="没有抽中"):
        other = found.rewards.get(check_result="")
        rewards.check_reward(county.who(SUPERVISOR), reward_id=other.pk, result="true", note="属实")
    checked(county, found)
    found.refresh_from_db()
    assert found.state == "submitted" and found.count == 3
    assert [one.to.name for one in Notice.objects.filter(kind="mediation.rewards")] == [LEADER]


@given(st.lists(st.text("0123456789", min_size=1, max_size=6), unique=True), st.integers(1, 100), st.text(max_size=8))
def test_a_sample_can_be_drawn_again(keys: list[str], share: int, seed: str) -> None:
    first = drawn(keys, seed=seed, share=share)
    assert first == drawn(list(reversed(keys)), seed=seed, share=share)
    assert len(set(first)) == len(first) == min(len(keys), max(3, -(-len(keys) * share // 100)))
    assert set(first) <= set(keys)


def test_samples_of_different_months_differ():
    keys = [f"{number:04d}" for number in range(200)]
    assert drawn(keys, seed="a-202605", share=20) != drawn(keys, seed="a-202606", share=20)


def test_a_list_is_paid_and_the_figure_follows(county, mediated):
    found = paid(county, made(county))
    assert found.state == "paid" and set(found.rewards.values_list("state", flat=True)) == {"paid"}
    period = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert reward_total.value(SYSTEM, county.area("德固镇"), period).value == Decimal(230)
    assert reward_total.value(SYSTEM, county.area("城关镇"), period).value == 0
    by_mediator = {group: value for group, value, *_rest in reward_total.broken_down(SYSTEM, None, period, "mediator")}
    assert by_mediator == {CADRE: 150, VILLAGE: 80}
    assert {one.receiver.name for one in rewards_seen(county.who(CADRE))} == {CADRE}, "one sees one's own"


def test_a_matter_reopened_within_sixty_days_earns_nothing_and_a_paid_one_is_returned(county, mediated):
    found = made(county)
    cases.reopen_case(county.who("德固镇综治中心值班员"), case_id=mediated[0].case_id, reason="又吵起来了")
    assert found.rewards.get(dispute=mediated[0]).state == "excluded"
    found.refresh_from_db()
    assert found.count == 3
    paid(county, found)
    cases.reopen_case(county.who("德固镇综治中心值班员"), case_id=mediated[1].case_id, reason="又吵起来了")
    back = found.rewards.get(dispute=mediated[1])
    assert (back.state, back.reason) == ("to_return", "六十日内重办")
    assert Notice.objects.filter(kind="mediation.rewards", to=county.who(CLERK)).count() == 1
    with clock.at(JUNE + timedelta(days=50)):
        cases.reopen_case(county.who("德固镇综治中心值班员"), case_id=mediated[2].case_id, reason="又吵起来了")
        assert found.rewards.get(dispute=mediated[2]).state == "paid", "sixty days have passed"
        assert rewards.give_back_reward(county.who(CLERK), reward_id=back.pk).returned_on == clock.today()
    period = Period(date(2026, 6, 1), date(2026, 6, 30))
    assert reward_total.value(SYSTEM, None, period).value == Decimal(130)


def test_what_was_reopened_before_the_list_is_not_on_it(county, mediated):
    cases.reopen_case(county.who("德固镇综治中心值班员"), case_id=mediated[0].case_id, reason="又吵起来了")
    assert not made(county).rewards.filter(dispute=mediated[0]).exists()


def test_the_hardness_decides_the_amount_by_the_rule_that_fits_best(county, mediated):
    town = county.area("德固镇")
    add_rule(county.who(LEADER), entry=RuleEntry(town, "疑难", Decimal(200), date(2026, 1, 1), difficulty="hard"))
    found = made(county)
    reward = found.rewards.filter(receiver=county.who(CADRE)).first()
    assert reward is not None
    graded = rewards.grade_reward(county.who(CLERK), reward_id=reward.pk, difficulty="hard")
    assert (graded.amount, graded.rule.title) == (Decimal(200), "疑难")
    found.refresh_from_db()
    assert found.total == Decimal(380)
    checked(county, found)
    with pytest.raises(WrongState, match="已经提交"):
        rewards.grade_reward(county.who(CLERK), reward_id=reward.pk, difficulty="simple")


def test_rules_have_periods_and_a_used_one_is_only_ended(county, mediated):
    town = county.area("德固镇")
    with pytest.raises(Invalid) as refused:
        add_rule(county.who(LEADER), entry=RuleEntry(town, "", Decimal(0), date(2026, 2, 1), date(2026, 1, 1)))
    assert {fault.field for fault in refused.value.faults} == {"title", "amount", "to_day"}
    with pytest.raises(NotAllowed):
        add_rule(county.who(CLERK), entry=RuleEntry(town, "自定", Decimal(500), date(2026, 1, 1)))
    made(county)
    rule = RewardRule.objects.get(kind="")
    with pytest.raises(Invalid, match="停用"):
        edit_rule(county.who(LEADER), rule_id=rule.pk, entry=RuleEntry(town, "一般", Decimal(60), date(2026, 1, 1)))
    ended = edit_rule(
        county.who(LEADER),
        rule_id=rule.pk,
        entry=RuleEntry(town, "一般", Decimal(50), date(2026, 1, 1), date(2026, 6, 30)),
    )
    rules = list(RewardRule.objects.all())
    for day, expected in ((date(2025, 12, 31), None), (date(2026, 6, 30), ended), (date(2026, 7, 1), None)):
        assert rule_for(rules, kind="neighbour", difficulty=Agreement.Difficulty.SIMPLE, day=day) == expected
    assert rule_for(rules, kind="family", difficulty="simple", day=date(2026, 7, 1)).title == "婚姻家庭"


def test_a_rule_that_needs_satisfaction_passes_over_whoever_was_not_asked(county, mediated):
    RewardRule.objects.filter(kind="").update(needs="satisfied")
    mediated[0].case.__class__.objects.filter(pk=mediated[0].case_id).update(satisfied=None)
    assert made(county).count == 3


def test_the_system_makes_last_months_list_once(county, mediated):
    make_reward_lists()
    make_reward_lists()
    found = RewardList.objects.get()
    assert (found.month, found.count) == (MAY, 5), "the system has no own rewards to leave out"
