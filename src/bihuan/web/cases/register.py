"""Registering a matter while the caller speaks: proposal, likeness and history appear beside as it is typed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases import selectors, services
from bihuan.cases.models import Case, CaseKind, Channel, Urgency
from bihuan.cases.policies import CASES, READ, REPORT, TRIAGE
from bihuan.cases.proposal import Matter, Proposal, propose
from bihuan.cases.services.replies import owe_reply
from bihuan.kernel.errors import Invalid
from bihuan.kernel.ids import new_id
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.mediation.models import DisputeKind
from bihuan.mediation.services import register_dispute
from bihuan.orgs.models import Area, Resident, Role, Staff
from bihuan.orgs.policies import READ_RESIDENTS
from bihuan.orgs.selectors import residents_by_phone
from bihuan.orgs.tree import area_tree
from bihuan.platform.policies import holds, require
from bihuan.web.cases import duplicates
from bihuan.web.cases.drafts import ARRIVED, draft_key
from bihuan.web.cases.fields import ColleagueField, day_input, evening
from bihuan.web.cases.forms import SIGN_WORDS, area_choices
from bihuan.web.cases.mentioned import mentioned, or_else, seems
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.mediation.forms import AmountField, mediators_of
from bihuan.web.orgs.acting import viewer_of, with_one_tree

TYPED = 5000
MOST_DECIDED = 1500  # letters of the decisions that travel with the form


class RegisterForm(DeskForm):
    """Channel, kind, who, what, where; for disputes also against whom."""

    case_id = forms.UUIDField(widget=forms.HiddenInput)
    decided = forms.CharField(max_length=MOST_DECIDED, required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=t("来源渠道"), choices=[
        one for one in Channel.choices if one[0] not in {Channel.RESIDENT, Channel.OPEN311, Channel.LEDGER}
    ])  # fmt: skip
    kind = forms.ChoiceField(label=t("事项类型"), choices=CaseKind.choices)
    reporter_phone = forms.CharField(label=t("联系电话"), max_length=30, required=False, widget=forms.TextInput(
        attrs={"inputmode": "tel", "autocomplete": "off"}
    ))  # fmt: skip
    reporter_name = forms.CharField(label=t("反映人"), max_length=40, required=False, widget=forms.TextInput(
        attrs={"autocomplete": "off"}
    ))  # fmt: skip
    anonymous = forms.BooleanField(label=t("要求匿名"), required=False)
    text = forms.CharField(label=t("反映内容"), max_length=TYPED, required=False, widget=forms.Textarea(
        attrs={"rows": "5", "autofocus": True}
    ))  # fmt: skip
    title = forms.CharField(label=t("标题"), max_length=120, required=False, help_text=t("不填时取内容的开头。"))
    place = forms.CharField(label=t("地点"), max_length=200, required=False)
    area = forms.ChoiceField(label=t("区域"), required=False)
    urgency = forms.ChoiceField(label=t("紧急程度"), required=False, choices=[("", t("按研判建议")), *Urgency.choices])
    people_involved = forms.IntegerField(label=t("涉及人数"), required=False, min_value=1, max_value=100_000)
    source_number = forms.CharField(label=t("来件编号"), max_length=60, required=False)
    issuer = forms.CharField(
        label=t("来文单位"), max_length=80, required=False, help_text=t("上级交办、督查通知等来文写明。")
    )
    reply_by = forms.DateField(
        label=t("要求回复日期"),
        required=False,
        widget=day_input(),
        help_text=t("来文或平台写明的回复期限;不填按渠道要求。"),
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    dispute_kind = forms.ChoiceField(
        label=t("纠纷类型"), required=False, choices=[("", t("请选择")), *DisputeKind.choices]
    )
    respondent = forms.CharField(label=t("被申请人"), max_length=80, required=False)
    amount = AmountField(label=t("涉及金额(元)"))
    mediator = ColleagueField(label=t("调解员"), required=False)

    def __init__(self, *args: Any, viewer: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = workplace(viewer)
        area, mediator = self.fields["area"], self.fields["mediator"]
        assert isinstance(area, forms.ChoiceField) and isinstance(mediator, ColleagueField)
        area.choices = [("", _("按地点自动判断")), *area_choices(self.within.path)]
        if self.within.town_id is not None:
            mediator.serve(mediators_of(self.within.town_id))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == CaseKind.DISPUTE:
            if not given.get("dispute_kind"):
                self.add_error("dispute_kind", _("请选择纠纷类型。"))
            if not given.get("reporter_name"):
                self.add_error("reporter_name", _("纠纷须登记申请人姓名。"))
        return given


def workplace(viewer: Staff) -> Area:
    """Where the viewer works: the town of the first post, else the county."""
    for post in viewer.posts_held():
        key = post.town_id or post.area_id
        node = area_tree().nodes.get(key)
        if node is not None:
            return Area.objects.get(pk=key)
    raise Invalid(_("您没有在岗的岗位,不能登记事项。"))


def _matter(form: RegisterForm, values: dict[str, Any]) -> Matter:
    """What is known so far, out of typed or cleaned values."""
    text = f"{values.get('title') or ''}。{values.get('text') or ''}"[:TYPED]
    town = form.within if form.within.town_id is not None else None
    return Matter(
        text, values.get("kind") or "", values.get("place") or "", town, values.get("lat"), values.get("lon"),
        values.get("people_involved"),
    )  # fmt: skip


def _usual_channel(viewer: Staff) -> str:
    """How matters mostly reach this person: whoever only walks a grid reports what they saw, a desk takes calls."""
    roles = {post.role for post in viewer.posts_held()}
    return Channel.GRID if roles and roles <= {Role.GRID_WORKER} else Channel.PHONE


@require_http_methods(["GET", "POST"])
@with_one_tree
def new(request: HttpRequest) -> HttpResponse:
    """The form; sent, the case page opens."""
    viewer = viewer_of(request)
    require(viewer, REPORT)
    first = {"case_id": new_id(), "channel": _usual_channel(viewer), "kind": CaseKind.APPEAL}
    first |= {name: request.GET[name][:30] for name in ("kind", "channel", "area") if name in request.GET}
    form = RegisterForm(request.POST if request.method == "POST" else None, viewer=viewer, initial=first)
    if request.method == "POST":
        case = attempt(form, lambda: _take_in_with_reply(viewer, form))
        if case is not None:
            messages.success(
                request,
                _("已登记,编号 %(number)s,查询码 %(code)s。") % {"number": case.number, "code": case.tracking_code},
            )
            merged = duplicates.MERGE in duplicates.decided(form.cleaned_data["decided"]).values()
            if request.POST.get("then") == "triage" and not merged and CASES.allows(viewer, TRIAGE, case):
                return redirect(f"{reverse('web:triage_case', args=[case.pk])}?{ARRIVED}")
            if CASES.allows(viewer, READ, case):
                return redirect(f"{reverse('web:case_page', args=[case.pk])}?{ARRIVED}")
            return redirect("web:home")
    context = {"form": form, "draft": draft_key(viewer), "dispute": form["kind"].value() == CaseKind.DISPUTE}
    context["may_triage"] = holds(viewer, TRIAGE)
    return answer(request, "web/cases/new.html", context)


def _take_in_with_reply(viewer: Staff, form: RegisterForm) -> Case:
    """The case, and who sent it and by when they want to be answered; both or neither."""
    with transaction.atomic():
        case = _take_in(viewer, form)
        issuer, reply_by = form.cleaned_data["issuer"], evening(form.cleaned_data["reply_by"])
        if issuer.strip() or reply_by is not None:
            owe_reply(viewer, case=case, due_at=reply_by, issuer=issuer)
        duplicates.carry_out(viewer, case, duplicates.decided(form.cleaned_data["decided"]))
    return case


def _take_in(viewer: Staff, form: RegisterForm) -> Case:
    given = dict(form.cleaned_data)
    found = propose(_matter(form, given))
    area = _area_of(form, given["area"], found)
    urgency = given["urgency"] or (found.urgency.value if found.urgency else Urgency.NORMAL)
    if given["kind"] == CaseKind.DISPUTE:
        return _take_in_dispute(viewer, given, area, urgency)
    names = (
        "case_id", "channel", "kind", "title", "text", "place", "lat", "lon", "reporter_name", "reporter_phone",
        "anonymous", "people_involved", "source_number",
    )  # fmt: skip
    return services.report_case(viewer, area=area, urgency=urgency, **{name: given[name] for name in names})


def _take_in_dispute(viewer: Staff, given: dict[str, Any], area: Area, urgency: str) -> Case:
    amount: Decimal | None = given["amount"]
    dispute = register_dispute(
        viewer, kind=given["dispute_kind"], area=area, applicant=given["reporter_name"], respondent=given["respondent"],
        applicant_phone=given["reporter_phone"], summary=given["text"], channel=given["channel"], title=given["title"],
        place=given["place"], urgency=urgency, amount=amount, people_involved=given["people_involved"],
        mediator=given["mediator"], case_id=given["case_id"],
    )  # fmt: skip
    return dispute.case


def _area_of(form: RegisterForm, chosen: str, found: Proposal) -> Area:
    """What was chosen, else what the words and the position say, else the town itself."""
    key = UUID(chosen) if chosen else (found.area.value if found.area is not None else form.within.pk)
    area = Area.objects.select_related("town").get(pk=key)
    if area.town_id is None:
        raise Invalid(_("请选择乡镇(街道)或以下的区域,或在地点里写明村(社区)。"), field="area", code="too_high")
    return area


@require_POST
@with_one_tree
def beside(request: HttpRequest) -> HttpResponse:
    """Proposal, likeness and history for what is typed so far; nothing is stored."""
    viewer = viewer_of(request)
    require(viewer, REPORT)
    return _beside(request, viewer, _decisions(request))


@require_POST
@with_one_tree
def compare(request: HttpRequest, other_id: UUID) -> HttpResponse:
    """What is typed so far beside one that may be the same."""
    viewer = viewer_of(request)
    require(viewer, REPORT)
    form = RegisterForm(request.POST, viewer=viewer)
    form.is_valid()  # half typed
    draft = _draft_of(form, form.cleaned_data, str(request.POST.get("reporter_phone", ""))[:30])
    other = selectors.case_by_id(viewer, other_id)
    reporter = form.cleaned_data.get("reporter_name") or ""
    context = {"shown": duplicates.beside(viewer, draft, other, reporter=reporter), "may_decide": holds(viewer, TRIAGE)}
    return render(request, "web/cases/_compare_new.html", context)


@require_POST
@with_one_tree
def decide(request: HttpRequest, other_id: UUID) -> HttpResponse:
    """Note in the form what the two are to each other; it is done when the matter is registered. `what=none` takes it back."""
    viewer = viewer_of(request)
    require(viewer, TRIAGE)
    decisions = _decisions(request)
    what = request.GET.get("what", "")
    if what == duplicates.MERGE:
        decisions = {key: one for key, one in decisions.items() if one != duplicates.MERGE}  # into one alone
    decisions.pop(other_id, None)
    if what in {duplicates.MERGE, duplicates.LINK, duplicates.APART}:
        decisions[selectors.case_by_id(viewer, other_id).pk] = what
    return _beside(request, viewer, decisions, settled=True)


def _decisions(request: HttpRequest) -> dict[UUID, str]:
    """What was decided so far about the matter that is being typed."""
    return duplicates.decided(str(request.POST.get("decided", ""))[:MOST_DECIDED])


def _beside(request: HttpRequest, viewer: Staff, decisions: dict[UUID, str], *, settled: bool = False) -> HttpResponse:
    form = RegisterForm(request.POST, viewer=viewer)
    form.is_valid()  # half typed: only what can be read already counts
    values = form.cleaned_data
    found = propose(_matter(form, values))
    sees = holds(viewer, READ)
    area_id = values.get("area") or (str(found.area.value) if found.area is not None else "")
    node = area_tree().nodes.get(UUID(area_id)) if area_id else None
    phone = str(request.POST.get("reporter_phone", ""))[:30]
    people = _residents(viewer, phone)
    context = {
        "found": found,
        "area_name": node.full_name if node is not None else "",
        "seems": seems(found, values.get("kind") or ""),
        "dispute_kind": _dispute_kind(found, values),
        "urgency_word": Urgency(found.urgency.value).label if found.urgency else "",
        "signs": [(SIGN_WORDS.get(sign.value, sign.value), sign.reason) for sign in found.signs],
        "typed": bool(values.get("text") or values.get("title")),
        "or_else": or_else(found),
        "mentioned": mentioned(found.extracts),
        "history": _history(viewer, form, values, phone, people) if sees else [],
        "people": people,
        "similar": [one for one in _similar(viewer, form, values, phone) if one.case.pk not in decisions]
        if sees
        else [],
        "decisions": duplicates.context_of(decisions, viewer) if sees else [],
        "decided": duplicates.written(decisions),
        "settled": settled,
        "joins": False,
        "dispute": values.get("kind") == CaseKind.DISPUTE,
        "may_triage": holds(viewer, TRIAGE),
    }
    return render(request, "web/cases/_beside.html", context)


def _dispute_kind(found: Proposal, values: dict[str, Any]) -> DisputeKind | None:
    """The kind of dispute that the words speak for, while none is chosen."""
    code = found.category.value.code if found.category is not None else ""
    sort, _dot, kind = code.partition(".")
    if sort != CaseKind.DISPUTE or values.get("dispute_kind") or kind not in DisputeKind.values:
        return None
    return DisputeKind(kind)


def _history(
    viewer: Staff, form: RegisterForm, values: dict[str, Any], phone: str, people: Iterable[Resident]
) -> list[selectors.Past]:
    """Earlier cases of the caller's telephone and household, and of the place as written."""
    return selectors.history_of(
        viewer, phone=phone, households=[one.household_id for one in people if one.household_id],
        place=values.get("place") or "", town=form.within.town_id,
    )  # fmt: skip


def _similar(viewer: Staff, form: RegisterForm, values: dict[str, Any], phone: str) -> Iterable[selectors.Similar]:
    return selectors.similar_open_cases(viewer, _draft_of(form, values, phone))


def _draft_of(form: RegisterForm, values: dict[str, Any], phone: str) -> selectors.Draft:
    return selectors.Draft(
        text=values.get("text") or "", title=values.get("title") or "", kind=values.get("kind") or "",
        town_id=form.within.town_id, place=values.get("place") or "", phone=phone, lat=values.get("lat"),
        lon=values.get("lon"),
    )  # fmt: skip


def _residents(viewer: Staff, phone: str) -> list[Resident]:
    """Residents with this number, where the viewer may look them up."""
    read = read_phone(phone) if phone.strip() and holds(viewer, READ_RESIDENTS) else None
    if read is None or isinstance(read, ReadingError) or not read.value:
        return []
    return list(residents_by_phone(viewer, read.value).filter(merged_into=None)[:3])


@require_GET
@with_one_tree
def areas_geojson(request: HttpRequest) -> JsonResponse:
    """The grids of the viewer's town (for the county: its towns), to pick a place on."""
    viewer = viewer_of(request)
    require(viewer, REPORT)
    within = workplace(viewer)
    level = Area.Level.GRID if within.town_id is not None else Area.Level.TOWN
    shapes = Area.objects.filter(path__below=within.path, level=level).exclude(polygon=None)[:800]
    features = [{"type": "Feature", "geometry": one.polygon, "properties": {"name": one.name}} for one in shapes]
    response = JsonResponse({"type": "FeatureCollection", "features": features})
    response["Cache-Control"] = "private, max-age=300"
    return response
