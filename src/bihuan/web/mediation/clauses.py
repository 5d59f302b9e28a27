"""Forms of the clauses that a town keeps."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.mediation import agreement_selectors as selectors
from bihuan.mediation.agreement_rights import CLAUSES, KEEP_CLAUSES
from bihuan.mediation.models import ClauseTemplate, DisputeKind
from bihuan.mediation.services import clauses
from bihuan.mediation.services.clauses import ClauseEntry
from bihuan.orgs.models import Area, Staff
from bihuan.platform.policies import grants_of, require
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import SeenForm, Sentences, Words

LEDGER = "/ledgers/clauses/"


class ClauseForm(SeenForm):
    """A clause; blanks are four underscores."""

    part = forms.ChoiceField(label=t("用在哪一部分"), choices=ClauseTemplate.Part.choices, initial="terms")
    kind = forms.ChoiceField(label=t("纠纷类型"), choices=[("", t("所有类型")), *DisputeKind.choices], required=False)
    title = Words(t("条款名称"), 60, required=False)
    text = Sentences(
        t("条款内容"), 2000, rows=6, required=False, help_text=t("空白处用四个下划线(____)表示,签署前必须填好。")
    )


class OwnClauseForm(ClauseForm):
    """A clause that the viewer may also take out of use."""

    void_reason = Words(t("停用原因"), 200, required=False, help_text=t("填写后这个条款不再可选;不停用就不填。"))


def towns_of(viewer: Staff, right: str) -> list[Area]:
    """The towns in which the viewer's posts give `right`; every town for a post at the county."""
    ids = {post.town_id for post, _scopes in grants_of(viewer, right)}
    towns = Area.objects.filter(level=Area.Level.TOWN, valid_to=None).order_by("code")
    return list(towns if None in ids else towns.filter(pk__in=[one for one in ids if one is not None]))


def _entry(given: dict[str, Any], town: Area | None) -> ClauseEntry:
    return ClauseEntry(given["part"], given["title"], given["text"], given["kind"], town)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A clause of the viewer's town; from the county, one for all."""
    viewer = viewer_of(request)
    require(viewer, KEEP_CLAUSES)
    county = any(post.town_id is None for post, _scopes in grants_of(viewer, KEEP_CLAUSES))
    towns = [] if county else towns_of(viewer, KEEP_CLAUSES)
    form = ClauseForm(request.POST if request.method == "POST" else None)
    return act(
        request, form,
        lambda: clauses.add_clause(viewer, entry=_entry(form.cleaned_data, towns[0] if towns else None)),
        title=_("添加条款"), submit=_("添加"), done=_("条款已添加,起草协议时可以选用。"), back=LEDGER,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, clause_id: UUID) -> HttpResponse:
    """Change a clause; whoever may not change it copies it as one of the own town."""
    viewer = viewer_of(request)
    clause = selectors.clause_by_id(viewer, clause_id)
    first = {
        "seen": clause.version,
        "part": clause.part,
        "kind": clause.kind,
        "title": clause.title,
        "text": clause.text,
    }
    own = CLAUSES.allows(viewer, KEEP_CLAUSES, clause)
    form = (OwnClauseForm if own else ClauseForm)(request.POST if request.method == "POST" else None, initial=first)

    def write() -> ClauseTemplate:
        given = form.cleaned_data
        if given["void_reason"]:
            return clauses.void_clause(viewer, clause_id=clause.pk, reason=given["void_reason"], seen=given["seen"])
        return clauses.edit_clause(viewer, clause_id=clause.pk, entry=_entry(given, None), seen=given["seen"])

    if own:
        return act(
            request, form, write,
            title=_("修改条款"), submit=_("保存"), done=_("条款已保存;已经用过它的协议不变。"), back=LEDGER, record=clause,
        )  # fmt: skip
    require(viewer, KEEP_CLAUSES)
    towns = towns_of(viewer, KEEP_CLAUSES)
    return act(
        request, form, lambda: clauses.add_clause(viewer, entry=_entry(form.cleaned_data, towns[0])),
        title=_("另存为本乡镇条款"), submit=_("另存"), done=_("已另存为本乡镇的条款。"), back=LEDGER,
        note=_("这是全县通用的条款,不能直接修改;改好后另存为本乡镇的。"),
    )  # fmt: skip
