"""The registers of benefit works: the works, their steps, the households concerned and what residents say at the acceptance."""

from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel.errors import NotAllowed
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.visits import policies
from bihuan.visits.models import BenefitWork, WorkHousehold, WorkOpinion, WorkStep
from bihuan.visits.models.works import UNITS

State, Kind, Door = BenefitWork.State, BenefitWork.Kind, WorkHousehold.Step

CYCLE = LifeCycle(
    Step("begin_work", (State.PLANNED, State.STOPPED), State.UNDER_WAY, policies.KEEP_WORKS, t("开工")),
    Step("accept_work", (State.UNDER_WAY,), State.ACCEPTED, policies.ACCEPT_WORKS, t("验收"), loop=True),
    Step("stop_work", (State.PLANNED, State.UNDER_WAY), State.STOPPED, policies.ACCEPT_WORKS, t("停办")),
    Step("reopen_work", (State.ACCEPTED,), State.UNDER_WAY, policies.ACCEPT_WORKS, t("撤回验收")),
    start=State.PLANNED,
    final=(State.ACCEPTED, State.STOPPED),
)
COUNTED = ("kind", "quantity", "unit", "area_id", "accepted_on", "state")  # what a figure rests on once it is accepted


def _check_work(work: BenefitWork, faults: Faults) -> None:
    """Days in order, a unit, and a state that its days bear out; what was accepted stays as it was accepted."""
    if work.ends_on < work.begins_on:
        faults.add("ends_on", _("计划完成不能早于计划开始。"), "order")
    if work.quantity is not None and work.quantity <= 0:
        faults.add("quantity", _("数量应大于 0。"), "range")
    work.unit = UNITS.get(Kind(work.kind), work.unit)
    if not work.unit:
        faults.add("unit", _("类别为“其他”时请填写单位,例如“座”。"), "required")
    if work.state == State.ACCEPTED and work.accepted_on is None:
        faults.add("accepted_on", _("已验收的请填写验收日期。"), "required")
    if work.state != State.ACCEPTED and work.accepted_on is not None:
        faults.add("accepted_on", _("填了验收日期,进展应选“已验收”。"), "order")
    if work.accepted_on and work.started_on and work.accepted_on < work.started_on:
        faults.add("accepted_on", _("验收日期不能早于实际开工。"), "order")
    if work.state == State.STOPPED and not work.stop_reason:
        faults.add("stop_reason", _("停办的请写明原因。"), "required")
    _check_kept(work, faults)


def _check_kept(work: BenefitWork, faults: Faults) -> None:
    """A state changes by its step alone, and nothing that a figure rests on is rewritten after the acceptance."""
    if work._state.adding:
        return
    before = BenefitWork.objects.filter(pk=work.pk).values(*COUNTED).first()
    if before is None:
        return
    if before["state"] != work.state:
        faults.add("state", _("进展请用页面上的“开工”“验收”“停办”来改。"), "state")
    elif before["state"] == State.ACCEPTED:
        for name in COUNTED:
            if before[name] != getattr(work, name):
                field = name.removesuffix("_id")
                faults.add(field, _("已经验收,不能再改;确实有误请先撤回验收。"), "accepted")


def _check_step(step: WorkStep, faults: Faults) -> None:
    if step.due_on < step.work.begins_on:
        faults.add("due_on", _("步骤的完成日期不能早于工程的计划开始。"), "order")


_DAYS = ("gathered_on", "taken_on", "ready_on", "issued_on")
_STEPS = (Door.GATHERED, Door.TAKEN, Door.READY, Door.ISSUED)


def _check_home(home: WorkHousehold, faults: Faults) -> None:
    """Certificates go one step after the other; how far a household is follows from its days."""
    days: list[date | None] = [getattr(home, name) for name in _DAYS]
    if home.work.kind != Kind.TITLE:
        for name, day in zip(_DAYS, days, strict=True):
            if day is not None:
                faults.add(name, _("只有“小区办证”的工程才填办证日期。"), "kind")
        return
    for (earlier, before), (name, day) in pairwise(zip(_DAYS, days, strict=True)):
        if day is not None and before is None:
            title = HOMES.field(earlier).verbose_name
            faults.add(earlier, _("请先填写%(title)s;办证要一步一步来。") % {"title": title}, "required")
        elif day is not None and before is not None and day < before:
            faults.add(name, _("后一步的日期不能早于前一步。"), "order")
    reached = [step for step, day in zip(_STEPS, days, strict=True) if day is not None]
    home.step = reached[-1] if reached else Door.MISSING


def _check_opinion(opinion: WorkOpinion, faults: Faults) -> None:
    if opinion.work.state == State.PLANNED:
        faults.add("work", _("工程还没有开工,不能登记验收意见。"), "state")
    if opinion.result == WorkOpinion.Result.UNFIT and not opinion.remark:
        faults.add("remark", _("不合格的请写明哪里不合格。"), "required")


class Works(Register[BenefitWork]):
    """Whoever puts a work on the register that was accepted or stopped before must hold the right to accept."""

    def _guard(self, row: BenefitWork, actor: Actor, verb: str) -> None:
        super()._guard(row, actor, verb)
        over = row.state in (State.ACCEPTED, State.STOPPED)
        if verb == "register" and over and not self.policy.allows(actor, policies.ACCEPT_WORKS, row):
            raise NotAllowed(_("补录已验收或已停办的工程,要由能验收的岗位来做;您可以先登记为“计划中”。"))


WORKS = Works(
    BenefitWork,
    key="benefit_works",
    title=t("惠民工程"),
    path="benefit-works",
    policy=policies.WORKS,
    read=policies.READ_WORKS,
    keep=policies.KEEP_WORKS,
    fields=[
        "title", "kind", "area", "place", "quantity", "unit", "homes", "lead", "builder", "begins_on", "ends_on", "cost",
        "money", "state", "started_on", "accepted_on", "stop_reason", "about",
    ],
    past=["started_on", "accepted_on"],
    once=["title", "area", "begins_on"],
    found_by=["title", "place", "builder"],
    check=_check_work,
    said=lambda work: f"{work.get_kind_display()} · {work.get_state_display()}",
    cycle=CYCLE,
    verbs={step.verb: str(step.right) for step in CYCLE},
)  # fmt: skip

STEPS = Register(
    WorkStep,
    key="work_steps",
    title=t("工程步骤"),
    path="work-steps",
    policy=policies.WORK_STEPS,
    read=policies.READ_WORKS,
    keep=policies.KEEP_WORKS,
    part_of="work",
    fields=["work", "name", "who", "due_on", "done_on", "remark"],
    past=["done_on"],
    check=_check_step,
)

HOMES = Register(
    WorkHousehold,
    key="work_households",
    title=t("工程涉及户"),
    path="work-households",
    policy=policies.WORK_HOMES,
    read=policies.READ_WORKS,
    keep=policies.KEEP_WORKS,
    reveal=policies.REVEAL_WORKS,
    part_of="work",
    fields=["door", "work", "owner", "household", *_DAYS],
    past=_DAYS,
    once=["work", "door"],
    found_by=["door", "owner"],
    check=_check_home,
    said=lambda home: f"{home.work.title} · {home.get_step_display()}",
)

OPINIONS = Register(
    WorkOpinion,
    key="work_opinions",
    title=t("居民验收意见"),
    path="work-opinions",
    policy=policies.WORK_OPINIONS,
    read=policies.READ_WORKS,
    keep=policies.KEEP_WORKS,
    reveal=policies.REVEAL_WORKS,
    part_of="work",
    whole_first=True,
    fields=["work", "name", "said_on", "result", "remark"],
    past=["said_on"],
    check=_check_opinion,
    settled=lambda opinion: _("工程已经验收,居民意见不能再改。") if opinion.work.state == State.ACCEPTED else "",
)
