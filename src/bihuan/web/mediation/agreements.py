"""Pages of an agreement: begin, write, what is owed, fix, sign, seal; everything about it on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound, WrongState
from bihuan.mediation import agreement_selectors as selectors
from bihuan.mediation.agreement_cycle import A
from bihuan.mediation.contents import TEXTS, cautions, gaps
from bihuan.mediation.models import Agreement, Dispute
from bihuan.mediation.policies import DISPUTES, EDIT
from bihuan.mediation.services import agreements, items, signing
from bihuan.orgs.models import Post, Role, Staff
from bihuan.platform import files
from bihuan.platform.models import StoredFile
from bihuan.web.files import keep
from bihuan.web.forms import answer, attempt
from bihuan.web.history import history
from bihuan.web.mediation import panels
from bihuan.web.mediation.agreement_forms import (
    BeginForm,
    InstalmentsForm,
    ItemForm,
    PaperForm,
    PresentForm,
    SealForm,
    SignForm,
    TextsForm,
    first_texts,
    hands_of,
)
from bihuan.web.mediation.agreement_shown import agreement_shown
from bihuan.web.mediation.reaching import dispute_to_write, may_write
from bihuan.web.orgs.acting import act, is_htmx, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm

KEY = "agreement"


def _panel(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    found = selectors.agreements_of(viewer, dispute)
    open_one = any(one.state in (A.DRAFT, A.SIGNING) for one in found)
    shown = [agreement_shown(viewer, one) for one in found]
    return {"agreements": shown, "may_begin": may_write(viewer, dispute) and not open_one}


panels.add(KEY, t("协议与履行"), order=30, template="web/mediation/_agreement_panel.html", context=_panel)


def page_of(agreement_id: UUID) -> str:
    """Where an agreement opens."""
    return reverse("web:agreement", args=[agreement_id])


def to_write(request: HttpRequest, agreement_id: UUID) -> tuple[Staff, Agreement]:
    """The agreement, for whoever may write it.

    Raises:
        NotAllowed: the viewer may read it only. NotFound: see `agreement_by_id`.
    """
    viewer = viewer_of(request)
    agreement = selectors.agreement_by_id(viewer, agreement_id)
    DISPUTES.check(viewer, EDIT, agreement.dispute)
    return viewer, agreement


@require_http_methods(["GET", "POST"])
@with_one_tree
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A new draft, filled with what is known; a supplement when there is an agreement in force."""
    viewer = viewer_of(request)
    case, dispute = dispute_to_write(viewer, case_id)
    base = next((one for one in selectors.agreements_of(viewer, dispute) if one.state == A.IN_FORCE), None)
    form = BeginForm(request.POST if request.method == "POST" else None, supplement=base is not None)
    known = {"facts": dispute.summary, "agreed_amount": dispute.amount if base is None else None}
    return act(
        request, form,
        lambda: agreements.draft_agreement(
            viewer, dispute_id=dispute.pk, form=form.cleaned_data["form"], texts=known,
            supplements=base.pk if base is not None else None,
            replaces_rest=form.cleaned_data.get("replaces_rest", False),
        ),
        title=_("起草补充协议") if base is not None else _("起草协议"), submit=_("开始起草"), done=_("已建立协议草稿。"),
        back=panels.address(case.pk, KEY), onward=lambda made: reverse("web:agreement_edit", args=[made.pk]),
    )  # fmt: skip


@require_GET
@with_one_tree
def page(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Everything about one agreement."""
    viewer = viewer_of(request)
    agreement = selectors.agreement_by_id(viewer, agreement_id)
    shown = agreement_shown(viewer, agreement)
    context = {
        "shown": shown, "agreement": agreement, "case": agreement.dispute.case, "dispute": agreement.dispute,
        "texts": [(field, agreements.title_of(field), getattr(agreement, field)) for field in TEXTS],
        "back": panels.address(agreement.dispute.case_id, KEY), "history": history(agreement),
    }  # fmt: skip
    return render(request, "web/mediation/agreement.html", context)


@require_http_methods(["GET", "POST"])
@with_one_tree
def edit(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The texts of a draft; `insert` puts a chosen clause into a text without storing anything."""
    viewer, agreement = to_write(request, agreement_id)
    if agreement.state != A.DRAFT:
        raise WrongState(_("协议已经定稿,文本不能再改;要改请先“退回修改”,已生效的请另订补充协议。"))
    posted = request.method == "POST"
    form = TextsForm(request.POST if posted else None, initial=first_texts(agreement))
    part = request.POST.get("insert", "")
    if posted and part in TEXTS:
        return _with_clause(request, agreement, form, part)
    if posted:
        done = attempt(
            form,
            lambda: agreements.edit_agreement(
                viewer,
                agreement_id=agreement.pk,
                texts=form.texts(),
                base=form.cleaned_data["seen"] or agreement.version,
            ),
        )
        if done is not None:
            messages.success(request, _("协议草稿已保存。"))
            return redirect(page_of(agreement.pk))
    return answer(request, "web/mediation/agreement_edit.html", _writing(agreement, form))


def _writing(agreement: Agreement, form: TextsForm) -> dict[str, Any]:
    clauses = selectors.clauses_for(agreement.dispute)
    parts = [(form[part], [one for one in clauses if one.part == part]) for part in TEXTS]
    return {
        "form": form, "agreement": agreement, "case": agreement.dispute.case, "parts": parts,
        "figures": [form[name] for name in ("agreed_amount", "agreed_on", "difficulty", "copies")],
        "back": page_of(agreement.pk),
    }  # fmt: skip


def _with_clause(request: HttpRequest, agreement: Agreement, form: TextsForm, part: str) -> HttpResponse:
    """The form (or, for htmx, the one text) with the chosen clause below what was written."""
    chosen = request.POST.get(f"clause_{part}", "")
    clauses = selectors.clauses_for(agreement.dispute, part)
    clause = next((one for one in clauses if str(one.pk) == chosen), None)
    if clause is not None:
        written = request.POST.get(part, "").rstrip()
        form.put(part, f"{written}\n{clause.text}" if written else clause.text)
    form = TextsForm(initial={name: form.data.get(name, "") for name in form.fields})
    if is_htmx(request):
        context = {"bound": form[part], "clauses": clauses}
        return render(request, "web/mediation/_agreement_part.html", context)
    return render(request, "web/mediation/agreement_edit.html", _writing(agreement, form))


@require_GET
def revisions(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Every stored state of the texts; for whoever may write it, since drafts name people."""
    _viewer, agreement = to_write(request, agreement_id)
    context = {
        "agreement": agreement, "case": agreement.dispute.case, "back": page_of(agreement.pk),
        "revisions": agreements.compared(agreement),
    }  # fmt: skip
    return render(request, "web/mediation/agreement_revisions.html", context)


def simple(
    verb: Callable[..., Any], *, title: Any, submit: Any, done: Any, note: Any = ""
) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A dialog that asks for a reason alone."""

    @require_http_methods(["GET", "POST"])
    @with_one_tree
    def view(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
        viewer, agreement = to_write(request, agreement_id)
        form = ReasonForm(request.POST if request.method == "POST" else None, initial={"seen": agreement.version})
        return act(
            request, form, lambda: verb(viewer, agreement_id=agreement.pk, **form.cleaned_data),
            title=title, submit=submit, done=done, note=note, back=page_of(agreement.pk), record=agreement, danger=True,
        )  # fmt: skip

    return view


take_back = simple(
    signing.take_back_agreement, title=t("退回修改"), submit=t("退回修改"), done=t("已退回草稿。"),
    note=t("已经签的名会作废,改好后要重新签署。"),
)  # fmt: skip
void = simple(agreements.void_agreement, title=t("作废协议"), submit=t("作废"), done=t("协议已作废。"))


@require_http_methods(["GET", "POST"])
@with_one_tree
def present(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """What is still missing; when nothing is, what a person answers for before the text is fixed."""
    viewer, agreement = to_write(request, agreement_id)
    parties = signing.parties_of(agreement)
    missing = gaps(agreement, parties, signing.items_of(agreement))
    form = PresentForm(
        request.POST if request.method == "POST" else None, initial={"seen": agreement.version},
        cautions=cautions(agreement, parties),
    )  # fmt: skip
    done = attempt(
        form,
        lambda: signing.present_agreement(
            viewer, agreement_id=agreement.pk, confirmed=form.confirmed(), seen=form.cleaned_data["seen"]
        ),
    )
    if done is not None:
        messages.success(request, _("协议已定稿,可以打印或者在屏幕上签署。"))
        return redirect(page_of(agreement.pk))
    context = {
        "form": form, "agreement": agreement, "case": agreement.dispute.case, "gaps": missing,
        "back": page_of(agreement.pk),
    }  # fmt: skip
    return answer(request, "web/mediation/agreement_present.html", context)


@require_POST
def record_verbal(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """A verbal agreement is recorded and in force."""
    viewer, agreement = to_write(request, agreement_id)
    signing.record_verbal(viewer, agreement_id=agreement.pk)
    messages.success(request, _("口头协议已登记生效。"))
    return redirect(page_of(agreement.pk))


def _hands(viewer: Staff, agreement: Agreement) -> dict[str, Any]:
    """Who has not signed yet: the parties, and of mediators the one of the dispute, the viewer and those of the committee."""
    signatures = signing.signatures_of(agreement)
    waited = signing.waited_for(agreement, signing.parties_of(agreement), signatures)
    signed = {one.staff_id for one in signatures}
    posts = Post.objects.in_force(clock.today()).filter(role=Role.MEDIATOR, area__town_id=agreement.town_id)
    committee = Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True).order_by("name")
    first = [one for one in (agreement.dispute.mediator, viewer) if one is not None]
    mediators = {one.pk: one for one in (*first, *committee)}
    return hands_of(waited, [one for key, one in mediators.items() if key not in signed])


@require_http_methods(["GET", "POST"])
@with_one_tree
def sign(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """One signature drawn on the screen, below the text that is signed."""
    viewer, agreement = to_write(request, agreement_id)
    posted = request.method == "POST"
    form = SignForm(
        request.POST if posted else None, request.FILES if posted else None, initial={"seen": agreement.version},
        hands=_hands(viewer, agreement),
    )  # fmt: skip

    def write() -> Agreement:
        with transaction.atomic():
            file = keep(viewer, form.cleaned_data["drawn"], _("签名.png"))
            return signing.sign_on_screen(
                viewer, agreement_id=agreement.pk, hand=form.hand(), file=file, seen=form.cleaned_data["seen"]
            )

    done = attempt(form, write)
    if done is not None:
        messages.success(request, _("协议已生效。") if done.state == A.IN_FORCE else _("已签署。"))
        target = page_of(agreement.pk)
        return HttpResponse(headers={"HX-Redirect": target}) if is_htmx(request) else redirect(target)
    context = {
        "form": form, "agreement": agreement, "case": agreement.dispute.case, "back": page_of(agreement.pk),
        "texts": [(field, agreements.title_of(field), getattr(agreement, field)) for field in TEXTS],
        "items": signing.items_of(agreement),
    }  # fmt: skip
    return answer(request, "web/mediation/agreement_sign.html", context)


@require_http_methods(["GET", "POST"])
@with_one_tree
def paper(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The scan of the signed paper."""
    viewer, agreement = to_write(request, agreement_id)
    posted, hands = request.method == "POST", _hands(viewer, agreement)
    mine = f"{agreement.dispute.mediator_id}.mediator"
    ticked = [key for key in hands if key.endswith(".self") or key == mine]
    form = PaperForm(
        request.POST if posted else None, request.FILES if posted else None, hands=hands,
        initial={"seen": agreement.version, "signers": ticked, "sealed": True},
    )  # fmt: skip

    def write() -> Agreement:
        given = form.cleaned_data
        with transaction.atomic():
            return signing.sign_on_paper(
                viewer, agreement_id=agreement.pk, hands=form.signed(), file=keep(viewer, given["file"], _("协议.pdf")),
                day=given["day"], sealed=given["sealed"], seen=given["seen"],
            )  # fmt: skip

    return act(
        request, form, write, title=_("登记纸质签署"), submit=_("登记"), done=_("签署情况已登记。"), back=page_of(agreement.pk),
        record=agreement, note=_("各方当事人签名、调解员签名并加盖印章之日起生效(人民调解法第二十九条)。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def seal(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The committee's seal."""
    viewer, agreement = to_write(request, agreement_id)
    posted = request.method == "POST"
    form = SealForm(
        request.POST if posted else None, request.FILES if posted else None, initial={"seen": agreement.version}
    )

    def write() -> Agreement:
        given = form.cleaned_data
        with transaction.atomic():
            file = keep(viewer, given["file"], _("盖章件.pdf"))
            return signing.record_seal(
                viewer, agreement_id=agreement.pk, file=file, day=given["day"], seen=given["seen"]
            )

    return act(
        request, form, write, title=_("登记盖章"), submit=_("登记"), done=_("盖章已登记。"), back=page_of(agreement.pk),
        record=agreement,
    )  # fmt: skip


# --- what is owed -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@with_one_tree
def item_add(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """One more thing owed."""
    viewer, agreement = to_write(request, agreement_id)
    form = ItemForm(request.POST if request.method == "POST" else None, parties=signing.parties_of(agreement))
    return act(
        request, form, lambda: items.add_items(viewer, agreement_id=agreement.pk, entries=[form.entry()]),
        title=_("添加履行事项"), submit=_("添加"), done=_("履行事项已添加。"), back=page_of(agreement.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def instalments(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """An amount in parts."""
    viewer, agreement = to_write(request, agreement_id)
    form = InstalmentsForm(
        request.POST if request.method == "POST" else None, parties=signing.parties_of(agreement),
        groups=selectors.groups_of(agreement.dispute), initial={"total": agreement.agreed_amount},
    )  # fmt: skip
    return act(
        request, form, lambda: items.plan_instalments(viewer, agreement_id=agreement.pk, plan=form.plan()),
        title=_("分期付款"), submit=_("生成各期"), done=_("各期已生成,可以逐期修改。"), back=page_of(agreement.pk),
        note=_("按期数平均到分,最后一期补足零头。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@with_one_tree
def item_edit(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Correct one of them."""
    viewer = viewer_of(request)
    item = selectors.item_by_id(viewer, item_id)
    _viewer, agreement = to_write(request, item.agreement_id)
    first = {
        "seen": item.version, "payer": item.payer_id, "payee": item.payee_id or "", "what": item.what,
        "amount": item.amount, "due_on": item.due_on,
    }  # fmt: skip
    form = ItemForm(
        request.POST if request.method == "POST" else None, parties=signing.parties_of(agreement), initial=first
    )
    return act(
        request, form,
        lambda: items.edit_item(viewer, item_id=item.pk, entry=form.entry(), seen=form.cleaned_data["seen"]),
        title=_("修改履行事项"), submit=_("保存"), done=_("已保存。"), back=page_of(agreement.pk), record=item,
    )  # fmt: skip


@require_POST
def item_drop(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take one out of the draft."""
    viewer = viewer_of(request)
    item = selectors.item_by_id(viewer, item_id)
    items.drop_item(viewer, item_id=item.pk)
    messages.success(request, _("已删去这一项。"))
    return redirect(page_of(item.agreement_id))


@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A signature, seal, receipt, voucher or ruling, for whoever may see the record it belongs to."""
    found = StoredFile.objects.filter(pk=file_id).first()
    if found is None:
        raise NotFound(_("没有找到这个文件。"))
    return files.respond(request, found, viewer=viewer_of(request), download="save" in request.GET)
