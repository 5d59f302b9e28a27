"""The triage desk: the queue, the selected case with its proposal and reasons, one key to dispatch, ten seconds to undo."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_POST

from bihuan.cases import selectors, services
from bihuan.cases.lifecycle import verbs_for
from bihuan.cases.models import Case, CaseKind, Category, State, Urgency
from bihuan.cases.policies import TRIAGE
from bihuan.cases.proposal import Matter, Proposal, propose
from bihuan.cases.selectors import Draft, Past, Similar
from bihuan.kernel.errors import BihuanError, NotAllowed, NotFound
from bihuan.kernel.reading.masking import mask_text
from bihuan.orgs.models import Area, Office, Staff
from bihuan.platform.policies import require
from bihuan.web.cases.drafts import done_draft
from bihuan.web.cases.fields import OfficeField, offices_for
from bihuan.web.cases.forms import SIGN_WORDS, area_choices
from bihuan.web.cases.mentioned import Mentioned, mentioned, or_else, seems
from bihuan.web.cases.shown import Button, Limit, area_name, awaited, limits_shown
from bihuan.web.cases.verbs import ACTS
from bihuan.web.forms import DeskForm, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree

QUEUE_SHOWN, UNDO_SECONDS = 60, 10
WAITING_STATES = frozenset({State.REPORTED, State.ACCEPTED})
SURE_ENOUGH = 0.6


class ConfirmForm(DeskForm):
    """The proposal as fields: what is not touched is what the proposal says."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    office = OfficeField(required=False)
    category = forms.ModelChoiceField(label=t("类别"), queryset=Category.objects.none(), required=False)
    urgency = forms.ChoiceField(label=t("紧急程度"), choices=Urgency.choices)
    area = forms.ChoiceField(label=t("网格"), choices=())

    def __init__(self, *args: Any, case: Case, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office, category, area = self.fields["office"], self.fields["category"], self.fields["area"]
        assert isinstance(office, OfficeField) and isinstance(category, forms.ModelChoiceField)
        assert isinstance(area, forms.ChoiceField)
        office.serve(offices)
        category.queryset = Category.objects.filter(active=True, kind=case.kind).order_by("code")
        area.choices = area_choices(case.town.path)
        for field in (office, category, self.fields["urgency"], area):
            field.widget.attrs["class"] = "form-select form-select-sm"
        office.widget.attrs |= {"data-key": "edit", "data-key-label": _("修改承办单位")}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the proposal as a row: the field to correct it, how sure, and why."""

    field: forms.BoundField
    confidence: float
    reason: str
    more: str = ""

    @property
    def unsure(self) -> bool:
        return self.confidence < SURE_ENOUGH


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text; `hit` where the proposal rests on it."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The selected case as the desk shows it."""

    case: Case
    form: ConfirmForm
    lines: Sequence[Line]
    parts: Sequence[Part]
    signs: Sequence[tuple[str, str]]
    similar: Sequence[Similar]
    history: Sequence[Past]
    mentioned: Sequence[Mentioned]
    seems: CaseKind | None  # another kind that the words speak for
    limits: Sequence[Limit]
    buttons: Sequence[Button]
    held: str  # why it cannot be dispatched with one key
    area_name: str
    map_area: str


def parts_of(text: str, words: Sequence[str]) -> list[Part]:
    """The text in pieces, the words apart."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return [Part(text, False)]
    pieces = re.split("(" + "|".join(re.escape(word) for word in wanted) + ")", text)
    return [Part(piece, piece in wanted) for piece in pieces if piece]


def _words(found: Proposal) -> list[str]:
    answers = (found.kind, found.category, found.urgency, found.area, found.office, *found.signs)
    return [word for answer in answers if answer is not None for word in answer.words]


def _first(case: Case, found: Proposal) -> dict[str, Any]:
    """What stands in the fields: what people have set stays, the proposal fills the rest."""
    urgency = case.urgency
    if found.urgency is not None and urgency == Urgency.NORMAL:
        urgency = found.urgency.value
    deeper = found.area is not None and case.area_id == case.town_id
    category = case.category_id or (found.category.value.pk if found.category else None)
    office = case.decided_office_id or (found.office.value.pk if found.office else "")
    return {
        "seen": case.version, "urgency": urgency, "category": category, "office": str(office),
        "area": str(found.area.value if deeper and found.area is not None else case.area_id),
    }  # fmt: skip


def desk_of(viewer: Staff, case: Case, form: ConfirmForm | None = None) -> Desk:
    """The selected case with its proposal; about a dozen queries, whatever it is."""
    found = propose(Matter.of(case))
    first = _first(case, found)
    shown = form or ConfirmForm(case=case, offices=offices_for(case), initial=first)
    offers = [offer for offer in verbs_for(viewer, case) if offer.verb in ACTS]
    dispatch = next((offer for offer in offers if offer.verb == "dispatch"), None)
    held = dispatch.reason if dispatch is not None else ""
    if case.state == State.CONFERENCE:
        held = awaited(case)
    wanted = ("convene", "conclude", "call_off", "decide", "decline", "reclassify", "void")
    return Desk(
        case=case,
        form=shown,
        lines=_lines(case, found, shown),
        parts=parts_of(mask_text(case.text), _words(found)),
        signs=[(str(SIGN_WORDS.get(sign.value, sign.value)), sign.reason) for sign in found.signs],
        similar=selectors.similar_open_cases(viewer, Draft.of(case)),
        history=_history(viewer, case),
        mentioned=mentioned(found.extracts),
        seems=seems(found, case.kind),
        limits=limits_shown(case),
        buttons=[Button.of(offer) for offer in offers if offer.verb in wanted and offer.allowed],
        held=held,
        area_name=area_name(case),
        map_area=str(first["area"]),
    )


def _history(viewer: Staff, case: Case) -> list[Past]:
    """Earlier cases of the same telephone, household and place."""
    return selectors.history_of(
        viewer, phone=case.reporter_phone, households=[case.household_id] if case.household_id else [],
        place_point=case.place_point_id, place=case.place, town=case.town_id, besides=case.pk,
    )  # fmt: skip


def _lines(case: Case, found: Proposal, form: ConfirmForm) -> list[Line]:
    set_before = _("登记时已选定")
    lines = []
    for name, answer, kept in (
        ("office", found.office, False),
        ("category", found.category, case.category_id is not None),
        ("urgency", found.urgency, case.urgency != Urgency.NORMAL),
        ("area", found.area, case.area_id != case.town_id),
    ):
        if kept:
            lines.append(Line(form[name], 1.0, set_before))
        elif answer is not None:
            more = or_else(found) if name == "category" else ""
            lines.append(Line(form[name], answer.confidence, answer.reason, more))
        else:
            lines.append(Line(form[name], 0.0, _("没有依据,请选择")))
    return lines


@require_GET
@with_one_tree
def triage(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """The desk with the first of the queue, or with a chosen one."""
    viewer = viewer_of(request)
    require(viewer, TRIAGE)
    if case_id is not None and is_htmx(request):
        case = selectors.case_by_id(viewer, case_id)
        return render(request, "web/cases/_desk.html", {"desk": desk_of(viewer, case)})
    queue = _queue(viewer)
    context = _context(viewer, queue, case_id, draft_done=done_draft(request, viewer))
    return render(request, "web/cases/triage.html", context)


def _queue(viewer: Staff) -> list[Case]:
    return list(selectors.triage_queue(viewer)[: QUEUE_SHOWN + 1])


def _context(viewer: Staff, queue: list[Case], case_id: UUID | None, **more: Any) -> dict[str, Any]:
    chosen = case_id or (queue[0].pk if queue else None)
    case = selectors.case_by_id(viewer, chosen) if chosen is not None else None
    return {
        "queue": queue[:QUEUE_SHOWN],
        "more": len(queue) > QUEUE_SHOWN,
        "desk": desk_of(viewer, case) if case is not None else None,
        **more,
    }


def _after(queue: list[Case], case_id: UUID, before: list[UUID]) -> UUID | None:
    """The one that stood behind `case_id` and still waits; else the first."""
    waiting = {case.pk for case in queue}
    behind = before[before.index(case_id) + 1 :] if case_id in before else []
    return next((one for one in behind if one in waiting), None)


def _order(request: HttpRequest) -> list[UUID]:
    """The queue as the desk showed it, so that the next one is the one below."""
    found = []
    for text in request.POST.get("order", "").split(",")[:QUEUE_SHOWN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_POST
@with_one_tree
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Accept, set what the fields say, dispatch; then the next one is there."""
    viewer = viewer_of(request)
    require(viewer, TRIAGE)
    case = selectors.case_by_id(viewer, case_id)
    found = propose(Matter.of(case))
    form = ConfirmForm(request.POST, case=case, offices=offices_for(case))
    done = attempt(form, lambda: _confirm(viewer, case, form.cleaned_data, found))
    if done is not None:
        return _next(request, viewer, case_id, undo=done)
    now = Case.objects.filter(pk=case_id).values_list("state", flat=True).first()
    if now not in WAITING_STATES and form.refused is not None and now != State.CONFERENCE:
        messages.warning(request, _("%(number)s 刚由另一位值班员处理过,已为您换到下一件。") % {"number": case.number})
        return _next(request, viewer, case_id)
    return _again(request, viewer, case, form)


def _confirm(viewer: Staff, case: Case, given: dict[str, Any], found: Proposal) -> Case:
    follows = found.office is not None and given["office"] == found.office.value
    area = Area.objects.filter(pk=given["area"], town=case.town_id).first()
    moved = area if area is not None and area.pk != case.area_id else None
    category = given["category"] if given["category"] and given["category"].pk != case.category_id else None
    return services.confirm_case(
        viewer, case_id=case.pk, office=given["office"], category=category, area=moved, seen=given["seen"],
        urgency=given["urgency"] if given["urgency"] != case.urgency else None, why=found.why if follows else None,
        proposal=found,
    )  # fmt: skip


def _again(request: HttpRequest, viewer: Staff, case: Case, form: ConfirmForm) -> HttpResponse:
    """The same case with what is wrong beside its field, nothing chosen lost."""
    status = form.refused.status if form.refused is not None and form.refused.status in {409, 422} else 422
    fresh = selectors.case_by_id(viewer, case.pk)
    context = {"desk": desk_of(viewer, fresh, form)}
    if is_htmx(request):
        return render(request, "web/cases/_desk.html", context, status=status)
    whole = _context(viewer, _queue(viewer), case.pk)
    return render(request, "web/cases/triage.html", {**whole, **context}, status=status)


def _next(request: HttpRequest, viewer: Staff, case_id: UUID, undo: Case | None = None) -> HttpResponse:
    """The queue without the one that is done, and the next one; with the bar to take the last step back."""
    queue = _queue(viewer)
    chosen = _after(queue, case_id, _order(request))
    if not is_htmx(request):
        return redirect("web:triage_case", chosen) if chosen else redirect("web:triage")
    undone = Case.objects.select_related("office").get(pk=undo.pk) if undo is not None else None
    context = _context(viewer, queue, chosen, undo=undone, undo_seconds=UNDO_SECONDS)
    response = render(request, "web/cases/_triage.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#triage", "outerHTML"
    return response


@require_POST
@with_one_tree
def undo(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the dispatch back while nobody has signed for it, and show the case again."""
    viewer = viewer_of(request)
    require(viewer, TRIAGE)
    chosen: UUID | None = case_id
    try:
        services.recall_case(viewer, case_id=case_id)
    except (NotAllowed, NotFound):
        raise
    except BihuanError:
        messages.warning(request, _("承办单位已经签收,不能撤回;如派错了,请承办单位退件。"))
        chosen = None
    if not is_htmx(request):
        return redirect("web:triage_case", chosen) if chosen else redirect("web:triage")
    return render(request, "web/cases/_triage.html", _context(viewer, _queue(viewer), chosen))


def desk_changed(request: HttpRequest, viewer: Staff, *, done: UUID) -> HttpResponse:
    """After another verb at the desk (decline, merge, link …): the same case if it still waits, else the next."""
    queue = _queue(viewer)
    still = done if any(case.pk == done for case in queue) else _after(queue, done, _order(request))
    if not is_htmx(request):
        return redirect("web:triage_case", still) if still else redirect("web:triage")
    response = render(request, "web/cases/_triage.html", _context(viewer, queue, still))
    response["HX-Retarget"], response["HX-Reswap"] = "#triage", "outerHTML"
    return response
