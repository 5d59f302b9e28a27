"""Remarks, answers to the reporter, mentions, watchers and the tasks of offices."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases import selectors, services
from bihuan.cases.models import Case, CaseTask, State
from bihuan.cases.policies import CASES, COMMENT, READ
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.search.index import matching
from bihuan.web.cases.acting import changed
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import is_htmx, viewer_of, with_one_tree

MENTIONED = 8
LOOKED_AT = 60


class RemarkForm(DeskForm):
    text = forms.CharField(
        label=t("写一条说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    public = forms.BooleanField(label=t("同时答复群众(公开查询页可见)"), required=False)


class TaskDoneForm(DeskForm):
    result = forms.CharField(
        label=t("完成情况"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TaskCancelForm(DeskForm):
    reason = forms.CharField(label=t("取消理由"), max_length=300, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_POST
@with_one_tree
def comment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A remark; public ones answer the reporter, of a joint case each reporter."""
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    CASES.check(viewer, COMMENT, case)
    form = RemarkForm(request.POST)
    done = attempt(form, lambda: _say(viewer, case, form.cleaned_data))
    if done is None:
        return answer(
            request,
            "web/cases/_write.html" if is_htmx(request) else "web/cases/write.html",
            _writing(case, form, viewer),
        )
    messages.success(request, _("已答复群众。") if form.cleaned_data["public"] else _("已发表。"))
    return changed(request, viewer, case.pk, draft=remark_draft(viewer, case), wrote=True)


def _say(viewer: Staff, case: Case, given: dict[str, Any]) -> object:
    if given["public"] and case.parts.filter(state=State.MERGED).exists():
        return services.answer_reporters(viewer, case_id=case.pk, text=given["text"])
    return services.comment_case(viewer, case_id=case.pk, text=given["text"], public=given["public"])


def remark_draft(viewer: Staff, case: Case) -> str:
    return f"remark:{viewer.pk}:{case.pk}"


def _writing(case: Case, form: RemarkForm, viewer: Staff) -> dict[str, Any]:
    from bihuan.web.cases.shown import case_page

    return {"form": form, "case": case, "page": case_page(viewer, case.pk)}


@require_GET
def mentions(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """Names that begin as typed after an @, of people who may see the case."""
    viewer = viewer_of(request)
    case = selectors.case_by_id(viewer, case_id)
    text = request.GET.get("q", "").strip()[:20]
    if not text:
        return JsonResponse({"names": []})
    ids = list(matching("staff", text).values_list("object_id", flat=True)[:LOOKED_AT])
    people = Staff.objects.filter(pk__in=ids, is_active=True).order_by("name")
    found = [one.name for one in people if CASES.allows(one, READ, case)]
    return JsonResponse({"names": list(dict.fromkeys(found))[:MENTIONED]})


@require_POST
@with_one_tree
def watch(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hear of it, or no longer."""
    viewer = viewer_of(request)
    selectors.case_by_id(viewer, case_id)
    if request.POST.get("watch") == "no":
        services.unwatch_case(viewer, case_id=case_id)
    else:
        services.watch_case(viewer, case_id=case_id)
    return changed(request, viewer, case_id)


def _task(viewer: Staff, case_id: UUID, task_id: UUID) -> tuple[Case, CaseTask]:
    case = selectors.case_by_id(viewer, case_id)
    task = next((one for one in case.tasks.all() if one.pk == task_id), None)
    if task is None:
        raise NotFound(_("没有找到这项任务。"))
    return case, task


@require_http_methods(["GET", "POST"])
@with_one_tree
def task_done(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Report an office's task as done."""
    viewer = viewer_of(request)
    case, task = _task(viewer, case_id, task_id)
    form = TaskDoneForm(request.POST if request.method == "POST" else None, initial={"seen": task.version})
    if request.method == "POST":
        done = attempt(form, lambda: services.finish_task(viewer, task_id=task.pk, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("任务已完成。"))
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("完成任务:%(task)s") % {"task": task.title}, submit=_("完成"))


@require_http_methods(["GET", "POST"])
@with_one_tree
def task_cancel(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Take an office's task back."""
    viewer = viewer_of(request)
    case, task = _task(viewer, case_id, task_id)
    form = TaskCancelForm(request.POST if request.method == "POST" else None, initial={"seen": task.version})
    if request.method == "POST":
        done = attempt(form, lambda: services.cancel_task(viewer, task_id=task.pk, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("任务已取消。"))
            return changed(request, viewer, case.pk)
    return dialog(
        request, case, form, title=_("取消任务:%(task)s") % {"task": task.title}, submit=_("取消任务"), danger=True
    )


def dialog(
    request: HttpRequest, case: Case, form: DeskForm, *, title: str, submit: str, danger: bool = False, **more: Any
) -> HttpResponse:
    """A small form on the case page, or a page of its own where scripts are off."""
    context = {
        "form": form, "case": case, "title": title, "submit": submit, "danger": danger,
        "action": request.get_full_path(), **more,
    }  # fmt: skip
    return answer(request, "web/cases/_dialog.html" if is_htmx(request) else "web/cases/act.html", context)
