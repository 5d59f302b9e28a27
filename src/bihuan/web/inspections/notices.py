"""Notices to put things right: served from a check, printed, inspected again, refused, handed on."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.addresses import url_of
from bihuan.inspections.models import Notice
from bihuan.inspections.points import notices, papers, policies
from bihuan.inspections.points.registers import CHECKS, NOTICE
from bihuan.kernel import clock
from bihuan.orgs.models import Office
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require
from bihuan.web.download import PDF, WORD, file_answer
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, SeenForm, Sentences, Words
from bihuan.web.orgs.pick import picked
from bihuan.web.records import Action, Panel, RecordPages

N = Notice.State
USUAL_DAYS = 7
BASIS = "《中华人民共和国安全生产法》第六十五条"


def _url(part: str, notice: Notice) -> str:
    return reverse(f"web:notice_{part}", args=[notice.pk])


def _actions(viewer: Actor, notice: Notice) -> Sequence[Action]:
    found: list[Action] = []
    if policies.NOTICES.allows(viewer, policies.HAND_OVER, notice) and notice.state == N.REFUSED:
        found.append(Action(_("移交主管部门"), _url("hand_over", notice), "send", primary=True, dialog=False))
    if not policies.NOTICES.allows(viewer, policies.SERVE, notice):
        return found
    if notice.state in (N.SERVED, N.REFUSED):
        found.append(Action(_("复查合格"), _url("pass", notice), "check2-circle", primary=notice.state == N.SERVED))
    if notice.state == N.SERVED:
        found.append(Action(_("拒不整改"), _url("refuse", notice), "x-octagon"))
    found.append(Action(_("打印 PDF"), _url("pdf", notice), "printer", dialog=False))
    found.append(Action(_("Word"), _url("word", notice), "file-earmark-word", dialog=False))
    return found


def _panels(viewer: Actor, notice: Notice) -> Sequence[Panel]:
    check = notice.check_made
    case = check.case or check.known
    context = {
        "notice": notice,
        "check_url": CHECKS.url(check.pk),
        "case": case,
        "case_url": url_of(case) if case else "",
    }
    return [Panel(_("整改和复查"), "web/inspections/_notice.html", context, aside=True)]


NOTICE_PAGES = RecordPages(
    NOTICE,
    name="notice",
    layout=[(t("通知书"), ["check_made", "served_on", "due_on", "demand", "basis", "receiver"])],
    corrected=["due_on", "demand", "basis", "receiver"],
    told={"check_made": lambda notice: f"{notice.check_made.point.name} {notice.check_made.day:%Y-%m-%d}"},
    panels=_panels,
    actions=_actions,
)
# A notice is served from a check and gets its number there; there is no blank form for one.
NOTICE_URLS = [
    path("rectification-notices/<uuid:pk>/", NOTICE_PAGES.page, name="notice_page"),
    path("rectification-notices/<uuid:pk>/edit/", NOTICE_PAGES.edit, name="notice_edit"),
    path("rectification-notices/<uuid:pk>/void/", NOTICE_PAGES.void, name="notice_void"),
    path("rectification-notices/<uuid:pk>/reveal/", NOTICE_PAGES.reveal, name="notice_reveal"),
]


class ServeForm(DeskForm):
    demand = Sentences(t("整改要求"), 3000, rows=4)
    due_on = DayField(label=t("整改期限"))
    basis = Words(t("依据"), 200, required=False)
    receiver = Words(t("签收人"), 40, required=False)


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Serve a notice for what a check found."""
    viewer = viewer_of(request)
    check = CHECKS.by_id(viewer, check_id)
    require(viewer, policies.SERVE)
    wanted = ";".join(one["remark"] or one["title"] for one in check.bad)
    first = {
        "demand": _("对下列问题立即整改:%(problems)s。") % {"problems": wanted},
        "due_on": clock.today() + timedelta(days=USUAL_DAYS),
        "basis": BASIS,
    }
    form = ServeForm(request.POST or None, initial=first)
    return act(
        request,
        form,
        lambda: notices.serve_notice(actor=viewer, check_id=check.pk, **form.cleaned_data),
        title=_("下达整改通知:%(point)s") % {"point": check.point.name},
        submit=_("下达"),
        done=_("整改通知已下达,可以打印送达。"),
        back=CHECKS.url(check.pk),
        onward=lambda notice: NOTICE.url(notice.pk),
    )


class WordForm(SeenForm):
    said = Sentences(t("情况"), 300)


def _said_of(
    request: HttpRequest,
    pk: UUID,
    *,
    title: str,
    submit: str,
    done: str,
    write: Callable[[Actor, dict[str, Any]], Notice],
) -> HttpResponse:
    """One sentence about a notice, and it moves on."""
    viewer = viewer_of(request)
    notice = NOTICE.by_id(viewer, pk)
    NOTICE.policy.check(viewer, policies.SERVE, notice)
    form = WordForm(request.POST or None, initial={"seen": notice.version})
    return act(
        request,
        form,
        lambda: write(viewer, form.cleaned_data),
        record=notice,
        title=f"{title}:{notice.number}",
        submit=submit,
        done=done,
        back=NOTICE.url(pk),
    )


@require_http_methods(["GET", "POST"])
def passed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Inspected again and in order."""
    return _said_of(
        request, pk, title=_("复查合格"), submit=_("复查合格"), done=_("已记为复查合格。"),
        write=lambda viewer, given: notices.pass_notice(actor=viewer, pk=pk, result=given["said"], seen=given["seen"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refused(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They will not put it right."""
    return _said_of(
        request, pk, title=_("拒不整改"), submit=_("登记"), done=_("已登记,值班员会收到移交提醒。"),
        write=lambda viewer, given: notices.refuse_notice(actor=viewer, pk=pk, reason=given["said"], seen=given["seen"]),
    )  # fmt: skip


class HandOverForm(SeenForm):
    office = picked("office", t("主管部门"))
    opinion = Words(t("移交意见"), 120, initial=t("拒不整改,请依法查处。"))


@require_http_methods(["GET", "POST"])
@with_one_tree
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the competent department, with its hazard."""
    viewer = viewer_of(request)
    notice = NOTICE.by_id(viewer, pk)
    NOTICE.policy.check(viewer, policies.HAND_OVER, notice)
    form = HandOverForm(request.POST or None, initial={"seen": notice.version})

    def write() -> Notice:
        given = form.cleaned_data
        office = Office.objects.filter(pk=given["office"]).first()
        return notices.hand_over(actor=viewer, pk=pk, office=office, opinion=given["opinion"], seen=given["seen"])

    return act(
        request,
        form,
        write,
        record=notice,
        title=_("移交主管部门:%(notice)s") % {"notice": notice.number},
        submit=_("移交"),
        done=_("已移交,隐患同时交给该部门办理。"),
        back=NOTICE.url(pk),
    )


@require_GET
def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper to print."""
    viewer = viewer_of(request)
    notice = NOTICE.by_id(viewer, pk)
    return file_answer(papers.notice_pdf(viewer, notice), f"{notice.number}.pdf", PDF, inline=True)


@require_GET
def word(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper to change a sentence in."""
    viewer = viewer_of(request)
    notice = NOTICE.by_id(viewer, pk)
    return file_answer(papers.notice_word(viewer, notice), f"{notice.number}.docx", WORD)
