"""Whatever permitted verbs follow one another, the invariants of the loop hold."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bihuan.cases import services as do
from bihuan.cases import tasks
from bihuan.cases.lifecycle import LIFE_CYCLE, verbs_for
from bihuan.cases.models import Case, CaseClock, CasePause, Merge, Revisit, State
from bihuan.cases.services import TaskDraft
from bihuan.cases.tests.conftest import DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, SUPERVISOR, WATER
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.platform import audit

PEOPLE = (DESK, SUPERVISOR, LEADER, HEAD, HANDLER, OTHER_HANDLER, "县县综治中心")
people = st.sampled_from(PEOPLE)
CLOCKLESS = {State.CLOSED, State.DECLINED, State.VOIDED}


Given = Callable[[Any, Any], dict[str, Any]]
ANSWERS: dict[str, tuple[Callable[..., Any], Given]] = {
    "accept": (do.accept_case, lambda c, now: {}),
    "decline": (do.decline_case, lambda c, now: {"reason": "不属职责"}),
    "reconsider": (do.reconsider_case, lambda c, now: {}),
    "reclassify": (do.reclassify_case, lambda c, now: {"urgency": "urgent" if now.hour % 2 else "normal"}),
    "merge": (do.merge_case, lambda c, now: {"reason": "同一件"}),
    "unmerge": (do.unmerge_case, lambda c, now: {"reason": "分开"}),
    "decide": (do.decide_office, lambda c, now: {"office": c.office(WATER), "reason": "会商"}),
    "dispatch": (do.dispatch_case, lambda c, now: {"office": c.office(WATER)}),
    "recall": (do.recall_case, lambda c, now: {}),
    "take": (do.take_case, lambda c, now: {}),
    "send_back": (do.send_back_case, lambda c, now: {"reason": "不属职责"}),
    "contact": (do.record_contact, lambda c, now: {"note": "已联系"}),
    "hand_over": (do.hand_over_case, lambda c, now: {"handler": c.who(HEAD)}),
    "ask_suspension": (do.ask_suspension, lambda c, now: {"reason": "等", "until": now + timedelta(days=9)}),
    "approve_suspension": (do.approve_suspension, lambda c, now: {}),
    "refuse_suspension": (do.refuse_suspension, lambda c, now: {"reason": "不必"}),
    "resume": (do.resume_case, lambda c, now: {}),
    "convene": (do.convene_conference, lambda c, now: {"reason": "多部门"}),
    "conclude": (
        do.conclude_conference,
        lambda c, now: {
            "office": c.office(WATER),
            "tasks": [TaskDraft(c.office(WATER), "抢修", now + timedelta(days=3))],
            "minutes": "纪要",
        },
    ),
    "call_off": (do.call_off_conference, lambda c, now: {"reason": "不开了"}),
    "finish": (do.finish_case, lambda c, now: {"outcome": "solved", "result_text": "已修"}),
    "verify": (do.verify_case, lambda c, now: {}),
    "return": (do.return_case, lambda c, now: {"reason": "未修好"}),
    "revisit": (
        do.record_revisit,
        lambda c, now: {"settled": True, "satisfied": now.hour % 3 > 0, "remark": "意见"},
    ),
    "assign_revisit": (do.assign_revisit, lambda c, now: {"owner": c.who("县县综治中心"), "reason": "外出"}),
    "close": (do.close_case, lambda c, now: {}),
    "reopen": (do.reopen_case, lambda c, now: {"reason": "又坏了"}),
    "void": (do.void_case, lambda c, now: {"reason": "重复"}),
}
# What a form's content or another case decides, beyond the button.
MAY_STILL_BE_REFUSED = {"merge", "approve_suspension", "finish", "assign_revisit"}


def loop_machine(county: Any, seen_verbs: set[str]) -> type[RuleBasedStateMachine]:
    """The machine over a county that stands already; every example works on cases of its own."""
    staff = {name: county.who(name) for name in PEOPLE}

    class Loop(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.now = MONDAY
            self.cases = [self._report(), self._report()]
            self.merged_from: dict[Any, tuple[str, Any]] = {}

        def _report(self) -> Any:
            with clock.at(self.now):
                return do.report_case(
                    county.who(DESK),
                    kind="appeal",
                    channel="phone",
                    area=county.area("刘庄村"),
                    text="停水",
                    reporter_phone="13800001234",
                ).pk

        def _try(self, verb: Callable[..., Any], who: str, which: int, **answers: Any) -> bool:
            with clock.at(self.now):
                try:
                    verb(county.who(who), case_id=self.cases[which], **answers)
                except BihuanError:
                    return False
            return True

        @rule(hours=st.integers(1, 200))
        def time_passes(self, hours: int) -> None:
            self.now += timedelta(hours=hours)
            with clock.at(self.now):
                do.resume_those_due()

        @rule()
        def the_watch_looks(self) -> None:
            with clock.at(self.now):
                tasks.look_once(100)

        @rule(which=st.integers(0, 1))
        def go_on(self, which: int) -> None:
            """What the loop wants next, by whoever may."""
            self._take_one([offer for offer in self._offers(which) if offer[2]], which, 0)

        @rule(which=st.integers(0, 1), choice=st.integers(0, 1000))
        def do_what_is_offered(self, which: int, choice: int) -> None:
            """Any button that anybody sees and that is not refused."""
            self._take_one(self._offers(which), which, choice)

        @rule(which=st.integers(0, 1), who=people, verb=st.sampled_from(sorted(ANSWERS)))
        def try_what_may_be_refused(self, which: int, who: str, verb: str) -> None:
            if verb != "void":  # seldom, else every story ends early
                self._take(which, who, verb)

        def _offers(self, which: int) -> list[tuple[str, str, bool]]:
            case = Case.objects.prefetch_related("tasks", "evidence", "pauses", "revisits").get(pk=self.cases[which])
            with clock.at(self.now):
                offers = [(who, offer) for who in PEOPLE for offer in verbs_for(staff[who], case)]
            seldom = {"void", "erase", "link", "split"}
            return [
                (who, offer.verb, offer.loop) for who, offer in offers if offer.allowed and offer.verb not in seldom
            ]

        def _take_one(self, offers: list[tuple[str, str, bool]], which: int, choice: int) -> None:
            if offers:
                verbs = sorted({verb for _who, verb, _loop in offers})  # each verb alike, however many may take it
                verb = verbs[choice % len(verbs)]
                several = [who for who, offered, _loop in offers if offered == verb]
                who = several[choice // len(verbs) % len(several)]
                assert self._take(which, who, verb) or verb in MAY_STILL_BE_REFUSED, (
                    f"{verb} was offered to {who} and refused"
                )

        def _take(self, which: int, who: str, verb: str) -> bool:
            service, given = ANSWERS[verb]
            answers = given(county, self.now)
            case = Case.objects.get(pk=self.cases[which])
            if verb in ("dispatch", "conclude") and case.decided_office_id is not None:
                answers["office"] = case.decided_office
            if verb == "merge":
                answers["into_id"] = self.cases[1 - which]
            clocks = self._running(case)
            done = self._try(service, who, which, **answers)
            if done:
                self._look_after(verb, case, clocks)
            return done

        def _running(self, case: Case) -> dict[str, Any]:
            return dict(CaseClock.objects.filter(case=case, ended_at=None).values_list("stage", "started_at"))

        def _look_after(self, verb: str, before: Case, clocks: dict[str, Any]) -> None:
            after = Case.objects.get(pk=before.pk)
            seen_verbs.add(verb)
            if verb == "reclassify":
                assert self._running(after) == clocks, "time used stays used"
            if verb == "resume":
                assert after.due_at is not None and after.due_at >= self.now, "overdue at the moment it resumes"
            if verb == "send_back":
                assert after.sent_back_times == before.sent_back_times + 1
                assert (after.decider_id is not None) == (after.sent_back_times >= 2)
            if verb == "merge":
                self.merged_from[after.pk] = (before.state, before.number, before.reporter_phone, before.due_at)
            if verb == "unmerge":
                state, number, phone, due_at = self.merged_from.pop(after.pk)
                assert (after.state, after.number, after.reporter_phone, after.merged_into) == (
                    state,
                    number,
                    phone,
                    None,
                )
                whole_is_open = before.merged_into is not None and before.merged_into.is_open
                assert after.due_at == due_at or not whole_is_open

        @rule(which=st.integers(0, 1))
        def do_tasks(self, which: int) -> None:
            with clock.at(self.now):
                for task in Case.objects.get(pk=self.cases[which]).tasks.filter(state="open"):
                    do.finish_task(county.who(HANDLER), task_id=task.pk, result="完成")

        @invariant()
        def the_loop_holds(self) -> None:
            for case in Case.objects.filter(pk__in=self.cases):
                self._check(case)

        def _check(self, case: Case) -> None:
            assert case.state in LIFE_CYCLE.states
            running = Counter(CaseClock.objects.filter(case=case, ended_at=None).values_list("stage", flat=True))
            assert all(count == 1 for count in running.values())
            assert not (case.state in CLOCKLESS and running), "what has left the loop is not timed"
            assert case.verifier_id is None or case.verifier_id != case.handler_id
            assert case.state not in (State.HANDLING, State.DISPATCHED) or case.office_id is not None
            assert (case.state == State.CLOSED) <= (case.closed_at is not None)
            assert case.outcome or case.state not in (State.TO_VERIFY, State.TO_REVISIT, State.CLOSED)
            assert (case.state == State.SUSPENDED) == CasePause.objects.filter(case=case, state="approved").exists()
            assert (case.state == State.TO_REVISIT) == Revisit.objects.filter(case=case, state="open").exists()
            assert (case.state == State.MERGED) == Merge.objects.filter(part=case, undone_at=None).exists()
            assert audit.trail(case).exclude(verb__in=["escalate", "reveal"]).count() == case.version
            if case.state not in (State.SUSPENDED, State.MERGED, State.CONFERENCE):
                soonest = (
                    CaseClock.objects.filter(case=case, ended_at=None)
                    .order_by("due_at")
                    .values_list("due_at", flat=True)
                    .first()
                )
                assert case.due_at == soonest

    return Loop


def test_no_order_of_verbs_breaks_the_loop(county):
    seen_verbs: set[str] = set()
    run_state_machine_as_test(
        loop_machine(county, seen_verbs),
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


@pytest.mark.parametrize("seed", [3, 5])
def test_a_long_walk_through_nearly_every_verb_breaks_nothing(county, seed):
    """Longer stories than the search above makes, so that suspensions, reopenings and conferences meet one another."""
    seen_verbs: set[str] = set()
    walk, loop = random.Random(seed), loop_machine(county, seen_verbs)()
    for _step in range(130):
        which, way = walk.randrange(2), walk.random()
        if way < 0.3:
            loop.go_on(which=which)
        elif way < 0.8:
            loop.do_what_is_offered(which=which, choice=walk.randrange(1000))
        elif way < 0.85:
            loop.try_what_may_be_refused(which=which, who=walk.choice(PEOPLE), verb=walk.choice(sorted(ANSWERS)))
        elif way < 0.93:
            loop.time_passes(hours=walk.randrange(1, 40))
        elif way < 0.96:
            loop.the_watch_looks()
        else:
            loop.do_tasks(which=which)
        loop.the_loop_holds()
    assert len(seen_verbs) >= 18, f"the story was too short to say anything: {seen_verbs}"
