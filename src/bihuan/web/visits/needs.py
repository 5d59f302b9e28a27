"""The pages of needs: how many wait by village and kind, one need from hearing to meeting, and whom a programme helps."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.addresses import url_of
from bihuan.community.models import Programme
from bihuan.community.policies import READ_PROGRAMMES
from bihuan.community.registers import PROGRAMMES
from bihuan.community.selectors import under_way
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, require
from bihuan.visits import need_selectors as selectors
from bihuan.visits import services
from bihuan.visits.models import BenefitWork, Need
from bihuan.visits.need_registers import CYCLE, NEEDS
from bihuan.visits.policies import ANSWER_NEEDS, KEEP_NEEDS, READ_NEEDS, READ_WORKS
from bihuan.visits.services import AnsweredBy
from bihuan.visits.work_registers import WORKS
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm
from bihuan.web.records import Action, Panel, RecordPages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State, Kind, Answer = Need.State, Need.Kind, Need.Answer
MOST = 100
# Which need a programme of a kind meets.
MEETS = {
    Programme.Kind.CHILDCARE: Kind.CHILDCARE,
    Programme.Kind.AFTER_SCHOOL: Kind.AFTER_SCHOOL,
    Programme.Kind.CANTEEN: Kind.CANTEEN,
    Programme.Kind.CLINIC: Kind.CLINIC,
}


class AnswerForm(SeenForm):
    """What answers the need."""

    answer = forms.ChoiceField(
        label=t("由什么回应"), widget=forms.RadioSelect, error_messages={"required": t("请选择由什么来回应。")}
    )


class MetForm(SeenForm):
    """Since when the household has it."""

    day = DayField(label=t("满足日期"))


def _answers(viewer: Actor, need: Need) -> list[tuple[str, str]]:
    """Programmes and works under way in the town that the viewer sees, and a new case."""
    found: list[tuple[str, str]] = []
    if holds(viewer, READ_PROGRAMMES):
        kinds = [kind for kind, met in MEETS.items() if met == need.kind]
        rows = under_way(viewer).filter(town_id=need.town_id, kind__in=kinds)
        found += [(f"programme:{one.pk}", _("服务项目:%(title)s") % {"title": one.title}) for one in rows[:MOST]]
    if holds(viewer, READ_WORKS) and need.kind in (Kind.RENOVATION, Kind.OTHER):
        states = (BenefitWork.State.PLANNED, BenefitWork.State.UNDER_WAY)
        works = WORKS.rows(viewer).filter(town_id=need.town_id, state__in=states).order_by("-begins_on")
        found += [(f"work:{one.pk}", _("惠民工程:%(title)s") % {"title": one.title}) for one in works[:MOST]]
    return [*found, (Answer.CASE.value, _("转为事项,交给值班员办理"))]


def _chosen(form: AnswerForm) -> AnsweredBy:
    """The answer as the service takes it; the form offered only what the person may see."""
    by, _colon, key = form.cleaned_data["answer"].partition(":")
    names = dict(form.fields["answer"].choices)  # type: ignore[attr-defined]
    title = str(names[form.cleaned_data["answer"]]).partition(":")[2]
    return AnsweredBy(by, UUID(key) if key else None, title)


def _actions(viewer: Actor, need: Need) -> Sequence[Action]:
    home = Action(_("看这一户"), reverse("web:household_page", args=[need.household_id]), "house-door", dialog=False)
    return [
        *(
            Action(
                str(step.title),
                reverse("web:need_step", args=[need.pk, step.verb]),
                primary=step.loop,
                danger=not step.loop,
            )
            for step in CYCLE
            if need.state in step.from_states and NEEDS.policy.allows(viewer, str(step.right), need)
        ),
        home,
    ]


def _panels(viewer: Actor, need: Need) -> Sequence[Panel]:
    """How far it is and what answers it, each with its page where the viewer may see it."""
    url = ""
    if need.programme_id is not None:
        seen = holds(viewer, READ_PROGRAMMES) and PROGRAMMES.rows(viewer).filter(pk=need.programme_id).exists()
        url = PROGRAMMES.url(need.programme_id) if seen else ""
    elif need.work_id is not None:
        url = WORKS.url(need.work_id) if holds(viewer, READ_WORKS) else ""
    elif need.case is not None:
        url = url_of(need.case)
    return [Panel(_("回应"), "web/visits/_answer.html", {"need": need, "answer_url": url}, aside=True)]


PAGES = RecordPages(
    NEEDS,
    name="need",
    layout=[(t("需求"), ["household", "kind", "person", "grade", "wanted", "heard_on"])],
    actions=_actions,
    panels=_panels,
    files=False,
)


def _ledger(**said: str) -> str:
    return f"{reverse('web:ledger', args=[NEEDS.key])}?{urlencode(said)}"


@require_GET
@with_one_tree
def board(request: HttpRequest) -> HttpResponse:
    """How many needs wait, by kind, village and grade; every number opens its rows."""
    viewer = viewer_of(request)
    require(viewer, READ_NEEDS)
    kinds = selectors.needs_by_kind(viewer)
    shown = [one for one in kinds if one.waiting]
    context = {
        "kinds": [
            (one, [(n, _ledger(kind=one.kind, state=state)) for n, state in _numbers(one)]) for one in kinds
        ],
        "columns": [one.title for one in shown],
        "villages": [
            {
                "name": line.area.full_name,
                "cells": [
                    (one.title, line.waiting.get(one.kind, 0), _ledger(kind=one.kind, state=State.OPEN, area=line.area.name))
                    for one in shown
                ],
                "total": line.total,
                "url": _ledger(state=State.OPEN, area=line.area.name),
            }
            for line in selectors.needs_by_village(viewer)
        ],
        "grades": selectors.children_by_grade(viewer),
        "ledger_url": reverse("web:ledger", args=[NEEDS.key]),
        "add_url": reverse("web:need_add") if holds(viewer, KEEP_NEEDS) else "",
    }  # fmt: skip
    return render(request, "web/visits/needs.html", context)


def _numbers(one: selectors.KindOfNeed) -> list[tuple[int, str]]:
    return [(one.waiting, State.OPEN), (one.answered, State.ANSWERED), (one.met, State.MET)]


# Verb → form, service, what is said afterwards, what is said before.
_DONE: "dict[str, tuple[type[SeenForm], Callable[..., Need], StrOrPromise, StrOrPromise]]" = {
    "answer_need": (AnswerForm, services.answer_need, t("已登记回应。"), ""),
    "meet_need": (MetForm, services.meet_need, t("已登记满足。"), t("问过这一户、确实得到了再登记。")),
    "withdraw_need": (ReasonForm, services.withdraw_need, t("已登记不再需要。"), ""),
    "reopen_need": (ReasonForm, services.reopen_need, t("已重新打开,等待回应。"), ""),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One step of a need."""
    viewer = viewer_of(request)
    need = NEEDS.by_id(viewer, pk)
    if verb not in _DONE:
        raise NotFound(_("没有这个操作。"))
    NEEDS.policy.check(viewer, NEEDS.verbs[verb], need)
    kind, do, done, note = _DONE[verb]
    form = kind(request.POST or None, initial={"seen": need.version, "day": clock.today()})
    if isinstance(form, AnswerForm):
        form.fields["answer"].choices = _answers(viewer, need)  # type: ignore[attr-defined]

    def write() -> Need:
        said: dict[str, Any] = dict(form.cleaned_data)
        if isinstance(form, AnswerForm):
            said["answer"] = _chosen(form)
        return do(actor=viewer, pk=pk, **said)

    title = CYCLE.step(verb).title
    return act(
        request,
        form,
        write,
        record=need,
        danger=not CYCLE.step(verb).loop,
        title=f"{title}:{need}",
        submit=str(title),
        done=str(done),
        back=NEEDS.url(pk),
        note=str(note),
    )


@require_http_methods(["GET", "POST"])
@with_one_tree
def whom(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The households whose need a programme meets; those ticked are answered by it."""
    viewer = viewer_of(request)
    require(viewer, READ_NEEDS)
    programme = PROGRAMMES.by_id(viewer, pk)
    kind = MEETS.get(Programme.Kind(programme.kind))
    if kind is None:
        raise NotFound(_("这类项目没有对应的居民需求。"))
    found = list(selectors.whom_it_helps(viewer, kind, programme.area_path))
    if request.method == "POST":
        wanted = set(request.POST.getlist("need"))
        answer = AnsweredBy(Answer.PROGRAMME, programme.pk, programme.title)
        _answer_all(request, viewer, [one for one in found if str(one.pk) in wanted], answer)
        return redirect("web:needs_for_programme", pk=pk)
    answered = NEEDS.rows(viewer).filter(programme_id=pk, voided_at=None).select_related("household", "area")
    context = {
        "programme": programme,
        "programme_url": PROGRAMMES.url(pk),
        "kind": kind.label,
        "found": [(one, NEEDS.url(one.pk)) for one in found],
        "answered": [(one, NEEDS.url(one.pk)) for one in answered.order_by("heard_on", "id")[: selectors.MOST]],
        "may": holds(viewer, ANSWER_NEEDS),
    }
    return render(request, "web/visits/needs_for.html", context)


def _answer_all(request: HttpRequest, viewer: Actor, needs: Sequence[Need], answer: AnsweredBy) -> None:
    done = 0
    for need in needs:
        try:
            services.answer_need(actor=viewer, pk=need.pk, answer=answer)
            done += 1
        except BihuanError as refusal:
            messages.error(request, f"{need}:{refusal}")
    if done:
        messages.success(request, ngettext("已回应 %(n)d 条需求。", "已回应 %(n)d 条需求。", done) % {"n": done})
    elif not needs:
        messages.error(request, _("请先勾选要回应的需求。"))
