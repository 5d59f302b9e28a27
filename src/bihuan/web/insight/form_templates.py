"""Pages of templates: bring one, look at what its cells were taken for, correct, confirm."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.insight.filling import selectors, services
from bihuan.insight.filling.cycle import FILL_FORMS, TEMPLATES, T
from bihuan.insight.filling.places import Place, letters
from bihuan.insight.filling.proposing import heading_over, title_of
from bihuan.insight.filling.services import BindingEntry, TemplateEntry
from bihuan.insight.filling.workbook import SheetSeen
from bihuan.insight.models import FormBinding, FormTemplate
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.platform import files
from bihuan.platform.indicators import indicator, indicators
from bihuan.platform.policies import grants_of, require
from bihuan.web.forms import DeskForm
from bihuan.web.history import history
from bihuan.web.insight.form_grid import Grid, GridCell, grid
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm, Words

LEDGER = "/ledgers/form_templates/"


def _whose(viewer: Staff) -> list[Area]:
    """The towns (and the county, for its desk) for which the viewer fills forms."""
    ids = {post.town_id for post, _scopes in grants_of(viewer, FILL_FORMS)}
    areas = Area.objects.filter(level__in=[Area.Level.COUNTY, Area.Level.TOWN], valid_to=None).order_by("path")
    return list(areas if None in ids else areas.filter(pk__in=[one for one in ids if one is not None]))


def _below(template: FormTemplate) -> list[Area]:
    """The areas of the form's own, down to villages; grids lie in hundreds and are named by a column."""
    levels = [Area.Level.TOWN, Area.Level.VILLAGE]
    below = Area.objects.filter(path__startswith=template.area_path, level__in=levels, valid_to=None)
    return list(below.exclude(pk=template.area_id).order_by("path"))


class UploadForm(DeskForm):
    """A superior's template."""

    file = forms.FileField(
        label=t("模板文件"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": t("请选择上级下发的 .xlsx 文件。")},
        help_text=t("带宏、有密码或 .xls 格式的,请先在 Excel 中另存为普通 .xlsx。"),
    )
    title = Words(t("报表名称"), 100)
    issuer = Words(t("下发单位"), 60)
    every = forms.ChoiceField(label=t("周期"), choices=FormTemplate.Every.choices, initial="month")
    area = forms.ChoiceField(label=t("填报单位"))

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.pk): one for one in areas}
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in areas]

    def entry(self) -> TemplateEntry:
        """What was said, for the service."""
        given = self.cleaned_data
        return TemplateEntry(given["title"], given["issuer"], given["every"], self.areas[given["area"]])


class BindForm(SeenForm):
    """What a column of cells, or one cell, means."""

    kind = forms.ChoiceField(label=t("填法"), choices=FormBinding.Kind.choices, initial="indicator")
    key = forms.ChoiceField(label=t("指标"), required=False)
    span = forms.ChoiceField(label=t("期间"), choices=FormBinding.Span.choices, initial="this")
    part = forms.ChoiceField(label=t("取值"), choices=FormBinding.Part.choices, initial="value")
    scale = forms.ChoiceField(label=t("计量"), choices=FormBinding.Scale.choices, initial="one")
    names_column = Words(
        t("区域名称所在列"), 3, required=False, help_text=t("例如 A;每行填该行区域的数字。不填就是整个填报单位。")
    )
    area = forms.ChoiceField(
        label=t("固定区域"), required=False, help_text=t("没有区域名称列时,可以只算某一个村(社区)。")
    )
    numeric = forms.BooleanField(label=t("人工填写时只能填数字"), required=False, initial=True)

    def __init__(self, *args: Any, below: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.below = {str(one.pk): one for one in below}
        choice = self.fields["area"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("整个填报单位")), *((str(one.pk), one.name) for one in below)]
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *((one.key, f"{one.name}({one.unit})") for one in indicators())]

    def clean_names_column(self) -> int | None:
        """The number of the column."""
        text = self.cleaned_data["names_column"].strip().upper()
        if not text:
            return None
        try:
            return Place.read(f"{text}1").column
        except ValueError:
            raise forms.ValidationError(_("请写列的字母,例如 A。")) from None

    def entry(self) -> BindingEntry:
        """What was said, for the service."""
        given = {name: value for name, value in self.cleaned_data.items() if name in _ENTRY}
        return BindingEntry(**given | {"area": self.below.get(given["area"])})


_ENTRY = frozenset(("kind", "key", "span", "part", "scale", "names_column", "area", "numeric"))


class NewBindForm(BindForm):
    """The same for cells that nothing was proposed for."""

    last_row = forms.IntegerField(label=t("填到第几行"), min_value=1, error_messages={"required": t("请填写行号。")})
    heading = Words(t("表头"), 200, required=False)


class BeginForm(DeskForm):
    day = DayField(label=t("这一期中的任意一天"), help_text=t("例如填 6 月 15 日,月报就填 6 月这一期。"))


def _page_of(template: FormTemplate) -> str:
    return reverse("web:form_template", args=[template.pk])


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a template."""
    viewer = viewer_of(request)
    require(viewer, FILL_FORMS)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, areas=_whose(viewer))
    return act(
        request, form, lambda: _upload(viewer, form), title=_("上传报表模板"), submit=_("上传并识别"),
        done=_("模板已上传,请核对每一处绑定。"), back=LEDGER, onward=_page_of,
    )  # fmt: skip


def _upload(viewer: Staff, form: UploadForm) -> FormTemplate:
    brought = form.cleaned_data["file"]
    return services.upload_template(viewer, entry=form.entry(), content=brought.read(), name=brought.name)


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheets with what each cell is bound to, and the bindings with their reasons."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    bindings = selectors.bindings_of(template)
    may = TEMPLATES.allows(viewer, FILL_FORMS, template)
    changing = may and template.state == T.BINDING
    context = {
        "template": template,
        "may": may,
        "changing": changing,
        "lines": [_line(template, one) for one in bindings],
        "grids": [
            _grid(template, sheet, bindings, changing) for sheet in selectors.workbook_of(template).sheets.values()
        ],
        "history": history(template),
    }
    return render(request, "web/insight/form_template.html", context)


def _line(template: FormTemplate, one: FormBinding) -> dict[str, str]:
    return {
        "cells": f"{one.sheet} {title_of(one.column, one.first_row, one.last_row)}",
        "heading": one.heading,
        "meaning": meaning(one),
        "reason": one.reason,
        "url": reverse("web:form_bind", args=[template.pk, one.pk]),
    }


def meaning(one: FormBinding) -> str:
    """What a binding puts into its cells, in words."""
    if one.kind != FormBinding.Kind.INDICATOR:
        return one.get_kind_display()
    words = [str(indicator(one.key).name), one.get_span_display()]
    words += [one.get_part_display()] if one.part != FormBinding.Part.VALUE else []
    words += [one.get_scale_display()] if one.scale != FormBinding.Scale.ONE else []
    words += [_("按 %(column)s 列的区域") % {"column": letters(one.names_column)}] if one.names_column else []
    words += [one.area.name] if one.area is not None else []
    return " · ".join(words)


def _grid(template: FormTemplate, sheet: SheetSeen, bindings: list[FormBinding], changing: bool) -> Grid:
    bound = {
        (row, one.column): one
        for one in bindings
        if one.sheet == sheet.name
        for row in range(one.first_row, one.last_row + 1)
    }

    def cell(place: Place, text: str) -> GridCell:
        found = bound.get((place.row, place.column))
        if sheet.is_computed(place):
            return GridCell(
                str(place), _("公式"), "formula", title=sheet.cells[place].formula if place in sheet.cells else ""
            )
        if found is not None:
            url = reverse("web:form_bind", args=[template.pk, found.pk]) if changing else ""
            short = found.get_kind_display() if found.kind != FormBinding.Kind.INDICATOR else indicator(found.key).name
            return GridCell(str(place), str(short), "bound", url, meaning(found))
        if text or not changing:
            return GridCell(str(place), text)
        asked = urlencode({"sheet": sheet.name, "cell": str(place)})
        return GridCell(
            str(place), "+", "free", f"{reverse('web:form_bind_new', args=[template.pk])}?{asked}", _("绑定此格")
        )

    return grid(sheet, cell)


@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest, pk: UUID, binding_id: UUID) -> HttpResponse:
    """Correct what a column of cells means."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    one = template.bindings.filter(pk=binding_id).first()
    if one is None:
        raise NotFound(_("没有找到这一处绑定。"))
    first = {name: getattr(one, name) for name in _ENTRY} | {
        "seen": one.version,
        "names_column": letters(one.names_column or 0),
        "area": str(one.area_id or ""),
    }
    form = BindForm(request.POST or None, initial=first, below=_below(template))
    return act(
        request, form, lambda: services.bind(viewer, binding_id=one.pk, entry=form.entry(), seen=form.cleaned_data["seen"]),
        title=_("绑定 %(cells)s") % {"cells": title_of(one.column, one.first_row, one.last_row)}, submit=_("保存"),
        done=_("绑定已保存。"), back=_page_of(template), record=one, note=one.reason,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def bind_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bind cells that nothing was proposed for."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    name, place = request.GET.get("sheet", ""), _asked_place(request)
    sheet = selectors.workbook_of(template).sheets.get(name)
    heading = heading_over(sheet, place) if sheet is not None else ""
    form = NewBindForm(
        request.POST or None, initial={"last_row": place.row, "heading": heading}, below=_below(template)
    )

    def write() -> FormBinding:
        return services.bind_cells(
            viewer, template_id=pk, sheet=name, first=place, last_row=form.cleaned_data["last_row"],
            heading=form.cleaned_data["heading"], entry=form.entry(),
        )  # fmt: skip

    return act(
        request, form, write, title=_("绑定 %(cells)s") % {"cells": place}, submit=_("保存"), done=_("绑定已保存。"),
        back=_page_of(template),
    )  # fmt: skip


def _asked_place(request: HttpRequest) -> Place:
    try:
        return Place.read(request.GET.get("cell", ""))
    except ValueError:
        raise Invalid(_("请选择模板里的单元格。"), field="cells", code="cells") from None


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bindings are right: put the template into use."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    form = SeenForm(request.POST or None, initial={"seen": template.version})
    return act(
        request, form, lambda: services.confirm_template(viewer, template_id=pk, seen=form.cleaned_data["seen"]),
        title=_("确认绑定并启用"), submit=_("确认"), done=_("模板已启用,可以填报。"), back=_page_of(template), record=template,
        note=_("每一处绑定都核对过了。以后每期按这些绑定自动填写。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rebind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the bindings for change."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    form = SeenForm(request.POST or None, initial={"seen": template.version})
    return act(
        request, form, lambda: services.rebind_template(viewer, template_id=pk, seen=form.cleaned_data["seen"]),
        title=_("修改绑定"), submit=_("修改"), done=_("可以修改绑定了,改完请再次确认。"), back=_page_of(template),
        record=template, note=_("已提交和已批准的填报不会改变。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The superior does not ask for it any more."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    form = ReasonForm(request.POST or None, initial={"seen": template.version})
    return act(
        request, form,
        lambda: services.retire_template(
            viewer, template_id=pk, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"]
        ),
        title=_("停用模板"), submit=_("停用"), done=_("模板已停用。"), back=_page_of(template), record=template, danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start the filling of a period."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    form = BeginForm(request.POST or None, initial={"day": clock.today()})
    return act(
        request, form, lambda: services.begin_filling(viewer, template_id=pk, day=form.cleaned_data["day"]),
        title=_("填报一期"), submit=_("开始"), done=_("已按绑定填好,请核对。"), back=_page_of(template),
        onward=lambda made: reverse("web:form_filling", args=[made.pk]),
    )  # fmt: skip


@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The template as it came."""
    viewer = viewer_of(request)
    template = selectors.template_by_id(viewer, pk)
    return files.respond(request, template.file, viewer=viewer, download=True)
