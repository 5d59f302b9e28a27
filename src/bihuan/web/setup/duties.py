"""What each channel is owed: how it is answered and how soon, for the county and for towns that do otherwise."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import Channel, ChannelDuty, ReplyWay, TimeLimit
from bihuan.cases.policies import SET_UP
from bihuan.cases.replies import ASKED_OF, SHIPPED, Duty
from bihuan.cases.services.replies import set_channel_duty
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.platform.policies import require
from bihuan.web.forms import DeskForm, answer, attempt

COUNTY = "county"


class DutyForm(DeskForm):
    """One channel's rule."""

    active = forms.BooleanField(
        label=gettext_lazy("这个渠道的来件需要单独回复"), required=False,
        help_text=gettext_lazy("不勾选的,办结前的回访就是对群众的答复。"),
    )  # fmt: skip
    way = forms.ChoiceField(label=gettext_lazy("回复方式"), choices=ReplyWay.choices)
    amount = forms.DecimalField(
        label=gettext_lazy("时限"), max_digits=6, decimal_places=1,
        error_messages={"required": gettext_lazy("请填写时限。"), "invalid": gettext_lazy("请填写数字。")},
    )  # fmt: skip
    unit = forms.ChoiceField(label=pgettext_lazy("计量", "单位"), choices=TimeLimit.Unit.choices)
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=120, required=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A channel: the county's rule and the towns that have their own."""

    channel: str
    title: str
    said: str
    basis: str
    url: str
    towns: list[tuple[str, str, str]]


def _said(duty: Duty | ChannelDuty | None) -> str:
    if duty is None or (isinstance(duty, ChannelDuty) and not duty.active):
        return _("不单独回复")
    units, ways = dict(TimeLimit.Unit.choices), dict(ReplyWay.choices)
    return f"{floatformat(duty.amount, '-1')} {units[TimeLimit.Unit(duty.unit)]} · {ways[ReplyWay(duty.way)]}"


def _address(channel: str, town: str = COUNTY) -> str:
    return reverse("web:setup_duty", args=[channel, town])


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every channel; two queries."""
    assert isinstance(request.user, Staff)
    require(request.user, SET_UP)
    own = list(ChannelDuty.objects.select_related("town").order_by("town__path"))
    towns = list(Area.objects.filter(level=Area.Level.TOWN, valid_to=None).order_by("path"))
    rows = []
    for channel in ASKED_OF:
        county = next((one for one in own if one.channel == channel and one.town_id is None), None)
        rule: Duty | ChannelDuty | None = county or SHIPPED.get(channel)
        theirs = [
            (one.town.name, _said(one), _address(channel, str(one.town_id)))
            for one in own
            if one.channel == channel and one.town is not None
        ]
        basis = str(rule.basis) if rule is not None else ""
        rows.append(Row(channel, str(Channel(channel).label), _said(rule), basis, _address(channel), theirs))
    return render(request, "web/setup/duties.html", {"rows": rows, "towns": towns})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, channel: str, town: str) -> HttpResponse:
    """One rule; `town` is "county" or a town's id."""
    assert isinstance(request.user, Staff)
    staff = request.user
    require(staff, SET_UP)
    if channel not in ASKED_OF:
        raise NotFound(_("没有这个渠道。"))
    place = _town(town)
    present = ChannelDuty.objects.filter(channel=channel, town=place).first()
    rule: Duty | ChannelDuty = (
        present or SHIPPED.get(channel) or Duty(ReplyWay.PHONE, Decimal(5), TimeLimit.Unit.WORKING_DAYS, "")
    )
    active = present.active if present is not None else channel in SHIPPED
    first = {
        "active": active, "way": rule.way, "amount": floatformat(rule.amount, "-1"), "unit": rule.unit,
        "basis": present.basis if present is not None else "",
    }  # fmt: skip
    form = DutyForm(request.POST or None, initial=first)
    saved = attempt(form, lambda: set_channel_duty(staff, channel=channel, town=place, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("已保存,对之后的来件生效。"))
        return redirect("web:setup_duties")
    title = f"{Channel(channel).label} · {place.name if place is not None else _('全县')}"
    return answer(request, "web/setup/form.html", {"form": form, "title": title, "back": reverse("web:setup_duties")})


def _town(word: str) -> Area | None:
    if word == COUNTY:
        return None
    try:
        found = Area.objects.filter(pk=UUID(word), level=Area.Level.TOWN).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("没有找到这个乡镇(街道)。"))
    return found
