"""Learning from what the desk decided: retrained as a job, put in use only when better on held-back cases, with a way back."""

import hashlib
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.cases.models import TriageDecision, TriageModel
from bihuan.cases.policies import RETRAIN
from bihuan.cases.thinking import categories, in_use
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, NotFound
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Staff
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create
from bihuan.platform.jobs import JobFailed, Progress, enqueue, job
from bihuan.platform.jobs.schedule import periodic
from bihuan.platform.models import Job
from bihuan.platform.policies import require
from bihuan.triage import Comparison, Model, Row, better, lexicon, train
from bihuan.triage.first_day import first_day_model

RETRAIN_JOB = "triage.retrain"
HELD_BACK = 5  # one case in so many is never learnt from, by any model, so that models can be compared on it
LEAST_EXAMPLES = 150
MOST_EXAMPLES = 60_000  # the newest; learning takes about a minute a ten thousand
SUNDAY, AT_NIGHT = 6, time(2, 30)


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learnt from and what is held back to compare with."""

    learnt: list[Row] = field(default_factory=list)
    held_back: list[Row] = field(default_factory=list)


def examples() -> Examples:
    """Cases whose category a person confirmed or corrected, as they now stand; one query.

    Which are held back follows from the case's id alone, so it never changes from one model to the next.
    """
    decided = TriageDecision.objects.filter(automatic=False, by__isnull=False, case__category__isnull=False)
    rows = decided.exclude(case__state="voided").order_by("-decided_at")
    found = Examples()
    columns = ("case_id", "case__title", "case__text", "case__category__code")
    for case_id, title, text, code in rows.values_list(*columns)[:MOST_EXAMPLES]:
        row = Row(id=str(case_id), text=f"{title}。{text}", label=code, title=title)
        (found.held_back if _is_held_back(case_id) else found.learnt).append(row)
    return found


def _is_held_back(case_id: UUID) -> bool:
    return hashlib.sha256(case_id.bytes).digest()[0] % HELD_BACK == 0


def own_words() -> list[Row]:
    """The lexicon's examples under the county's own categories, so that a rare category is known before its first case."""
    rows = categories.tree()
    mapped = categories.labels_of(rows, [category.code for category in lexicon.categories()])
    return [
        Row(id=f"{category.code}:{number}", text=text, label=mapped[category.code].code)
        for category in lexicon.categories()
        if category.code in mapped
        for number, text in enumerate((*category.examples, "、".join(category.words)))
    ]


def ask_retraining(actor: Staff) -> Job:
    """Let a job learn anew; its owner is told in the inbox.

    Raises:
        NotAllowed: `actor` may not retrain.
        Conflict: it is being done already.
    """
    require(actor, RETRAIN)
    if under_way() is not None:
        raise Conflict(_("正在训练,请等这一次完成后再试。"), code="under_way")
    return enqueue(
        RETRAIN_JOB, {"by": str(actor.pk)}, key=f"{RETRAIN_JOB}:{new_id()}", owner_id=actor.pk, title=_("训练研判模型")
    )


def under_way() -> Job | None:
    """The retraining that waits or runs."""
    busy = (Job.State.QUEUED, Job.State.RUNNING)
    return Job.objects.filter(name=RETRAIN_JOB, state__in=busy).order_by("-created_at").first()


@periodic(daily_at=AT_NIGHT)
def retrain_weekly() -> None:
    """Learn anew in the night to Monday, where enough was decided."""
    if clock.today().weekday() == SUNDAY and under_way() is None and len(examples().learnt) >= LEAST_EXAMPLES:
        enqueue(RETRAIN_JOB, {"by": ""}, key=f"{RETRAIN_JOB}:{clock.today().isoformat()}")


@job(RETRAIN_JOB, atomic=False, tries=2)
def retrain_job(payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Learn, compare, keep; put in use when better."""
    by = Staff.objects.filter(pk=payload["by"]).first() if payload["by"] else None
    try:
        made = retrain(by, progress)
    except BihuanError as refusal:
        raise JobFailed(refusal.message) from refusal
    return {"url": "/triage/models/", "message": made.reason}


def retrain(by: Staff | None, progress: Progress = lambda _percent, _message="": None) -> TriageModel:
    """Learn a model from all decisions and keep it with its figures; it is in use afterwards only if it is better.

    Raises:
        Conflict: too few decisions to learn from.
    """
    progress(5, _("读取已确认的事项"))
    found = examples()
    if len(found.learnt) < LEAST_EXAMPLES:
        raise Conflict(
            _("已确认类别的事项只有 %(count)d 件,满 %(least)d 件才能训练;请先在研判台确认更多事项。")
            % {"count": len(found.learnt), "least": LEAST_EXAMPLES},
            code="too_few",
        )
    progress(20, _("学习 %(count)d 件事项") % {"count": len(found.learnt)})
    model = train([*found.learnt, *own_words()])
    progress(80, _("与在用模型比较"))
    before = in_use.row_in_use()
    compared = better(model, in_use.model_of(before) if before is not None else first_day_model(), found.held_back)
    progress(95, compared.reason)
    return _keep(by, model, compared, found)


def _keep(by: Staff | None, model: Model, compared: Comparison, found: Examples) -> TriageModel:
    folder = new_id().hex
    model.save(in_use.directory(folder))
    actor: Actor = by or SYSTEM
    with transaction.atomic():
        last = TriageModel.objects.aggregate(last=Max("number"))["last"] or 0
        made = TriageModel(
            number=last + 1, state=TriageModel.State.NOT_BETTER, folder=folder, learnt_from=len(found.learnt),
            held_back=len(found.held_back), figures=compared.new.as_json(),
            figures_before=compared.old.as_json() if compared.old else {}, reason=compared.reason[:300], made_by=by,
        )  # fmt: skip
        create(made, actor=actor, verb="retrain")
        return _use(actor, made.pk, "put_in_use") if compared.better else made


def put_back(actor: Actor, *, model_id: UUID | None) -> TriageModel | None:
    """Go back to a model that was in use before, or (None) to that of the first day.

    Raises:
        NotAllowed: `actor` may not exchange models.
        NotFound: there is no such model, or its files are gone.
    """
    require(actor, RETRAIN)
    with transaction.atomic():
        if model_id is None:
            _out_of_use(actor)
            return None
        found = TriageModel.objects.filter(pk=model_id, state=TriageModel.State.EARLIER).first()
        if found is None:
            raise NotFound(_("只能换回曾经用过的模型,请从列表中选择。"))
        in_use.model_of(found)  # refuses what cannot be read before anything is changed
        return _use(actor, model_id, "put_back")


def _use(actor: Actor, model_id: UUID, verb: str) -> TriageModel:
    _out_of_use(actor)
    with change(TriageModel, model_id, actor=actor, verb=verb) as model:
        model.state, model.used_from, model.used_until = TriageModel.State.IN_USE, clock.now(), None
    return model


def _out_of_use(actor: Actor) -> None:
    for key in TriageModel.objects.filter(state=TriageModel.State.IN_USE).values_list("pk", flat=True):
        with change(TriageModel, key, actor=actor, verb="replace") as model:
            model.state, model.used_until = TriageModel.State.EARLIER, clock.now()
