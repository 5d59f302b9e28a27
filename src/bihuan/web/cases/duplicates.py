"""Side by side: a matter and one that may be the same, what they share marked; join, link or two matters, each undone at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.cases import selectors, services
from bihuan.cases.models import Case, Evidence
from bihuan.cases.policies import CASES, TRIAGE
from bihuan.cases.selectors import Draft
from bihuan.cases.selectors.history import phone_index
from bihuan.cases.services.merging import CAN_CARRY
from bihuan.kernel.errors import NotFound
from bihuan.kernel.reading.masking import mask_name, mask_phone, mask_text
from bihuan.orgs.models import Staff
from bihuan.triage.shared import shared_spans
from bihuan.web.cases.acting import TRIAGE as DESK
from bihuan.web.cases.acting import changed
from bihuan.web.cases.forms import VerbForm
from bihuan.web.cases.shown import area_name
from bihuan.web.cases.triage import UNDO_SECONDS, Part
from bihuan.web.forms import answer, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree
from bihuan.web.templatetags.bihuan import when

MERGE, LINK, APART = "merge", "link", "apart"
SHOWN = 12  # attachments of one side


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both sides; `same` when they agree."""

    title: str
    left: str
    right: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A matter (`draft`, and `case` when it is stored) beside another one."""

    case: Case | None
    other: Case
    text: Sequence[Part]
    other_text: Sequence[Part]
    rows: Sequence[Row]
    evidence: Sequence[Evidence]
    other_evidence: Sequence[Evidence]
    reasons: Sequence[str]
    may_merge: bool


def beside(viewer: Staff, draft: Draft, other: Case, *, case: Case | None = None, reporter: str = "") -> Beside:
    """The two, and why one thinks so; a dozen statements, whatever they are."""
    found = selectors.similar_open_cases(viewer, draft)
    alike = next((one for one in found if one.case.pk == other.pk), None)
    mine, theirs = _said(draft.title, draft.text), _said(other.title, other.text)
    here, there = shared_spans(mine, theirs)
    return Beside(
        case, other, _parts(mine, here), _parts(theirs, there), _rows(draft, other, case, reporter),
        selectors.evidence_of(case)[:SHOWN] if case is not None else [], selectors.evidence_of(other)[:SHOWN],
        alike.reasons if alike is not None else [], other.state in CAN_CARRY and other.town_id == draft.town_id,
    )  # fmt: skip


def _said(title: str, text: str) -> str:
    return mask_text(text if text.startswith(title) else f"{title}\n{text}".strip())


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> list[Part]:
    found, at = [], 0
    for start, end in spans:
        found += [Part(text[at:start], False), Part(text[start:end], True)]
        at = end
    return [part for part in (*found, Part(text[at:], False)) if part.text]


def _rows(draft: Draft, other: Case, case: Case | None, reporter: str) -> list[Row]:
    phone, area = phone_index(draft.phone), case.area_id if case is not None else None
    rows = [
        Row(_("反映人"), _who(reporter, draft.phone), _who(other.reporter_name, other.reporter_phone),
            bool(phone) and phone == other.reporter_phone_index),
        Row(_("区域"), area_name(case) if case is not None else "", area_name(other), area == other.area_id),
        Row(_("地点"), mask_text(draft.place), mask_text(other.place), bool(draft.place) and draft.place == other.place),
    ]  # fmt: skip
    if case is None:
        rows += [
            Row(_("登记时间"), _("正在登记"), when(other.reported_at)),
            Row(_("状态"), "", other.get_state_display()),
        ]
        return [*rows, Row(_("承办单位"), "", _office(other))]
    kinds = (str(case.get_kind_display()), str(other.get_kind_display()))
    return [
        *rows,
        Row(_("类型"), *kinds, case.kind == other.kind),
        Row(_("登记时间"), when(case.reported_at), when(other.reported_at)),
        Row(_("状态"), case.get_state_display(), other.get_state_display()),
        Row(
            _("承办单位"),
            _office(case),
            _office(other),
            case.office_id is not None and case.office_id == other.office_id,
        ),
    ]


def _who(name: str, phone: str) -> str:
    return f"{mask_name(name) if name else ''} {mask_phone(phone) if phone else ''}".strip()


def _office(case: Case) -> str:
    return case.office.name if case.office is not None else _("尚未分派")


class DecisionForm(VerbForm):
    """What the two are to each other; the reason is asked for joining alone."""

    what = forms.ChoiceField(choices=[(one, one) for one in (MERGE, LINK, APART)], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=t("理由"), max_length=200, required=False,
        help_text=t("并案和关联时记入事项经过;两件的编号、反映人和时限都保留,可以随时撤销。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def compare(request: HttpRequest, case_id: UUID, other_id: UUID) -> HttpResponse:
    """The two side by side; posting decides."""
    viewer = viewer_of(request)
    case, other = selectors.case_by_id(viewer, case_id), selectors.case_by_id(viewer, other_id)
    if case.pk == other.pk:
        raise NotFound(_("这是同一件事项,请选择另一件。"))
    shown = beside(viewer, Draft.of(case), other, case=case, reporter=case.reporter_name)
    first = {"reason": _("、").join(shown.reasons)[:200]}
    form = DecisionForm(request.POST if request.method == "POST" else None, case=case, viewer=viewer, initial=first)
    if request.method == "POST":
        CASES.check(viewer, TRIAGE, case)
        done = attempt(form, lambda: decide(viewer, case.pk, other, **form.cleaned_data))
        if done is not None:
            return _after(request, viewer, case, other, form.cleaned_data["what"])
    context = {
        "shown": shown, "form": form, "case": case, "other": other, "action": request.get_full_path(),
        "may_decide": CASES.allows(viewer, TRIAGE, case) and case.is_open and case.state != "merged",
    }  # fmt: skip
    return answer(request, "web/cases/_compare.html" if is_htmx(request) else "web/cases/compare.html", context)


def decide(
    viewer: Staff, case_id: UUID, other: Case, *, what: str, reason: str = "", seen: int | None = None
) -> object:
    """One of the three; what it does is what the verbs of the life cycle do."""
    reason = reason.strip() or _("并排比对后确认为同一件事")
    verbs: dict[str, Callable[[], object]] = {
        MERGE: lambda: services.merge_case(viewer, case_id=case_id, into_id=other.pk, reason=reason, seen=seen),
        LINK: lambda: services.link_cases(viewer, case_id=case_id, other_id=other.pk, reason=reason),
        APART: lambda: services.tell_apart(viewer, case_id=case_id, other_id=other.pk, seen=seen),
    }
    return verbs[what]()


def told(what: str, number: str) -> str:
    """What was done, in a sentence."""
    words = {
        MERGE: _("已并入 %(number)s"), LINK: _("已与 %(number)s 关联"), APART: _("已记为新件,不再提示与 %(number)s 相似"),
    }  # fmt: skip
    return words[what] % {"number": number}


def _after(request: HttpRequest, viewer: Staff, case: Case, other: Case, what: str) -> HttpResponse:
    """The parts that changed, and ten seconds to take it back; without scripts the page with a sentence."""
    if not is_htmx(request):
        messages.success(request, told(what, other.number))
        return changed(request, viewer, case.pk)
    response = changed(request, viewer, case.pk)
    at = f"?at={DESK}" if request.GET.get("at") == DESK else ""
    bar = {
        "said": told(what, other.number), "seconds": UNDO_SECONDS, "what": what,
        "action": reverse("web:case_compare_undo", args=[case.pk, other.pk]) + at, "at_desk": bool(at),
    }  # fmt: skip
    response.content += render(request, "web/cases/_undo_pair.html", bar).content
    return response


@require_POST
@with_one_tree
def undo(request: HttpRequest, case_id: UUID, other_id: UUID) -> HttpResponse:
    """Take the last decision on the pair back."""
    viewer = viewer_of(request)
    what = request.POST.get("what", "")
    if what == MERGE:
        services.unmerge_case(viewer, case_id=case_id, reason=_("撤回刚才的并案"))
    elif what == LINK:
        services.unlink_cases(viewer, case_id=case_id, other_id=other_id)
    else:
        services.not_apart(viewer, case_id=case_id, other_id=other_id)
    messages.success(request, _("已撤回。"))
    return changed(request, viewer, case_id)


def decided(text: str) -> dict[UUID, str]:
    """What was decided about the matter that is still being typed: "merge:<id> apart:<id>" as other id → decision."""
    found: dict[UUID, str] = {}
    for piece in text.split()[:30]:
        what, _colon, key = piece.partition(":")
        try:
            if what in {MERGE, LINK, APART}:
                found[UUID(key)] = what
        except ValueError:
            continue
    return found


def written(decisions: dict[UUID, str]) -> str:
    """The same as one hidden field holds it."""
    return " ".join(f"{what}:{key}" for key, what in decisions.items())


def carry_out(viewer: Staff, case: Case, decisions: dict[UUID, str]) -> None:
    """Do what was decided while typing, now that the matter has a number; joining comes last.

    Raises:
        NotAllowed, NotFound, Invalid, WrongState: of the verbs.
    """
    for key, what in sorted(decisions.items(), key=lambda one: one[1] == MERGE):
        decide(viewer, case.pk, selectors.case_by_id(viewer, key), what=what, reason=_("登记时并排比对"))


def context_of(decisions: dict[UUID, str], viewer: Staff) -> list[dict[str, Any]]:
    """The decisions so far, each with the case it is about, for the list beside the form."""
    names = {MERGE: _("登记后并入"), LINK: _("登记后关联"), APART: _("是新件")}
    found = selectors.cases(viewer).in_bulk(list(decisions)) if decisions else {}
    return [{"case": found[key], "what": what, "title": names[what]} for key, what in decisions.items() if key in found]
