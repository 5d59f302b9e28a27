"""The consultation groups at a glance; what was done step by step; what whoever raised the matter says."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.platform.policies import holds, require
from bihuan.visits import selectors, services
from bihuan.visits.method import steps_of
from bihuan.visits.models import ConsultationMeeting
from bihuan.visits.policies import KEEP_CONSULTATION, READ_CONSULTATION
from bihuan.visits.registers import GROUPS, MEETINGS
from bihuan.visits.services.consulting import MOST_WORDS
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, SeenForm, Sentences

SHOWN = 60


class ConfirmForm(SeenForm):
    """Whether it is solved, in the words of whoever raised it."""

    satisfied = forms.TypedChoiceField(
        label=t("提出人怎么说"),
        choices=[("yes", t("认可,问题解决了")), ("no", t("不认可,还没有解决"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": t("请从列表中选择一项。")},
    )
    how = forms.ChoiceField(label=t("确认方式"), choices=ConsultationMeeting.How.choices)
    day = DayField(label=t("确认日期"), initial=clock.today)
    remark = Sentences(t("说明"), 200, required=False, help_text=t("不认可时写明还差什么;会重新回到“继续协商”。"))


@require_GET
@with_one_tree
def groups(request: HttpRequest) -> HttpResponse:
    """The groups at work with this year's counts."""
    viewer = viewer_of(request)
    require(viewer, READ_CONSULTATION)
    found = list(selectors.groups_at_work(viewer)[:SHOWN])
    context = {
        "groups": [{"group": one, "url": GROUPS.url(one.pk), "steps": steps_of(one.method)} for one in found],
        "meetings": sum(getattr(one, "meetings_count", 0) for one in found),
        "solved": sum(getattr(one, "solved_count", 0) for one in found),
        "waiting": sum(getattr(one, "waiting_count", 0) for one in found),
        "year": clock.today().year,
        "keeps": holds(viewer, KEEP_CONSULTATION),
        "meetings_url": reverse("web:ledger", args=[MEETINGS.key]),
        "groups_url": reverse("web:ledger", args=[GROUPS.key]),
    }
    return render(request, "web/visits/groups.html", context)


def _steps_form(row: ConsultationMeeting, data: Any) -> SeenForm:
    form = SeenForm(data, initial={"seen": row.version})
    for at, step in enumerate(row.steps):
        form.fields[f"step_{at}"] = Sentences(
            step["name"], MOST_WORDS, required=False, help_text=step["guide"], initial=step["text"]
        )
    return form


@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the steps, a field each."""
    viewer, row = viewer_of(request), MEETINGS.by_id(viewer_of(request), pk)
    MEETINGS.policy.check(viewer, MEETINGS.keep, row)
    form = _steps_form(row, request.POST or None)
    return act(
        request,
        form,
        lambda: services.write_steps(
            actor=viewer,
            pk=pk,
            texts=[form.cleaned_data[f"step_{at}"] for at in range(len(row.steps))],
            seen=form.cleaned_data["seen"],
        ),
        record=row,
        title=_("按步骤记录:%(title)s") % {"title": row.title},
        submit=_("保存"),
        done=_("已保存。"),
        back=MEETINGS.url(pk),
    )


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Solved or not, says whoever raised it."""
    viewer, row = viewer_of(request), MEETINGS.by_id(viewer_of(request), pk)
    MEETINGS.policy.check(viewer, MEETINGS.keep, row)
    form = ConfirmForm(request.POST or None, initial={"seen": row.version})
    return act(
        request,
        form,
        lambda: services.confirm(actor=viewer, pk=pk, **form.cleaned_data),
        record=row,
        title=_("登记提出人确认:%(title)s") % {"title": row.title},
        submit=_("登记"),
        done=_("已登记。"),
        back=MEETINGS.url(pk),
        note=_("要当面、打电话或签字问过提出人本人再登记;没有确认的不计入解决数。"),
    )
