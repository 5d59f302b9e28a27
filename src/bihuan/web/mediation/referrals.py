"""Referrals: the register's pages, a panel of each dispute, the letter that goes out."""

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
from bihuan.kernel.errors import NotFound
from bihuan.mediation.models import Dispute, Referral, Result
from bihuan.mediation.policies import EDIT
from bihuan.mediation.referrals import policies, services
from bihuan.mediation.referrals.letters import letter_of
from bihuan.mediation.referrals.registers import REFERRALS, STILL_OPEN, WAYS, D, State
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.web.mediation import panels
from bihuan.web.mediation.reaching import dispute_to_write, may_write
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm, Sentences, Words
from bihuan.web.records import Action, Panel, RecordPages

BACK = {
    Result.SETTLED: Referral.Result.SETTLED,
    Result.FAILED: Referral.Result.FAILED,
    Result.WITHDRAWN: Referral.Result.WITHDRAWN,
}


def _url(part: str, referral: Referral) -> str:
    return reverse(f"web:referral_{part}", args=[referral.pk])


def _actions(viewer: Actor, referral: Referral) -> list[Action]:
    keeps = policies.REFERRALS.allows(viewer, policies.KEEP_REFERRALS, referral)
    open_still = referral.state in STILL_OPEN
    found = []
    if keeps and referral.state == State.OPEN and referral.direction == D.IN and holds(viewer, EDIT):
        found.append(Action(_("受理并登记纠纷"), _url("open", referral), "box-arrow-in-right", primary=True))
    if keeps and open_still:
        primary = referral.state == State.UNDER_WAY
        found.append(Action(_("登记反馈"), _url("return", referral), "reply", primary=primary))
    if keeps and referral.state == State.OPEN and referral.direction == D.OUT:
        found.append(Action(_("对方已接收"), _url("received", referral), "check2"))
    if referral.direction == D.OUT and policies.REFERRALS.allows(viewer, policies.REVEAL_REFERRALS, referral):
        found.append(Action(_("打印函件"), _url("letter", referral), "printer", dialog=False))
    if keeps and open_still:
        found.append(Action(_("撤回"), _url("withdraw", referral)))
    return found


def _panels(viewer: Actor, referral: Referral) -> list[Panel]:
    due = referral.due_on
    tone = ""
    if due is not None and referral.state in STILL_OPEN:
        left = (due - clock.today()).days
        tone = "late" if left < 0 else "soon" if left <= 3 else "calm"
    return [Panel(_("办理和反馈"), "web/mediation/_referral_state.html", {"tone": tone})]


REFERRAL_PAGES = RecordPages(
    REFERRALS,
    name="referral",
    layout=[
        (
            t("移送衔接"),
            ["direction", "body_kind", "body", "way", "number", "day", "due_on", "contact", "letter_number"],
        ),
        (t("纠纷"), ["kind", "applicant", "applicant_phone", "respondent", "summary"]),
    ],
    panels=_panels,
    actions=_actions,
)


def _shown(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    return {
        "referrals": list(REFERRALS.rows(viewer).filter(dispute=dispute).order_by("-day", "-id")),
        "may_send": may_write(viewer, dispute) and holds(viewer, policies.KEEP_REFERRALS),
    }


panels.add(
    "referrals", t("移送衔接"), order=70, template="web/mediation/_referrals_panel.html", context=_shown,
    shown=lambda viewer, _dispute: holds(viewer, policies.READ_REFERRALS),
)  # fmt: skip


class OutForm(SeenForm):
    body_kind = forms.ChoiceField(
        label=t("机关类型"), choices=[("", t("请选择")), *Referral.Body.choices],
        error_messages={"required": t("请选择机关类型。")},
    )  # fmt: skip
    body = Words(t("机关名称"), 80, required=False, help_text=t("例如:澜州县人民法院、澜州县劳动人事争议仲裁委员会。"))
    way = forms.ChoiceField(label=t("方式"), choices=[(way.value, way.label) for way in WAYS[D.OUT]])
    letter = Sentences(
        t("转介事由"), 3000, rows=5, required=False, help_text=t("调解经过、为什么转出、希望对方做什么;会写进函件。")
    )
    due_on = DayField(label=t("反馈期限"), required=False, help_text=t("不填为 30 日内。"))
    contact = Words(t("对方联系人及办公电话"), 80, required=False)
    letter_number = Words(t("函件编号"), 40, required=False)
    conclude = forms.BooleanField(
        label=t("调解到此终结,结果记为“引导其他途径”"), required=False, initial=True,
        help_text=t("法律援助等与调解同时进行的,请去掉勾选。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand the dispute out to another body."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    form = OutForm(request.POST or None)
    if dispute.result != Result.PENDING:
        del form.fields["conclude"]

    def write() -> Referral:
        given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        return services.send_out(viewer, dispute_id=dispute.pk, said=services.Outgoing(**{"conclude": False, **given}))

    return act(
        request, form, write, title=_("转出到其他机关"), submit=_("转出"), done=_("已登记转出,可以打印函件。"),
        back=panels.address(case.pk, "referrals"), onward=lambda referral: REFERRALS.url(referral.pk),
    )  # fmt: skip


class ReturnForm(SeenForm):
    result = forms.ChoiceField(
        label=t("反馈结果"), choices=[("", t("请选择")), *Referral.Result.choices],
        error_messages={"required": t("请选择反馈结果。")},
    )  # fmt: skip
    text = Sentences(t("反馈情况"), 500, required=False)
    on = DayField(label=t("反馈日期"), required=False, help_text=t("不填即今天。"))


class ReceivedForm(SeenForm):
    number = Words(t("对方案号"), 60, required=False)


class SureForm(SeenForm):
    """Nothing to fill."""


def _reached(request: HttpRequest, pk: UUID, right: str = policies.KEEP_REFERRALS) -> tuple[Staff, Referral]:
    viewer = viewer_of(request)
    referral = REFERRALS.by_id(viewer, pk)
    policies.REFERRALS.check(viewer, right, referral)
    return viewer, referral


@require_http_methods(["GET", "POST"])
def open_dispute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it on as a dispute."""
    viewer, referral = _reached(request, pk)
    form = SureForm(request.POST or None, initial={"seen": referral.version})
    return act(
        request, form, lambda: services.open_dispute(viewer, pk=pk), title=_("受理并登记纠纷"), submit=_("受理"),
        done=_("已登记为纠纷,接下来指派调解员。"), back=REFERRALS.url(pk),
        onward=lambda dispute: panels.address(dispute.case_id, "assign"),
        note=_("当事人、类型和简况会带过去,不用再录一遍。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The other side has it."""
    viewer, referral = _reached(request, pk)
    form = ReceivedForm(request.POST or None, initial={"seen": referral.version, "number": referral.number})
    return act(
        request, form, lambda: services.mark_received(viewer, pk=pk, **form.cleaned_data), record=referral,
        title=_("对方已接收"), submit=_("保存"), done=_("已登记。"), back=REFERRALS.url(pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def returned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result."""
    viewer, referral = _reached(request, pk)
    known = BACK.get(Result(referral.dispute.result)) if referral.dispute and referral.direction == D.IN else None
    form = ReturnForm(request.POST or None, initial={"seen": referral.version, "result": known or ""})
    return act(
        request, form, lambda: services.return_result(viewer, pk=pk, **form.cleaned_data), record=referral,
        title=_("登记反馈"), submit=_("保存"), done=_("已登记反馈。"), back=REFERRALS.url(pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Taken back."""
    viewer, referral = _reached(request, pk)
    form = ReasonForm(request.POST or None, initial={"seen": referral.version})
    return act(
        request, form, lambda: services.withdraw(viewer, pk=pk, **form.cleaned_data), record=referral, danger=True,
        title=_("撤回"), submit=_("撤回"), done=_("已撤回。"), back=REFERRALS.url(pk),
    )  # fmt: skip


@require_GET
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter on paper, names in full; printing is logged."""
    viewer, referral = _reached(request, pk, policies.REVEAL_REFERRALS)
    if referral.direction != D.OUT:
        raise NotFound(_("转进来的没有函件。"))
    services.note_printing(viewer, referral)
    response = render(
        request, "web/mediation/referral_letter.html",
        {"letter": letter_of(referral), "referral": referral, "back": REFERRALS.url(pk)},
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response
