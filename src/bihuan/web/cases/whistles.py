"""Whistles on the desk: blowing one, its page, reporting, answering, rating."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import Case, TimeLimit, Whistle
from bihuan.cases.policies import BLOW
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services import whistles as do
from bihuan.cases.whistles import offers
from bihuan.orgs.models import Area, Office, Staff
from bihuan.orgs.selectors import offices_of
from bihuan.platform.policies import require
from bihuan.web.cases.fields import OfficesField
from bihuan.web.cases.forms import area_choices
from bihuan.web.cases.register import workplace
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.history import history
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Sentences

BOTH = ["GET", "POST"]


class BlowForm(DeskForm):
    """Whom a town calls, to what, where and how soon."""

    title = forms.CharField(label=t("事由"), max_length=120, required=False)
    need = forms.ChoiceField(
        label=t("要求"), choices=Whistle.Need.choices, widget=forms.RadioSelect, initial=Whistle.Need.PRESENCE
    )
    offices = OfficesField(
        label=t("被吹哨单位"), required=False, help_text=t("按住 Ctrl 可选多个;每个单位各有一张哨单。")
    )
    place = forms.CharField(label=t("集合地点"), max_length=200, required=False)
    area = forms.ChoiceField(label=t("所在区域"))
    hours = forms.DecimalField(
        label=t("报到时限(小时)"), required=False, min_value=Decimal("0.5"), max_value=do.MOST_HOURS, decimal_places=1,
        help_text=t("不填时:到场 2 小时,答复 8 小时。"),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=t("怎样计时"),
        choices=[
            (TimeLimit.Unit.WORKING_HOURS, t("按办公时间")),
            (TimeLimit.Unit.WALL_CLOCK_HOURS, t("不分昼夜(突发情况)")),
        ],
        widget=forms.RadioSelect,
        initial=TimeLimit.Unit.WORKING_HOURS,
    )
    text = forms.CharField(
        label=t("情况说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    case = forms.CharField(label=t("关联事项编号"), max_length=30, required=False)

    def __init__(self, *args: Any, within: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, offices = self.fields["area"], self.fields["offices"]
        assert isinstance(area, forms.ChoiceField) and isinstance(offices, OfficesField)
        area.choices = area_choices(within.path)
        offices.serve([one for one in offices_of(within) if one.kind != Office.Kind.COMMITTEE])


class ArriveForm(SeenForm):
    lat = forms.FloatField(label=t("纬度"), required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(label=t("经度"), required=False, widget=forms.HiddenInput)


class ResultForm(SeenForm):
    result = Sentences(t("处置情况"), 3000, rows=5, required=False)


class RateForm(SeenForm):
    rating = forms.TypedChoiceField(
        label=t("评分"),
        choices=[
            ("5", t("5 分 很好")),
            ("4", t("4 分 好")),
            ("3", t("3 分 一般")),
            ("2", t("2 分 差")),
            ("1", t("1 分 很差")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=t("评价意见"), max_length=300, required=False, help_text=t("1、2 分的请写明原因。"))


def _within(viewer: Staff, case: Case | None) -> Area:
    return case.town if case is not None else workplace(viewer)


@require_http_methods(BOTH)
@with_one_tree
def new(request: HttpRequest) -> HttpResponse:
    """Call one or several offices; `?case=` fills in what a matter already says."""
    viewer = viewer_of(request)
    require(viewer, BLOW)
    case = do.case_for_whistle(viewer, request.GET.get("case", "")[:30])
    within = _within(viewer, case)
    first: dict[str, Any] = {"area": str(within.pk)}
    if case is not None:
        first = {"area": str(case.area_id), "title": case.title, "place": case.place, "case": case.number}
    form = BlowForm(request.POST or None, within=within, initial=first)
    blown = attempt(form, lambda: _blow(viewer, form.cleaned_data))
    if blown is not None:
        messages.success(request, _("已吹哨 %(count)d 个单位,从现在起计时。") % {"count": len(blown)})
        return redirect("web:whistle_page", blown[0].pk) if len(blown) == 1 else redirect("web:ledger", "whistles")
    return answer(request, "web/cases/whistle_new.html", {"form": form})


def _blow(viewer: Staff, given: dict[str, Any]) -> list[Whistle]:
    case = do.case_for_whistle(viewer, given["case"])
    call = do.Call(
        area=Area.objects.select_related("town").filter(pk=given["area"]).first(), title=given["title"], need=given["need"],
        text=given["text"], place=given["place"], hours=given["hours"], unit=given["unit"], case=case,
    )  # fmt: skip
    return do.blow_whistle(viewer, call=call, offices=given["offices"])


@require_GET
@with_one_tree
def page(request: HttpRequest, whistle_id: UUID) -> HttpResponse:
    """What was called for, who came when, what was done, how it was judged."""
    viewer = viewer_of(request)
    whistle = read.whistle_by_id(viewer, whistle_id)
    context = {
        "whistle": whistle,
        "steps": offers(viewer, whistle),
        "opens": bool(whistle.case and read.visible_case_ids(viewer, [whistle.case])),
        "history": history(whistle),
    }
    return render(request, "web/cases/whistle.html", context)


def _done(whistle: Whistle) -> str:
    return reverse("web:whistle_page", args=[whistle.pk])


@require_http_methods(BOTH)
def arrive(request: HttpRequest, whistle_id: UUID) -> HttpResponse:
    """On the spot; the position is given if the device knows it."""
    viewer = viewer_of(request)
    whistle = read.whistle_by_id(viewer, whistle_id)
    form = ArriveForm(request.POST or None, initial={"seen": whistle.version})
    found = attempt(form, lambda: do.arrive(viewer, whistle_id=whistle.pk, **form.cleaned_data))
    if found is not None:
        messages.success(request, _("已报到,时间已记下。"))
        return redirect(_done(whistle))
    return answer(request, "web/cases/whistle_arrive.html", {"form": form, "whistle": whistle})


@require_http_methods(BOTH)
def result(request: HttpRequest, whistle_id: UUID) -> HttpResponse:
    """What was done, or the answer."""
    viewer = viewer_of(request)
    whistle = read.whistle_by_id(viewer, whistle_id)
    form = ResultForm(request.POST or None, initial={"seen": whistle.version})
    return act(
        request, form, lambda: do.answer_whistle(viewer, whistle_id=whistle.pk, **form.cleaned_data), record=whistle,
        title=_("填写处置情况:%(number)s") % {"number": whistle.number}, submit=_("提交"), done=_("已提交,等待乡镇评价。"),
        back=_done(whistle),
    )  # fmt: skip


@require_http_methods(BOTH)
def rate(request: HttpRequest, whistle_id: UUID) -> HttpResponse:
    """The town's judgement."""
    viewer = viewer_of(request)
    whistle = read.whistle_by_id(viewer, whistle_id)
    form = RateForm(request.POST or None, initial={"seen": whistle.version})
    return act(
        request, form, lambda: do.rate_whistle(viewer, whistle_id=whistle.pk, **form.cleaned_data), record=whistle,
        title=_("评价:%(number)s") % {"number": whistle.number}, submit=_("评价"), done=_("已评价。"), back=_done(whistle),
    )  # fmt: skip


@require_http_methods(BOTH)
def call_off(request: HttpRequest, whistle_id: UUID) -> HttpResponse:
    """The office need not come."""
    viewer = viewer_of(request)
    whistle = read.whistle_by_id(viewer, whistle_id)
    form = ReasonForm(request.POST or None, initial={"seen": whistle.version})
    return act(
        request, form, lambda: do.call_off_whistle(viewer, whistle_id=whistle.pk, **form.cleaned_data), record=whistle,
        danger=True, title=_("取消吹哨:%(number)s") % {"number": whistle.number}, submit=_("取消吹哨"), done=_("已取消。"),
        back=_done(whistle),
    )  # fmt: skip
