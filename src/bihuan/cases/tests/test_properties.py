"""Whatever permitted verbs follow one another, the invariants of the loop hold."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bihuan.cases import services as do
from bihuan.cases import tasks
from bihuan.cases.lifecycle import LIFE_CYCLE
from bihuan.cases.models import Case, CaseClock, CasePause, Merge, Revisit, State
from bihuan.cases.services import TaskDraft
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, SUPERVISOR, WATER
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.platform import audit

PEOPLE = (DESK, SUPERVISOR, LEADER, HEAD, HANDLER, OTHER_HANDLER, "县县综治中心")
people = st.sampled_from(PEOPLE)
CLOCKLESS = {State.CLOSED, State.DECLINED, State.VOIDED}


def loop_machine(county: Any) -> type[RuleBasedStateMachine]:
    """The machine over a county that stands already; every example works on cases of its own."""

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

        @rule(which=st.integers(0, 1), who=people)
        def accept_or_recall_or_take(self, which: int, who: str) -> None:
            for verb in (do.accept_case, do.take_case):
                self._try(verb, who, which)

        @rule(which=st.integers(0, 1), who=people, office=st.sampled_from([WATER, BUILDING]))
        def dispatch(self, which: int, who: str, office: str) -> None:
            if not self._try(do.dispatch_case, who, which, office=county.office(office)):
                self._try(do.decide_office, who, which, office=county.office(office), reason="会商")

        @rule(
            which=st.integers(0, 1),
            who=people,
            verb=st.sampled_from(["send_back", "recall", "decline", "reconsider", "void"]),
        )
        def turn_back(self, which: int, who: str, verb: str) -> None:
            if verb == "void" and who != LEADER:
                return  # seldom, else every story ends early
            answers = {} if verb in ("recall", "reconsider") else {"reason": "理由"}
            self._try(getattr(do, f"{verb}_case"), who, which, **answers)

        @rule(which=st.integers(0, 1), who=people)
        def finish(self, which: int, who: str) -> None:
            self._try(do.finish_case, who, which, outcome="solved", result_text="已修")

        @rule(which=st.integers(0, 1), who=people, good=st.booleans())
        def verify(self, which: int, who: str, good: bool) -> None:
            if good:
                self._try(do.verify_case, who, which)
            else:
                self._try(do.return_case, who, which, reason="未修好")

        @rule(which=st.integers(0, 1), who=people, answer=st.sampled_from(["good", "bad", "none"]))
        def revisit(self, which: int, who: str, answer: str) -> None:
            if answer == "none":
                self._try(do.record_unreached, who, which)
            else:
                self._try(
                    do.record_revisit, who, which, settled=answer == "good", satisfied=answer == "good", remark="意见"
                )

        @rule(which=st.integers(0, 1), who=people)
        def reopen(self, which: int, who: str) -> None:
            self._try(do.reopen_case, who, which, reason="又坏了")

        @rule(which=st.integers(0, 1), who=people, days=st.integers(1, 50))
        def ask_suspension(self, which: int, who: str, days: int) -> None:
            self._try(do.ask_suspension, who, which, reason="等", until=self.now + timedelta(days=days))

        @rule(which=st.integers(0, 1), who=people, approve=st.booleans())
        def decide_suspension(self, which: int, who: str, approve: bool) -> None:
            if approve:
                self._try(do.approve_suspension, who, which)
            else:
                self._try(do.refuse_suspension, who, which, reason="不必")

        @rule(which=st.integers(0, 1), who=people)
        def resume(self, which: int, who: str) -> None:
            if self._try(do.resume_case, who, which):
                case = Case.objects.get(pk=self.cases[which])
                assert case.due_at is not None and case.due_at >= self.now, "overdue at the moment it resumes"

        @rule(which=st.integers(0, 1), who=people, urgency=st.sampled_from(["normal", "urgent", "emergency"]))
        def reclassify(self, which: int, who: str, urgency: str) -> None:
            before = dict(
                CaseClock.objects.filter(case_id=self.cases[which], ended_at=None).values_list("stage", "started_at")
            )
            self._try(do.reclassify_case, who, which, urgency=urgency)
            after = dict(
                CaseClock.objects.filter(case_id=self.cases[which], ended_at=None).values_list("stage", "started_at")
            )
            assert before == after, "time used stays used"

        @rule(which=st.integers(0, 1), who=people)
        def confer(self, which: int, who: str) -> None:
            if not self._try(do.convene_conference, who, which, reason="多部门"):
                task = TaskDraft(county.office(WATER), "抢修", self.now + timedelta(days=3))
                self._try(do.conclude_conference, who, which, office=county.office(WATER), tasks=[task], minutes="纪要")

        @rule(which=st.integers(0, 1))
        def do_tasks(self, which: int) -> None:
            with clock.at(self.now):
                for task in Case.objects.get(pk=self.cases[which]).tasks.filter(state="open"):
                    do.finish_task(county.who(HANDLER), task_id=task.pk, result="完成")

        @rule(which=st.integers(0, 1))
        def merge(self, which: int) -> None:
            part = Case.objects.get(pk=self.cases[which])
            kept = (part.state, part.number, part.reporter_phone, part.due_at)
            if self._try(do.merge_case, DESK, which, into_id=self.cases[1 - which], reason="同一件"):
                self.merged_from[part.pk] = kept

        @precondition(lambda self: bool(self.merged_from))
        @rule()
        def undo_merge(self) -> None:
            for which, pk in enumerate(self.cases):
                if pk in self.merged_from and self._try(do.unmerge_case, DESK, which, reason="分开"):
                    part = Case.objects.get(pk=pk)
                    state, number, phone, due_at = self.merged_from.pop(pk)
                    assert (part.state, part.number, part.reporter_phone, part.merged_into) == (
                        state,
                        number,
                        phone,
                        None,
                    )
                    whole_is_open = Case.objects.get(pk=self.cases[1 - which]).is_open
                    assert part.due_at == due_at or not whole_is_open

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


@pytest.mark.parametrize("steps", [40])
def test_no_order_of_verbs_breaks_the_loop(county, steps):
    run_state_machine_as_test(
        loop_machine(county),
        settings=settings(
            max_examples=12,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
