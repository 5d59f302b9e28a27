"""Ticking off what is owed, judicial confirmation, and the calendar of both."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.kernel.money import yuan
from bihuan.mediation import agreement_selectors as selectors
from bihuan.mediation.agreement_cycle import C
from bihuan.mediation.models import BreachStep, FulfilmentItem, JudicialConfirmation, Payment
from bihuan.mediation.policies import DISPUTES, EDIT, READ
from bihuan.mediation.services import confirmation, fulfilment
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require
from bihuan.web.files import keep
from bihuan.web.home import Panel, panel
from bihuan.web.mediation import panels
from bihuan.web.mediation.agreement_forms import DeclineForm, FileForm, PayForm, RulingForm, StepForm
from bihuan.web.mediation.agreements import page_of
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm


def _item(request: HttpRequest, item_id: UUID) -> tuple[Staff, FulfilmentItem]:
    viewer = viewer_of(request)
    item = selectors.item_by_id(viewer, item_id)
    DISPUTES.check(viewer, EDIT, item.dispute)
    return viewer, item


@require_http_methods(["GET", "POST"])
@with_one_tree
def pay(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """A payment, or that an act was done."""
    viewer, item = _item(request, item_id)
    posted, money = request.method == "POST", item.amount is not None
    form = PayForm(
        request.POST if posted else None, request.FILES if posted else None, money=money,
        initial={"seen": item.version, "amount": item.left, "paid_on": clock.today()},
    )  # fmt: skip

    def write() -> FulfilmentItem:
        given = dict(form.cleaned_data)
        upload = given.pop("receipt")
        with transaction.atomic():
            receipt = keep(viewer, upload, _("收据.jpg")) if upload else None
            return fulfilment.record_payment(viewer, item_id=item.pk, receipt=receipt, **given)

    note = _("应付 %(whole)s,还差 %(left)s;可以分几次登记。") % {
        "whole": yuan(item.amount), "left": yuan(item.left or 0),
    } if item.amount is not None else item.what  # fmt: skip
    return act(
        request, form, write, title=_("登记履行:%(what)s") % {"what": item.what}, submit=_("登记"), done=_("履行情况已登记。"),
        back=page_of(item.agreement_id), record=item, note=note,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def unpay(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """A payment entered wrongly."""
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound(_("没有找到这条履行记录。"))
    viewer, item = _item(request, payment.item_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return act(
        request, form,
        lambda: fulfilment.void_payment(viewer, payment_id=payment.pk, reason=form.cleaned_data["reason"]),
        title=_("撤销履行记录"), submit=_("撤销"), done=_("这条履行记录已撤销。"), back=page_of(item.agreement_id), danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def step(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """What was done about an item that was not kept."""
    viewer, item = _item(request, item_id)
    form = StepForm(request.POST if request.method == "POST" else None, initial={"seen": item.version, "kind": "urge"})
    confirmed = JudicialConfirmation.objects.filter(agreement_id=item.agreement_id, state=C.CONFIRMED).exists()
    note = (
        _("协议已经司法确认,对方不履行的,可以向人民法院申请强制执行(人民调解法第三十三条)。")
        if confirmed
        else _("协议没有经过司法确认,就履行发生争议的,可以向人民法院起诉(人民调解法第三十二条)。")
    )

    def write() -> BreachStep:
        return fulfilment.take_step(viewer, item_id=item.pk, **form.cleaned_data)

    def onward(made: BreachStep) -> str:
        """A new sitting is planned next; anything else is seen on the agreement."""
        again = made.kind == BreachStep.Kind.SITTING
        return panels.address(item.dispute.case_id, "course") if again else page_of(item.agreement_id)

    return act(
        request, form, write, title=_("违约处理:%(what)s") % {"what": item.what}, submit=_("登记"), done=_("处理情况已登记。"),
        back=page_of(item.agreement_id), record=item, note=note, onward=onward,
    )  # fmt: skip


def _confirmation(request: HttpRequest, confirmation_id: UUID) -> tuple[Staff, JudicialConfirmation]:
    viewer = viewer_of(request)
    found = selectors.confirmation_by_id(viewer, confirmation_id)
    DISPUTES.check(viewer, EDIT, found.dispute)
    return viewer, found


@require_http_methods(["GET", "POST"])
@with_one_tree
def confirmation_file(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """Both have applied."""
    viewer, found = _confirmation(request, confirmation_id)
    form = FileForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})
    return act(
        request, form,
        lambda: confirmation.file_confirmation(viewer, confirmation_id=found.pk, **form.cleaned_data),
        title=_("登记司法确认申请"), submit=_("登记"), done=_("司法确认申请已登记。"), back=page_of(found.agreement_id),
        record=found, note=_("申请截止日 %(last)s。") % {"last": found.last_day},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def confirmation_ruling(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """What the court decided."""
    viewer, found = _confirmation(request, confirmation_id)
    posted = request.method == "POST"
    form = RulingForm(
        request.POST if posted else None, request.FILES if posted else None,
        initial={"seen": found.version, "result": "confirmed"},
    )  # fmt: skip

    def write() -> JudicialConfirmation:
        given = dict(form.cleaned_data)
        upload = given.pop("ruling")
        with transaction.atomic():
            ruling = keep(viewer, upload, _("裁定书.pdf")) if upload else None
            return confirmation.record_ruling(viewer, confirmation_id=found.pk, ruling=ruling, **given)

    return act(
        request, form, write, title=_("登记司法确认结果"), submit=_("登记"), done=_("司法确认结果已登记。"),
        back=page_of(found.agreement_id), record=found,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def confirmation_decline(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """The parties do not want it."""
    viewer, found = _confirmation(request, confirmation_id)
    form = DeclineForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})
    return act(
        request, form,
        lambda: confirmation.decline_confirmation(viewer, confirmation_id=found.pk, **form.cleaned_data),
        title=_("当事人不申请司法确认"), submit=_("登记"), done=_("已登记。"), back=page_of(found.agreement_id), record=found,
    )  # fmt: skip


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What is late, due today and this week: one's own, or everything the viewer sees."""
    viewer = viewer_of(request)
    require(viewer, READ)
    own = request.GET.get("show") != "all"
    found = selectors.fulfilment_calendar(viewer, clock.today(), own=own)
    groups = [
        (_("已逾期"), "late", found.late), (_("今天到期"), "soon", found.today), (_("七天内到期"), "calm", found.week),
    ]  # fmt: skip
    context = {"groups": groups, "clocks": found.clocks, "own": own, "today": clock.today()}
    return render(request, "web/mediation/fulfilment_calendar.html", context)


@panel("mediation.fulfilment", order=45, rights=(EDIT,))
def due_soon(viewer: Staff) -> Panel | None:
    """The viewer's own agreements that are late or due, on the home page."""
    found = selectors.fulfilment_calendar(viewer, clock.today(), own=True)
    rows: list[Any] = [*found.late, *found.today, *found.week]
    if not rows and not found.clocks:
        return None
    context = {"rows": rows[:6], "clocks": list(found.clocks)[:3], "today": clock.today(), "late": len(found.late)}
    return Panel(_("协议履行"), "web/mediation/_panel_fulfilment.html", context, url="/mediation/fulfilment/")
