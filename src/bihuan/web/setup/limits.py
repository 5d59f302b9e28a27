"""The time limits of a kind of matter: stage by urgency, each with what it rests on."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.limits import Limit, limits_for
from bihuan.cases.models import CaseKind, Stage, TimeLimit, Urgency
from bihuan.cases.models.clocks import PETITION
from bihuan.cases.policies import SET_UP
from bihuan.cases.services.set_up import set_limit
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require
from bihuan.web.forms import DeskForm, answer, attempt

EVERY_KIND = "all"
KINDS: dict[str, str | Promise] = {**dict(CaseKind.choices), PETITION: gettext_lazy("信访事项")}


class LimitForm(DeskForm):
    """A stage's budget."""

    amount = forms.DecimalField(
        label=gettext_lazy("时限"),
        max_digits=6,
        decimal_places=1,
        error_messages={"required": gettext_lazy("请填写时限。"), "invalid": gettext_lazy("请填写数字。")},
    )
    unit = forms.ChoiceField(label=pgettext_lazy("计量", "单位"), choices=TimeLimit.Unit.choices)
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("文件名称和条款,会显示在事项的时限说明里。"),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One limit and where it is changed."""

    url: str
    limit: Limit | None
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stage with its limits, one for each urgency."""

    title: str
    cells: list[Cell]


def _kind(word: str) -> str:
    if word == EVERY_KIND:
        return ""
    if word not in KINDS:
        raise NotFound(_("没有这种事项类型。"))
    return word


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The table of one kind; kinds without limits of their own show those for every kind."""
    assert isinstance(request.user, Staff)
    require(request.user, SET_UP)
    word = request.GET.get("kind", EVERY_KIND)
    kind = _kind(word)
    units = dict(TimeLimit.Unit.choices)
    by_urgency = {urgency: limits_for(kind, urgency, Stage.values) for urgency in Urgency.values}
    rows = []
    for stage in Stage:
        cells = []
        for urgency in Urgency.values:
            limit = by_urgency[urgency].get(stage)
            url = reverse("web:setup_limit", args=[word, urgency, stage])
            cells.append(Cell(url, limit, str(units.get(limit.unit, "")) if limit else ""))
        rows.append(Row(str(stage.label), cells))
    kinds = [
        (EVERY_KIND, _("所有类型"), word == EVERY_KIND),
        *((value, label, word == value) for value, label in KINDS.items()),
    ]
    context = {"rows": rows, "kinds": kinds, "urgencies": [one.label for one in Urgency]}
    return render(request, "web/setup/limits.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, kind: str, urgency: str, stage: str) -> HttpResponse:
    """Change one limit."""
    assert isinstance(request.user, Staff)
    staff = request.user
    require(staff, SET_UP)
    if stage not in Stage.values or urgency not in Urgency.values:
        raise NotFound(_("没有这个环节或紧急程度。"))
    now = limits_for(_kind(kind), urgency, [stage]).get(stage)
    initial = {
        "amount": floatformat(now.amount, "-1") if now else "",
        "unit": now.unit if now else "",
        "basis": now.basis if now else "",
    }
    form = LimitForm(request.POST or None, initial=initial)
    saved = attempt(form, lambda: set_limit(staff, kind=_kind(kind), urgency=urgency, stage=stage, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("时限已保存,对之后开始的环节生效。"))
        return redirect(f"{reverse('web:setup_limits')}?kind={kind}")
    title = f"{KINDS[kind] if kind != EVERY_KIND else _('所有类型')} · {Urgency(urgency).label} · {Stage(stage).label}"
    return answer(
        request,
        "web/setup/form.html",
        {"form": form, "title": title, "back": f"{reverse('web:setup_limits')}?kind={kind}"},
    )
