"""The Word templates of papers: which are in use where, their fields, bringing one, trying it, going back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.platform import documents
from bihuan.platform.documents import Document
from bihuan.platform.models import DocumentTemplate
from bihuan.platform.policies import policy_of, require
from bihuan.platform.rights import MANAGE_TEMPLATES
from bihuan.web.download import PDF, WORD, file_answer
from bihuan.web.forms import DeskForm, answer, attempt


@dataclass(frozen=True, slots=True)
class Place:
    """Where templates are managed: a town, or (None) the county."""

    town: Area | None
    choices: list[Area]
    county: bool

    @property
    def town_id(self) -> UUID | None:
        return self.town.pk if self.town is not None else None

    @property
    def name(self) -> str:
        return self.town.name if self.town is not None else _("全县")

    @property
    def query(self) -> str:
        """What an address carries of it."""
        return f"?town={self.town.pk}" if self.town is not None else ""


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, MANAGE_TEMPLATES)
    return request.user


def _place(request: HttpRequest, staff: Staff) -> Place:
    """The town of the address, as far as the person manages it; else the county, else the first town of the posts."""
    own = policy_of(DocumentTemplate).towns(staff, MANAGE_TEMPLATES)
    rows = Area.objects.filter(level=Area.Level.TOWN).order_by("code")
    towns = list(rows if own is None else rows.filter(pk__in=own))
    asked = request.GET.get("town", "")
    found = next((one for one in towns if str(one.pk) == asked), None)
    if found is None and asked:
        raise NotFound(_("没有找到这个乡镇,或者您的岗位不能维护它的模板。"))
    if found is None and own is not None:
        if not towns:
            raise NotFound(_("没有找到这个乡镇,或者您的岗位不能维护它的模板。"))
        found = towns[0]
    return Place(found, towns, own is None)


@dataclass(frozen=True, slots=True)
class Line:
    """A paper, and the template that is in use at the place: its version, or None for the standard one."""

    document: Document
    used: DocumentTemplate | None


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All papers with the template in use; two queries."""
    staff = _staff(request)
    place = _place(request, staff)
    used = {(one.key, one.town_id): one for one in DocumentTemplate.objects.filter(current=True)}
    lines = [
        Line(one, used.get((one.key, place.town_id)) or used.get((one.key, None))) for one in documents.documents()
    ]
    return render(request, "web/setup/papers.html", {"lines": lines, "place": place})


class TemplateForm(DeskForm):
    """A Word file to use from now on."""

    file = forms.FileField(
        label=t("Word 模板"),
        error_messages={"required": t("请选择 Word 文件。")},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    remark = forms.CharField(
        label=t("修改说明"), max_length=200, required=False, help_text=t("例如:改成县司法局统一格式。")
    )


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """One paper: fields, versions, and the form to bring a template."""
    staff = _staff(request)
    place, document = _place(request, staff), documents.document(key)
    sent = request.method == "POST"
    form = TemplateForm(request.POST if sent else None, request.FILES if sent else None)

    def write() -> DocumentTemplate:
        brought = form.cleaned_data["file"]
        return documents.replace_template(
            actor=staff, document=document, town_id=place.town_id, content=brought.read(),
            name=brought.name or "template.docx", remark=form.cleaned_data["remark"],
        )  # fmt: skip

    if sent and attempt(form, write) is not None:
        messages.success(request, _("模板已检查并启用,下一份文书就按它生成。"))
        return redirect(_address(document, place))
    used = documents.template_for(document, place.town_id).record
    context: dict[str, Any] = {
        "document": document, "place": place, "form": form, "used": used,
        "versions": list(documents.versions(staff, document, place.town_id)),
        "plain": [one for one in document.fields if not one.rows],
        "lists": [one for one in document.fields if one.rows],
    }  # fmt: skip
    return answer(request, "web/setup/paper.html", context)


def _address(document: Document, place: Place) -> str:
    return reverse("web:setup_paper", args=[document.key]) + place.query


@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The template in use at the place, to be changed in Word; `?standard` the one that comes with the product."""
    staff = _staff(request)
    place, document = _place(request, staff), documents.document(key)
    if "standard" in request.GET:
        content = documents.standard_template(document)
    else:
        content = documents.template_for(document, place.town_id).content
    return file_answer(content, f"{document.title}-{_('模板')}.docx", WORD)


@require_GET
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The paper filled with the names of its fields: the Word file in use, or `?pdf` the standard PDF."""
    staff = _staff(request)
    place, document = _place(request, staff), documents.document(key)
    shown = documents.sample(document)
    if "pdf" in request.GET:
        return file_answer(documents.render_pdf(document, shown), f"{document.title}.pdf", PDF, inline=True)
    content = documents.render_word(document, shown, documents.template_for(document, place.town_id).content)
    return file_answer(content, f"{document.title}-{_('预览')}.docx", WORD)


@require_GET
def version(request: HttpRequest, template_id: UUID) -> HttpResponseBase:
    """One version as it was brought."""
    staff = _staff(request)
    found = documents.version_by_id(staff, template_id)
    content = documents.content_of(found)
    return file_answer(content, found.file.name, WORD)


@require_POST
def reinstate(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Use an earlier version again."""
    staff = _staff(request)
    found = documents.version_by_id(staff, template_id)
    try:
        documents.reinstate_template(actor=staff, template_id=template_id)
    except Invalid as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已恢复使用第 %(number)d 版。") % {"number": found.number})
    query = f"?town={found.town_id}" if found.town_id else ""
    return redirect(reverse("web:setup_paper", args=[found.key]) + query)


@require_POST
def standard(request: HttpRequest, key: str) -> HttpResponse:
    """Give the own template up."""
    staff = _staff(request)
    place, document = _place(request, staff), documents.document(key)
    try:
        documents.return_to_standard(actor=staff, document=document, town_id=place.town_id)
    except Invalid as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已不再使用自己的模板,原来的版本仍然保留。"))
    return redirect(_address(document, place))
