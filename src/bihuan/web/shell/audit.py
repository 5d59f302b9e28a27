"""The audit view: who did what to which record, when, and what changed; read-only for everybody."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.audit_check import ask_for_check
from bihuan.platform.change import guarded
from bihuan.platform.models import AuditEntry, AuditHead
from bihuan.platform.policies import require, visible
from bihuan.platform.rights import READ_AUDIT
from bihuan.web.forms import DeskForm
from bihuan.web.shell.audit_words import title_of_type, title_of_verb

PAGE_SIZE, DEEPEST = 50, 200
USUAL_DAYS = 30


class AuditFilter(DeskForm):
    """What to look for; empty fields do not restrict."""

    first = forms.DateField(label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    who = forms.CharField(label=gettext_lazy("操作人"), max_length=40, required=False)
    what = forms.CharField(label=gettext_lazy("对象编号或名称"), max_length=120, required=False)
    object_type = forms.ChoiceField(label=gettext_lazy("对象类型"), required=False)
    verb = forms.CharField(label=gettext_lazy("操作"), max_length=40, required=False)
    object_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = sorted((model._meta.label_lower for model in guarded()), key=title_of_type)
        choices = [("", _("全部类型")), *((name, title_of_type(name)) for name in types)]
        field = self.fields["object_type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    entry: AuditEntry
    verb: str
    kind: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed field of an entry."""

    title: str
    before: object
    after: object


def _viewer(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, READ_AUDIT)
    return request.user


def _wanted(viewer: Staff, values: dict[str, Any]) -> QuerySet[AuditEntry]:
    """The matching entries, newest first; always within a period, so that the index by time serves it."""
    entries = visible(AuditEntry, viewer, READ_AUDIT)
    if values.get("object_id"):
        return _of_object(entries, values)
    first: date = values.get("first") or clock.today() - timedelta(days=USUAL_DAYS)
    last: date = values.get("last") or clock.today()
    entries = entries.filter(at__gte=clock.instant(first), at__lt=clock.instant(last + timedelta(days=1)))
    if who := values.get("who"):
        entries = entries.filter(actor_name__contains=who)
    if what := values.get("what"):
        entries = entries.filter(object_label__contains=what)
    if kind := values.get("object_type"):
        entries = entries.filter(object_type=kind)
    if verb := values.get("verb"):
        entries = entries.filter(verb=verb)
    return entries.order_by("-at", "-id")


def _of_object(entries: QuerySet[AuditEntry], values: dict[str, Any]) -> QuerySet[AuditEntry]:
    return entries.filter(object_id=values["object_id"], object_type=values.get("object_type", "")).order_by("-id")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The filtered trail, 50 entries a page, and where the chain stands. A fixed number of queries."""
    viewer = _viewer(request)
    form = AuditFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    number = min(_number(request.GET.get("page", "")), DEEPEST)
    start = (number - 1) * PAGE_SIZE
    found = list(_wanted(viewer, values)[start : start + PAGE_SIZE + 1])
    lines = [
        Line(entry, title_of_verb(entry.object_type, entry.verb), title_of_type(entry.object_type))
        for entry in found[:PAGE_SIZE]
    ]
    context = {
        "form": form,
        "lines": lines,
        "page_number": number,
        "has_next": len(found) > PAGE_SIZE and number < DEEPEST,
        "usual_days": USUAL_DAYS,
        "head": AuditHead.objects.filter(pk=1).first(),
        "unsealed": AuditEntry.objects.filter(sequence=None).count(),
    }
    return render(request, "web/shell/audit.html", context, status=200 if form.is_valid() else 422)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) > 0 else 1


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry with every changed field, before and after."""
    found = visible(AuditEntry, _viewer(request), READ_AUDIT).filter(pk=entry_id).first()
    if found is None:
        raise NotFound(_("没有找到这条审计记录。"))
    context = {
        "entry": found,
        "verb": title_of_verb(found.object_type, found.verb),
        "kind": title_of_type(found.object_type),
        "changes": [ChangeLine(_field_title(found.object_type, name), *pair) for name, pair in found.changes.items()],
    }
    return render(request, "web/shell/audit_entry.html", context)


def _field_title(object_type: str, name: str) -> str:
    try:
        model = apps.get_model(object_type)
        field = next(
            (one for one in model._meta.concrete_fields if one.attname == name), None
        ) or model._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return name
    return str(getattr(field, "verbose_name", name))


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a walk over the whole trail; its answer waits in the inbox."""
    ask_for_check(actor=_viewer(request))
    messages.success(request, _("已开始校验,完成后可在“消息”的后台任务中查看结果。"))
    return redirect("web:audit")
