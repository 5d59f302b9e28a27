"""Photos and files of a register's row: brought, looked at, voided."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.field.photos import mark_of_attachment
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Attachment, Staff
from bihuan.orgs.registers import Register, attach, registers, void_attachment
from bihuan.orgs.registers.attachments import attachment_by_id
from bihuan.web.files import FilesField, shown_file
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import ReasonForm


class FilesForm(DeskForm):
    """Files to show for a row, with one caption."""

    file = FilesField(help_text=t("照片、PDF、Word、Excel、录音、视频;一次最多 9 份。"))
    caption = forms.CharField(label=t("说明"), max_length=120, required=False)


def _kept(key: str) -> Register[Any]:
    for kept in registers():
        if kept.key == key:
            return kept
    raise NotFound(_("没有这个登记簿。"))


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Bring files, all or none."""
    viewer, kept = viewer_of(request), _kept(key)
    row = kept.by_id(viewer, pk)
    kept.policy.check(viewer, kept.keep, row)
    sent = request.method == "POST"
    form = FilesForm(request.POST if sent else None, request.FILES if sent else None)
    return act(
        request,
        form,
        lambda: _keep(viewer, kept, pk, form.cleaned_data),
        title=_("上传照片或文件"),
        submit=_("上传"),
        done=_("已上传。"),
        back=kept.url(pk),
    )


def _keep(viewer: Staff, kept: Register[Any], pk: UUID, given: dict[str, Any]) -> list[Attachment]:
    found: list[Attachment] = []
    with transaction.atomic():
        for one in given["file"]:
            assert isinstance(one, UploadedFile)
            assert one.file is not None
            name = one.name or _("附件")
            found.append(attach(kept, actor=viewer, pk=pk, source=one.file, name=name, caption=given["caption"]))
    return found


@require_GET
def show(request: HttpRequest, pk: UUID, variant: str) -> HttpResponseBase:
    """The file itself, original, small or with a watermark; only to whoever sees the row."""
    viewer = viewer_of(request)
    attachment, _kept_by, row = attachment_by_id(viewer, pk)
    mark = partial(mark_of_attachment, row, attachment)
    return shown_file(request, attachment.file, viewer=viewer, variant=variant, mark=mark)


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Out of the row's attachments, with a reason."""
    viewer = viewer_of(request)
    attachment, kept, row = attachment_by_id(viewer, pk)
    kept.policy.check(viewer, kept.keep, row)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: void_attachment(actor=viewer, pk=attachment.pk, reason=form.cleaned_data["reason"]),
        title=_("作废附件"),
        submit=_("作废"),
        done=_("附件已作废,存档仍保留。"),
        back=kept.url(row.pk),
        danger=True,
    )
