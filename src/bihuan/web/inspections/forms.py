"""The pages of forms: the form with its versions, uploading one, filling in, what was filled in, and taking it all away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.inspections import policies
from bihuan.inspections.forms import exports, services
from bihuan.inspections.models import Answer, Campaign, FormVersion, SurveyForm
from bihuan.inspections.registers import ANSWERS, CAMPAIGNS, FORMS
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Fault, Invalid, NotFound
from bihuan.kernel.survey.design import REPEAT, Design, Question
from bihuan.orgs.models import Area, Household, PlacePoint, Staff
from bihuan.orgs.policies import READ_RESIDENTS
from bihuan.orgs.registers import attachments_of
from bihuan.orgs.selectors import households, place_points
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.web.download import WORKBOOK, file_answer
from bihuan.web.files import shown_file
from bihuan.web.forms import DeskForm, answer
from bihuan.web.inspections import surveys
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import SeenForm, Sentences, Words
from bihuan.web.orgs.pick import picked
from bihuan.web.records import Action, Panel, RecordPages
from bihuan.web.records.forms import Choices, offered

SHOWN = 12
NEW_ANSWER = "survey"

# --- the form ---------------------------------------------------------------------------------------------------------


def _panels(viewer: Actor, form: SurveyForm) -> Sequence[Panel]:
    versions = list(FormVersion.objects.filter(form=form).select_related("by", "file").order_by("-number"))
    found = [
        Panel(
            _("题目"), "web/forms/_questions.html", {"lines": _told(versions[0].read) if versions else [], "form": form}
        )
    ]
    if holds(viewer, policies.READ_ANSWERS):
        rows = ANSWERS.rows(viewer).filter(form=form).select_related("area", "by").defer("values")
        ledger = f"{reverse('web:ledger', args=['answers'])}?q=&form={form.name}"
        context = {"answers": rows.order_by("-answered_at")[:SHOWN], "count": rows.count(), "ledger": ledger}
        found.append(Panel(_("填表"), "web/forms/_answers.html", context))
    found.append(Panel(_("版本"), "web/forms/_versions.html", {"versions": versions, "form": form}, aside=True))
    return found


def _told(design: Design) -> list[dict[str, Any]]:
    """The questions as they are told on the form's page."""
    return [
        {"one": place.question, "depth": len(place.sections), "choices": design.lists.get(place.question.choices, ())}
        for place in design.walk()
    ]


def _actions(viewer: Actor, form: SurveyForm) -> Sequence[Action]:
    found: list[Action] = []
    on = form.campaign is None or form.campaign.running
    if on and form.newest and not form.closed and holds(viewer, policies.FILL_FORMS):
        found.append(
            Action(_("填写"), reverse("web:survey_fill", args=[form.pk]), "pencil-square", primary=True, dialog=False)
        )
    if FORMS.policy.allows(viewer, FORMS.keep, form):
        title = _("上传新版本") if form.newest else _("上传题目")
        url = reverse("web:survey_publish", args=[form.pk])
        found.append(Action(title, url, "upload", primary=not form.newest, dialog=False))
    if form.newest and holds(viewer, policies.EXPORT_ANSWERS):
        found.append(
            Action(_("导出"), reverse("web:survey_export", args=[form.pk]), "file-earmark-spreadsheet", dialog=False)
        )
    return found


def _campaigns_offered(viewer: Actor) -> Choices:
    rows = CAMPAIGNS.rows(viewer).order_by("-to_on")
    return offered(rows, lambda one: f"{one.name}({one.from_on} – {one.to_on})")


FORM_PAGES = RecordPages(
    FORMS,
    name="survey_form",
    layout=[(t("表单"), ["campaign", "about", "closed"])],
    panels=_panels,
    actions=_actions,
    offers={"campaign": _campaigns_offered},
    files=False,
)


def forms_panel(viewer: Actor, campaign: Campaign) -> Panel:
    """The forms of a campaign, for its page."""
    rows = FORMS.rows(viewer).filter(campaign=campaign).order_by("name")
    add = ""
    if FORMS.policy.allows(viewer, FORMS.keep, _as_form(campaign)):
        add = f"{reverse('web:survey_form_add')}?campaign={campaign.pk}&area={campaign.area_id}"
    may_fill = holds(viewer, policies.FILL_FORMS) and campaign.running
    context = {"forms": rows, "add_url": add, "may_fill": may_fill}
    return Panel(_("表单"), "web/forms/_forms.html", context, aside=True)


def _as_form(campaign: Campaign) -> SurveyForm:
    form = SurveyForm()
    form.lie_with(campaign)
    return form


class WorkbookForm(DeskForm):
    file = forms.FileField(
        label=t("工作簿(.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls"}),
        error_messages={"required": t("请选择工作簿。")},
        help_text=t("题目写在 survey 表,选项写在 choices 表;可先下载模板。"),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new version out of a workbook."""
    viewer = viewer_of(request)
    form = services.form_to_fill(viewer, pk)
    FORMS.policy.check(viewer, FORMS.keep, form)
    sent = request.method == "POST"
    given = WorkbookForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and given.is_valid():
        upload = given.cleaned_data["file"]
        try:
            version, taken = services.publish(viewer, form_id=pk, source=upload.read(), name=upload.name or "")
        except BihuanError as refusal:
            if refusal.status in (403, 404):
                raise
            given.refuse(refusal)
        else:
            messages.success(request, _("已发布第 %(number)d 版。") % {"number": version.number})
            for remark in taken.remarks[:10]:
                messages.info(request, remark)
            return redirect(FORMS.url(pk))
    return answer(request, "web/forms/publish.html", {"form": given, "survey": form})


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to begin with."""
    viewer_of(request)
    return file_answer(exports.template(), f"{_('表单模板')}.xlsx", WORKBOOK)


@require_GET
def workbook(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """The workbook that a version was made of."""
    viewer = viewer_of(request)
    version = FormVersion.objects.filter(form=FORMS.by_id(viewer, pk), number=number).select_related("file").first()
    if version is None or version.file is None:
        raise NotFound(_("没有找到这个文件。"))
    return shown_file(request, version.file, viewer=viewer, variant="original")


@require_GET
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What to take away, and how."""
    viewer = viewer_of(request)
    form = FORMS.by_id(viewer, pk)
    count = exports.answers_to_export(viewer, form).count()
    return answer(request, "web/forms/export.html", {"survey": form, "count": count})


@require_GET
def exported(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """All answers as a file; `?labels` for the words instead of the names, `?sheet=` for the CSV of a repeat."""
    viewer = viewer_of(request)
    form = FORMS.by_id(viewer, pk)
    if kind not in ("xlsx", "csv", "geojson"):
        raise NotFound(_("没有找到这个文件。"))
    tables = exports.tables_of(viewer, form, labels="labels" in request.GET and kind != "geojson")
    name = f"{form.name}-{clock.local(clock.now()):%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        return file_answer(exports.as_workbook(tables), name, WORKBOOK)
    if kind == "geojson":
        return file_answer(exports.as_geojson(tables[0]), name, "application/geo+json")
    table = next((one for one in tables if one.name == request.GET.get("sheet", "")), None)
    if table is None:
        raise NotFound(_("没有找到这个文件。"))
    return file_answer(exports.as_csv(table), name, "text/csv; charset=utf-8")


# --- filling in -------------------------------------------------------------------------------------------------------


class WhereForm(DeskForm):
    """Where the answer belongs."""

    area = picked("area", t("所属村(社区)、网格"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    point = forms.UUIDField(required=False, widget=forms.HiddenInput)
    household = forms.UUIDField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@with_one_tree
def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill a form in; without a script rows are added and taken away by sending the page."""
    viewer = viewer_of(request)
    form = services.form_to_fill(viewer, pk)
    sent = request.method == "POST"
    number = request.POST.get("version", "") if sent else ""
    version = services.version_of(form, int(number) if number.isdigit() and len(number) < 6 else None)
    first = {
        "version": version.number,
        "area": _own_area(viewer, form),
        **{key: request.GET[key] for key in ("area", "point", "household") if key in request.GET},
    }
    given = WhereForm(request.POST if sent else None, initial=first)
    values, faults = surveys.first_values(version.read), dict[str, str]()
    if sent:
        values, faults = surveys.sent_values(request, viewer, version.read, frozenset())
        made = _attempt(
            request,
            given,
            faults,
            lambda: services.fill(viewer, version=version, values=values, where=_where(viewer, given)),
        )
        if made is not None:
            messages.success(request, _("已提交。"))
            return redirect(reverse("web:survey_fill", args=[pk]) if "again" in request.POST else ANSWERS.url(made.pk))
    context = {"survey": form, "form": given, "back": FORMS.url(pk), "again": True, "draft": f"{NEW_ANSWER}-{pk}"}
    return _page(request, version.read, values, faults, context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what was filled in."""
    viewer = viewer_of(request)
    row = ANSWERS.by_id(viewer, pk)
    ANSWERS.policy.check(viewer, ANSWERS.correct, row)
    version, sent = row.filled, request.method == "POST"
    given = CorrectForm(request.POST if sent else None, initial={"seen": row.version})
    values, faults = row.given, dict[str, str]()
    if sent:
        values, faults = surveys.sent_values(request, viewer, version.read, _pictures_in(row.given))
        made = _attempt(
            request,
            given,
            faults,
            lambda: services.correct(
                viewer, pk=pk, values=values, why=given.cleaned_data["why"], seen=given.cleaned_data["seen"]
            ),
        )
        if made is not None:
            messages.success(request, _("已保存,原来的答案留在旧版里。"))
            return redirect(ANSWERS.url(pk))
    context = {"survey": row.form, "form": given, "back": ANSWERS.url(pk), "again": False, "draft": ""}
    return _page(request, version.read, values, faults, context)


class CorrectForm(SeenForm):
    why = Words(t("修改原因"), 200, required=False)


def _attempt(request: HttpRequest, given: DeskForm, faults: dict[str, str], write: Any) -> Answer | None:
    """The answer, or None when it was refused or only a row was asked for; faults of questions go into `faults`."""
    if "add" in request.POST or "drop" in request.POST or not given.is_valid():
        return None
    try:
        if faults:
            raise Invalid.of([Fault(message, at, "image") for at, message in faults.items()])
        made: Answer = write()
    except BihuanError as refusal:
        if refusal.status in (403, 404):
            raise
        own = [fault for fault in refusal.faults if not fault.field or fault.field in given.fields]
        faults.update({fault.field: fault.message for fault in refusal.faults if fault not in own})
        given.refused = refusal
        if own:
            given.refuse(refusal if len(own) == len(refusal.faults) else Invalid.of(own))
        if faults:
            given.add_error(None, _("有 %(count)d 处要改正,请看标红的题目。填好的内容都在。") % {"count": len(faults)})
        return None
    return made


def _page(
    request: HttpRequest, design: Design, values: Mapping[str, Any], faults: dict[str, str], context: dict[str, Any]
) -> HttpResponse:
    only_rows = "add" in request.POST or "drop" in request.POST
    given = context["form"]
    if only_rows:
        given.is_valid()
        given._errors.clear()  # what is not finished yet is not judged
    judged = request.method == "POST" and not only_rows
    lines = surveys.lines_of(design, values, judged=judged, more=faults)
    return answer(
        request,
        "web/forms/fill.html",
        {**context, "lines": lines, "design": design.as_json(), "today": clock.today().isoformat()},
    )


def _where(viewer: Staff, given: DeskForm) -> services.Where:
    asked = given.cleaned_data
    area = Area.objects.select_related("town").filter(pk=asked["area"], valid_to=None).first()
    return services.Where(area, _point(viewer, asked["point"]), _household(viewer, asked["household"]))


def _point(viewer: Staff, pk: UUID | None) -> PlacePoint | None:
    found = place_points(viewer).filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Invalid(_("没有找到这个部位,可能已注销或不在您的辖区。"), field="point", code="unknown")
    return found


def _household(viewer: Staff, pk: UUID | None) -> Household | None:
    found = households(viewer).filter(pk=pk).first() if pk and holds(viewer, READ_RESIDENTS) else None
    if pk and found is None:
        raise Invalid(_("没有找到这一户,可能不在您的辖区。"), field="household", code="unknown")
    return found


def _own_area(viewer: Staff, form: SurveyForm) -> str:
    """The area of a person who works below the town: most fill for their own."""
    for post in viewer.posts_held():
        if post.town_id is not None and post.area_path.startswith(form.area_path) and post.area_path != form.area_path:
            found = Area.objects.filter(path=post.area_path, valid_to=None).values_list("pk", flat=True).first()
            return str(found or "")
    return ""


def _pictures_in(values: Any) -> frozenset[str]:
    if isinstance(values, dict | list):
        inner = values.values() if isinstance(values, dict) else values
        return frozenset(one for each in inner for one in _pictures_in(each))
    return frozenset({values}) if isinstance(values, str) else frozenset()


# --- what was filled in -----------------------------------------------------------------------------------------------


def _given(
    design: Design, values: Mapping[str, Any], files: Mapping[str, UUID], depth: int = 0
) -> Iterator[dict[str, Any]]:
    yield from _told_answers(design, design.questions, values, files, depth)


def _told_answers(
    design: Design, questions: Sequence[Question], values: Mapping[str, Any], files: Mapping[str, UUID], depth: int
) -> Iterator[dict[str, Any]]:
    """The answers as lines: heading or label with words."""
    for one in questions:
        if one.type == REPEAT:
            for number, row in enumerate(values.get(one.name, ()), start=1):
                yield {"head": f"{one.label or one.name} {number}", "depth": depth}
                yield from _told_answers(design, one.children, row, files, depth + 1)
        elif one.is_section:
            inner = list(_told_answers(design, one.children, values, files, depth + 1))
            if inner:
                yield {"head": one.label or one.name, "depth": depth}
                yield from inner
        elif one.has_value and one.name in values and (one.label or not one.is_reckoned):
            value = values[one.name]
            labels = {choice["name"]: choice["label"] for choice in design.lists.get(one.choices, ())}
            words = "、".join(
                labels.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value])
            )
            picture = files.get(str(value)) if one.type == "image" else None
            waiting = one.type == "image" and picture is None
            yield {
                "label": one.label or one.name,
                "text": _("照片还在手机上,等待传送") if waiting else words,
                "picture": picture,
                "depth": depth,
            }


def _answer_panels(viewer: Actor, row: Answer) -> Sequence[Panel]:
    files = {str(one.file_id): one.pk for one in attachments_of(row)}
    design = row.filled.read
    found = [Panel(_("答案"), "web/forms/_given.html", {"lines": list(_given(design, row.given, files))})]
    past = list(row.past.select_related("by").order_by("-number"))
    if past:
        told = [{"one": one, "lines": list(_given(design, _values_of(one.values), files))} for one in past]
        found.append(Panel(_("旧版"), "web/forms/_past.html", {"past": told}))
    return found


def _values_of(sealed: str) -> dict[str, Any]:
    return Answer(values=sealed).given


def _answer_actions(viewer: Actor, row: Answer) -> Sequence[Action]:
    if row.case_id is not None or not ANSWERS.policy.allows(viewer, policies.FILL_FORMS, row):
        return []
    return [Action(_("转为隐患"), reverse("web:answer_case", args=[row.pk]), "exclamation-triangle")]


ANSWER_PAGES = RecordPages(
    ANSWERS,
    name="answer",
    layout=[(t("填表"), ["form", "campaign", "answered_at", "by", "point", "editions"])],
    told={"point": lambda row: row.point.name if row.point else ""},
    panels=_answer_panels,
    actions=_answer_actions,
)


class CaseForm(SeenForm):
    text = Sentences(t("问题描述"), 2000, rows=4)


@require_http_methods(["GET", "POST"])
def become_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an answer shows becomes a hazard."""
    viewer = viewer_of(request)
    row = ANSWERS.by_id(viewer, pk)
    ANSWERS.policy.check(viewer, policies.FILL_FORMS, row)
    form = CaseForm(request.POST or None, initial={"seen": row.version, "text": row.said})
    return act(
        request,
        form,
        lambda: services.open_case(viewer, pk=pk, **form.cleaned_data),
        record=row,
        title=_("转为隐患"),
        submit=_("转为隐患"),
        done=_("已转为隐患。"),
        back=ANSWERS.url(pk),
    )


URLS = [
    path("survey-forms/template.xlsx", template, name="survey_template"),
    *FORM_PAGES.urls,
    path("survey-forms/<uuid:pk>/publish/", publish, name="survey_publish"),
    path("survey-forms/<uuid:pk>/fill/", fill, name="survey_fill"),
    path("survey-forms/<uuid:pk>/export/", export, name="survey_export"),
    path("survey-forms/<uuid:pk>/answers.<slug:kind>", exported, name="survey_exported"),
    path("survey-forms/<uuid:pk>/versions/<int:number>/", workbook, name="survey_workbook"),
    path("answers/<uuid:pk>/", ANSWER_PAGES.page, name="answer_page"),
    path("answers/<uuid:pk>/edit/", correct, name="answer_edit"),
    path("answers/<uuid:pk>/void/", ANSWER_PAGES.void, name="answer_void"),
    path("answers/<uuid:pk>/case/", become_case, name="answer_case"),
]
