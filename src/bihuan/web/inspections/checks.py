"""Today's checks, entering one in a minute, and the page of a check with what follows from it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.addresses import url_of
from bihuan.inspections.models import PointCheck, PointTask
from bihuan.inspections.points import policies, recording, selectors
from bihuan.inspections.points.checklists import PRODUCTION, checklist
from bihuan.inspections.points.registers import CHECKS, NOTICE
from bihuan.inspections.points.tasks_of_day import ask_for_check, cancel_task, closing_time
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.selectors import place_points
from bihuan.platform.actors import Actor
from bihuan.platform.policies import Scope as S
from bihuan.platform.policies import grants_of, holds, require
from bihuan.web.files import FilesField
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Sentences, Words
from bihuan.web.records import Action, Panel, RecordPages

Result, State = PointCheck.Result, PointTask.State


@require_GET
@with_one_tree
def today(request: HttpRequest) -> HttpResponse:
    """What is owed today: one's own first, or everything one may see."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_CHECKS)
    own = request.GET.get("who", "own" if _walks_oneself(viewer) else "all") == "own"
    owed = selectors.owed_on(viewer, clock.today(), own=own)
    left = [one for one in owed if one.task.state in (State.OPEN, State.MISSED)]
    context = {
        "own": own,
        "left": left,
        "done": [one for one in owed if one not in left],
        "missed": sum(one.task.state == State.MISSED for one in left),
        "until": f"{closing_time():%H:%M}",
        "warnings": [
            one for post in viewer.posts_held()[:1] for one in selectors.warnings_in_force(post.area_path, below=True)
        ],
        "may_cover": holds(viewer, policies.READ_PATROLS),
        "may_ask": bool(grants_of(viewer, policies.SET_RULES)),
    }
    return render(request, "web/inspections/today.html", context)


def _walks_oneself(viewer: Actor) -> bool:
    """Whether the viewer is one who goes out: through a post that reaches no more than what is one's own and one's area."""
    return any(S.OWN in scopes for _post, scopes in grants_of(viewer, policies.CHECK))


class CheckForm(DeskForm):
    """The checklist of a kind of point: a result and a word an item, photos, a position."""

    remark = Sentences(t("情况说明"), 1000, rows=2, required=False)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    report = forms.BooleanField(label=t("有问题的登记为隐患,交办整改"), required=False, initial=True)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in checklist(kind)]
        for one in checklist(kind):
            self.fields[f"item_{one.code}"] = forms.ChoiceField(
                label=one.title,
                choices=Result.choices,
                initial=Result.OK,
                widget=forms.RadioSelect({"class": "btn-check"}),
            )
            self.fields[f"remark_{one.code}"] = Words(one.title, 120, required=False)
        self.fields["photos"] = FilesField(label=t("照片"), required=False)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Each item with its word, for the template."""
        return [(self[f"item_{code}"], self[f"remark_{code}"]) for code in self.codes]

    def seen(self) -> dict[str, recording.Seen]:
        values = self.cleaned_data
        return {code: recording.Seen(values[f"item_{code}"], values[f"remark_{code}"]) for code in self.codes}


@require_http_methods(["GET", "POST"])
@with_one_tree
def check(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Enter a check."""
    viewer = viewer_of(request)
    point = selectors.point_to_check(viewer, point_id)
    sent = request.method == "POST"
    form = CheckForm(request.POST if sent else None, request.FILES if sent else None, kind=point.kind)
    done = attempt(form, lambda: _record(viewer, point, form))
    if done is not None:
        messages.success(request, _said(done))
        return redirect("web:points_today") if done.case_id is None else redirect(CHECKS.url(done.pk))
    context = {
        "form": form,
        "point": point,
        "production": point.kind in PRODUCTION,
        "owed": PointTask.objects.filter(point=point, day=clock.today(), state__in=[State.OPEN, State.MISSED]),
    }
    return answer(request, "web/inspections/check.html", context)


def _record(viewer: Actor, point: PlacePoint, form: CheckForm) -> PointCheck:
    values = form.cleaned_data
    return recording.record_check(
        actor=viewer,
        point_id=point.pk,
        seen=form.seen(),
        remark=values["remark"],
        lat=values["lat"],
        lon=values["lon"],
        photos=[recording.Photo(one.file, one.name or _("照片")) for one in values["photos"]],
        report=values["report"],
    )


def _said(check: PointCheck) -> str:
    if check.case is not None:
        return _("已登记,问题转为隐患 %(number)s。") % {"number": check.case.number}
    if check.known is not None:
        return _("已登记;同一问题已在办理:%(number)s。") % {"number": check.known.number}
    return _("已登记。")


# --- the page of a check ---------------------------------------------------------------------------------------------


def _panels(viewer: Actor, row: PointCheck) -> Sequence[Panel]:
    notices = NOTICE.rows(viewer).filter(check_made=row).order_by("served_on")
    case = row.case or row.known
    follow = {
        "case": case,
        "case_url": url_of(case) if case is not None else "",
        "notices": list(notices),
        "check": row,
    }
    return [
        Panel(_("检查项目"), "web/inspections/_items.html", {"items": row.items, "results": dict(Result.choices)}),
        Panel(_("后续处理"), "web/inspections/_follow.html", follow, aside=True),
    ]


def _actions(viewer: Actor, row: PointCheck) -> Sequence[Action]:
    found: list[Action] = []
    if row.bad and row.case_id is None and row.known_id is None and CHECKS.policy.allows(viewer, policies.CHECK, row):
        found.append(
            Action(_("转为隐患"), reverse("web:point_check_case", args=[row.pk]), "exclamation-triangle", primary=True)
        )
    if row.bad and policies.NOTICES.allows(viewer, policies.SERVE, _blank_notice(row)):
        found.append(
            Action(_("下达整改通知"), reverse("web:notice_serve", args=[row.pk]), "file-earmark-text", dialog=False)
        )
    return found


def _blank_notice(row: PointCheck) -> Any:
    return NOTICE.model(check_made=row, area_id=row.area_id, area_path=row.area_path, town_id=row.town_id)


CHECK_PAGES = RecordPages(
    CHECKS,
    name="point_check_row",
    layout=[(t("检查"), ["point", "checked_at", "by", "findings", "distance", "remark"])],
    told={"point": lambda row: row.point.name},
    panels=_panels,
    actions=_actions,
)
# A check is entered with its checklist and not corrected afterwards, so it has no form for either.
CHECK_URLS = [
    path("point-checks/<uuid:pk>/", CHECK_PAGES.page, name="point_check_row_page"),
    path("point-checks/<uuid:pk>/void/", CHECK_PAGES.void, name="point_check_row_void"),
]


@require_http_methods(["GET", "POST"])
def become_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found becomes a hazard after all."""
    viewer = viewer_of(request)
    row = CHECKS.by_id(viewer, pk)
    CHECKS.policy.check(viewer, policies.CHECK, row)
    form = SeenForm(request.POST or None, initial={"seen": row.version})
    return act(
        request,
        form,
        lambda: recording.open_case(actor=viewer, pk=pk, **form.cleaned_data),
        record=row,
        title=_("把检查发现的问题转为隐患"),
        submit=_("转为隐患"),
        done=_("已转为隐患。"),
        back=CHECKS.url(pk),
    )


class AskForm(DeskForm):
    why = Words(t("安排理由"), 120, help_text=t("责任人会看到,例如:群众反映护栏倒了。"))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Have a point looked at today."""
    viewer = viewer_of(request)
    require(viewer, policies.SET_RULES)
    point = place_points(viewer).filter(pk=point_id).first()
    if point is None:
        raise NotFound(_("没有找到这个部位,或者不在您的管辖范围内。"))
    form = AskForm(request.POST or None)
    return act(
        request,
        form,
        lambda: ask_for_check(actor=viewer, point_id=point.pk, **form.cleaned_data),
        title=_("安排今天检查:%(point)s") % {"point": point.name},
        submit=_("安排"),
        done=_("已安排,责任人会收到提醒。"),
        back=reverse("web:points_today"),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a task of today back."""
    viewer = viewer_of(request)
    require(viewer, policies.SET_RULES)
    task = selectors.tasks(viewer).filter(pk=pk).first()
    if task is None:
        raise NotFound(_("没有找到这项巡查任务。"))
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: cancel_task(actor=viewer, pk=pk, reason=form.cleaned_data["reason"]),
        title=_("取消任务:%(task)s") % {"task": task.point.name},
        submit=_("取消任务"),
        done=_("任务已取消。"),
        back=reverse("web:points_today"),
    )
