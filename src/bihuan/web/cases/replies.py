"""The reply a channel is owed, on the case page: recorded, dropped, its paper opened."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases import selectors
from bihuan.cases.models import Case, Reply, ReplyWay
from bihuan.cases.policies import REPLIES, SEND_REPLY
from bihuan.cases.selectors import conferences as read
from bihuan.cases.services import replies as do
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.web.cases.acting import changed
from bihuan.web.cases.moments import MomentField
from bihuan.web.cases.talk import dialog
from bihuan.web.files import keep
from bihuan.web.forms import attempt
from bihuan.web.orgs.acting import viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Sentences

BOTH = ["GET", "POST"]


class SendForm(SeenForm):
    way = forms.ChoiceField(label=t("回复方式"), choices=ReplyWay.choices)
    text = Sentences(t("回复内容"), do.MAX_TEXT, rows=5, required=False)
    replied_at = MomentField(label=t("回复时间"), required=False, help_text=t("不填就是现在。"))
    paper = forms.FileField(
        label=t("回复原件"), required=False, max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.doc,.docx"}), help_text=t("书面回复的,可上传盖章件。"),
    )  # fmt: skip


def _reply(viewer: Staff, case_id: UUID) -> tuple[Case, Reply]:
    case = selectors.case_by_id(viewer, case_id)
    reply = read.reply_of(viewer, case)
    if reply is None:
        raise NotFound(_("这件事项没有要求单独回复。"))
    return case, reply


@require_http_methods(BOTH)
@with_one_tree
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record how and in which words the channel was answered."""
    viewer = viewer_of(request)
    case, reply = _reply(viewer, case_id)
    REPLIES.check(viewer, SEND_REPLY, reply)
    first = {"seen": reply.version, "way": reply.way, "text": case.result_text}
    form = SendForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and attempt(form, lambda: _send(viewer, reply, form.cleaned_data)) is not None:
        messages.success(request, _("回复已登记。"))
        return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("登记回复"), submit=_("登记"))


def _send(viewer: Staff, reply: Reply, given: dict[str, Any]) -> Reply:
    paper = given["paper"]
    with transaction.atomic():
        kept = keep(viewer, paper, _("回复"), field="paper") if paper else None
        return do.send_reply(
            viewer, reply_id=reply.pk, way=given["way"], text=given["text"], paper=kept, replied_at=given["replied_at"],
            seen=given["seen"],
        )  # fmt: skip


@require_http_methods(BOTH)
@with_one_tree
def drop(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The channel wants no answer of its own."""
    viewer = viewer_of(request)
    case, reply = _reply(viewer, case_id)
    REPLIES.check(viewer, SEND_REPLY, reply)
    form = ReasonForm(request.POST or None, initial={"seen": reply.version})
    if request.method == "POST":
        done = attempt(form, lambda: do.drop_reply(viewer, reply_id=reply.pk, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("已标为无需回复。"))
            return changed(request, viewer, case.pk)
    return dialog(request, case, form, title=_("无需单独回复"), submit=_("确定"))


@require_GET
def paper(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The letter itself."""
    viewer = viewer_of(request)
    _case, reply = _reply(viewer, case_id)
    if reply.paper is None:
        raise NotFound(_("没有上传回复原件。"))
    return files.respond(request, reply.paper, viewer=viewer)
