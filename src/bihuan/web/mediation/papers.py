"""The panel of the case file: which papers there are and what they lack; open, print, archive; many files at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import State
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.mediation.documents import (
    MAKING,
    Gathered,
    PackQuery,
    all_sheets,
    archive_file,
    file_title,
    gather,
    lacking_to_archive,
    print_pack,
    print_pdf,
    print_word,
    sheet,
    whole_pdf,
)
from bihuan.mediation.file_rights import ARCHIVE, CASE_FILES
from bihuan.mediation.models import CaseFile, Dispute
from bihuan.mediation.policies import DISPUTES, REVEAL
from bihuan.mediation.selectors import note_reveal
from bihuan.orgs.models import Area, Staff
from bihuan.platform import files
from bihuan.platform.policies import require
from bihuan.web.download import PDF, WORD, file_answer
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.mediation import panels
from bihuan.web.mediation.reaching import dispute_to_read
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree

KEY = "file"


def _panel(viewer: Staff, dispute: Dispute) -> dict[str, Any]:
    found = gather(viewer, dispute)
    closed = dispute.case.state == State.CLOSED and dispute.voided_at is None
    unsaved = CaseFile()
    unsaved.lay_beside(dispute)
    may_open = DISPUTES.allows(viewer, REVEAL, dispute)
    return {
        "sheets": all_sheets(found),
        "archived": found.archived,
        "closed": closed,
        "may_open": may_open,
        "may_archive": closed and may_open and CASE_FILES.allows(viewer, ARCHIVE, unsaved),
    }


panels.add(KEY, t("卷宗"), order=60, template="web/mediation/_file_panel.html", context=_panel)


def _to_print(request: HttpRequest, case_id: UUID) -> tuple[Staff, Gathered]:
    """The file for whoever may see the parties in full; that it was made stands in the audit trail."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_read(viewer, case_id)
    note_reveal(viewer, dispute, reason=MAKING)
    return viewer, gather(viewer, dispute)


@require_GET
def pdf(request: HttpRequest, case_id: UUID, key: str) -> HttpResponse:
    """One paper as PDF."""
    _viewer, found = _to_print(request, case_id)
    one = sheet(found, key)
    return file_answer(print_pdf(found, one), f"{one.title}-{found.dispute.case.number}.pdf", PDF, inline=True)


@require_GET
def word(request: HttpRequest, case_id: UUID, key: str) -> HttpResponse:
    """One paper as a Word file."""
    _viewer, found = _to_print(request, case_id)
    one = sheet(found, key)
    return file_answer(print_word(found, one), f"{one.title}-{found.dispute.case.number}.docx", WORD)


@require_GET
def whole(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The whole file as it stands now."""
    _viewer, found = _to_print(request, case_id)
    return file_answer(whole_pdf(found)[0], f"{file_title(found)}-{found.dispute.case.number}.pdf", PDF, inline=True)


@require_GET
def archived(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The file as it was archived."""
    viewer, found = _to_print(request, case_id)
    if found.archived is None:
        raise NotFound(_("这件纠纷还没有归档。"))
    return files.respond(request, found.archived.file, viewer=viewer, download=True)


class ArchiveForm(DeskForm):
    """What whoever archives adds; lacking papers are answered for."""

    retention = forms.CharField(
        label=t("保管期限"), max_length=20, required=False, help_text=t("照本地档案管理规定填写,可以不填。")
    )
    remark = forms.CharField(
        label=t("卷宗情况说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("例如:原件在何处、缺页原因。印在“卷宗情况说明”上。"),
    )  # fmt: skip
    as_it_is = forms.BooleanField(label=t("按现状归档"), required=False)

    def __init__(self, *args: Any, lacking: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lacking:
            self.fields["as_it_is"].help_text = _("还不全的文书:%(names)s") % {"names": _("、").join(lacking)}
        else:
            del self.fields["as_it_is"]


@require_http_methods(["GET", "POST"])
@with_one_tree
def archive(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Archive the file, or archive it anew."""
    viewer = viewer_of(request)
    _case, dispute = dispute_to_read(viewer, case_id)
    unsaved = CaseFile()
    unsaved.lay_beside(dispute)
    CASE_FILES.check(viewer, ARCHIVE, unsaved)
    found = gather(viewer, dispute)
    before = found.archived
    first = {"retention": before.retention, "remark": before.remark} if before is not None else {}
    lacking = lacking_to_archive(found)
    form = ArchiveForm(request.POST if request.method == "POST" else None, initial=first, lacking=lacking)
    return act(
        request,
        form,
        lambda: archive_file(viewer, dispute_id=dispute.pk, **form.cleaned_data),
        title=_("重新归档") if before is not None else _("归档"),
        submit=_("归档"),
        done=_("已归档,全卷 PDF 已保存。"),
        back=panels.address(case_id, KEY),
    )


class PackForm(DeskForm):
    """Which files go into the pack."""

    since = forms.DateField(label=t("办结日期从"), error_messages={"required": t("请填写开始日期。")})
    until = forms.DateField(label=t("到"), error_messages={"required": t("请填写结束日期。")})
    town = forms.ModelChoiceField(
        label=t("乡镇(街道)"), queryset=Area.objects.none(), required=False, empty_label=t("我能看到的全部")
    )
    archived_only = forms.BooleanField(label=t("只打印已归档的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        field = self.fields["town"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Area.objects.filter(level=Area.Level.TOWN).order_by("code")


@require_http_methods(["GET", "POST"])
@with_one_tree
def pack(request: HttpRequest) -> HttpResponse:
    """Print many files as one PDF, in the background."""
    viewer = viewer_of(request)
    require(viewer, REVEAL)
    today = clock.today()
    form = PackForm(
        request.POST if request.method == "POST" else None, initial={"since": today.replace(day=1), "until": today}
    )
    if attempt(form, lambda: print_pack(viewer, PackQuery(**form.cleaned_data))) is not None:
        messages.success(request, _("正在后台装订,完成后会在“消息”里通知您。"))
        return redirect("web:inbox")
    return answer(request, "web/mediation/pack.html", {"form": form})
