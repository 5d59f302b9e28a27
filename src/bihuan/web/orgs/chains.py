"""Responsibility chains: the list, the editor of one, liaison beside it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import CaseKind
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs import services
from bihuan.orgs.models import Area, ChainHolder, ChainLevel, Liaison, ResponsibilityChain
from bihuan.orgs.policies import AREAS, CHAINS, LIAISONS, MANAGE_ORGS, READ_ORGS
from bihuan.orgs.selectors.chains import line_paths
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.policies import holds, require
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ChainForm, DayOnlyForm, HolderForm, LevelsForm, LiaisonForm, ReasonForm


def kind_said(work_kind: str) -> str:
    """A work kind as people read it."""
    return str(CaseKind(work_kind).label) if work_kind in CaseKind.values else work_kind or _("全部工作")


@require_GET
@with_one_tree
def chain_list(request: HttpRequest) -> HttpResponse:
    """All chains, those in use first."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    chains = (
        ResponsibilityChain.objects.select_related("area")
        .prefetch_related("levels")
        .order_by("-active", "area__path", "work_kind")
    )
    rows = [
        {"chain": chain, "kind": kind_said(chain.work_kind), "levels": list(chain.levels.all())} for chain in chains
    ]
    return render(request, "web/orgs/chain_list.html", {"rows": rows, "manages": holds(viewer, MANAGE_ORGS)})


def _chain(chain_id: UUID) -> ResponsibilityChain:
    chain = ResponsibilityChain.objects.select_related("area").filter(pk=chain_id).first()
    if chain is None:
        raise NotFound(_("没有找到这条责任链。"))
    return chain


@require_GET
@with_one_tree
def page(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Who stands at each level, area by area; what is inherited is shown in grey."""
    viewer, chain = viewer_of(request), _chain(chain_id)
    require(viewer, READ_ORGS)
    tree = area_tree()
    top = next(
        (node for node in tree.below(chain.area.path) if str(node.id) == request.GET.get("at", "")),
        tree.nodes[chain.area_id],
    )
    levels = list(chain.levels.order_by("rank"))
    context = {
        "chain": chain,
        "kind": kind_said(chain.work_kind),
        "levels": levels,
        "top": top,
        "line": [node for node in tree.line(top.path) if node.path.startswith(chain.area.path)],
        "rows": _matrix(
            chain, levels, [top, *(node for node in tree.children(top.id) if node.in_force(clock.today()))]
        ),
        "manages": CHAINS.allows(viewer, MANAGE_ORGS, chain),
        "names": AREAS.allows(viewer, MANAGE_ORGS, Area.objects.get(pk=top.id)) and chain.active,
    }
    return render(request, "web/orgs/chain_page.html", context)


def _matrix(chain: ResponsibilityChain, levels: list[ChainLevel], nodes: list[AreaNode]) -> list[dict[str, Any]]:
    """One row an area, one cell a level: who is named there, else who the nearest area above names. One query."""
    paths = {path for node in nodes for path in line_paths(node.path)}
    named: dict[tuple[UUID, str], ChainHolder] = {
        (holder.level_id, holder.area.path): holder
        for holder in ChainHolder.objects.filter(level__chain=chain, area__path__in=paths).select_related(
            "staff", "area"
        )
    }
    rows = []
    for node in nodes:
        cells = []
        for level in levels:
            holder = next(
                (named[key] for path in reversed(line_paths(node.path)) if (key := (level.pk, path)) in named), None
            )
            cells.append({"level": level, "holder": holder, "own": holder is not None and holder.area_id == node.id})
        rows.append(
            {"node": node, "cells": cells, "deeper": bool(area_tree().children(node.id)) and node is not nodes[0]}
        )
    return rows


def _page_url(chain: ResponsibilityChain) -> str:
    return reverse("web:chain_page", args=[chain.pk])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new chain."""
    viewer = viewer_of(request)
    require(viewer, MANAGE_ORGS)
    form = ChainForm(request.POST or None)

    def write() -> ResponsibilityChain:
        values = form.cleaned_data
        return services.define_chain(
            actor=viewer,
            name=values["name"],
            area_id=values["area"],
            titles=values["titles"],
            work_kind=values["work_kind"],
        )

    return act(
        request,
        form,
        write,
        title=_("新建责任链"),
        submit=_("建立"),
        done=_("责任链已建立,请为各级指定责任人。"),
        back=reverse("web:chain_list"),
        onward=_page_url,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Name and levels."""
    viewer, chain = viewer_of(request), _chain(chain_id)
    CHAINS.check(viewer, MANAGE_ORGS, chain)
    titles = "\n".join(chain.levels.order_by("rank").values_list("title", flat=True))
    form = LevelsForm(request.POST or None, initial={"name": chain.name, "titles": titles, "seen": chain.version})
    return act(
        request,
        form,
        lambda: services.set_levels(actor=viewer, chain_id=chain.pk, **form.cleaned_data),
        record=chain,
        title=_("修改责任链:%(name)s") % {"name": chain.name},
        submit=_("保存"),
        done=_("责任链已保存。"),
        back=_page_url(chain),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, chain_id: UUID) -> HttpResponse:
    """Out of use."""
    viewer, chain = viewer_of(request), _chain(chain_id)
    CHAINS.check(viewer, MANAGE_ORGS, chain)
    form = ReasonForm(request.POST or None, initial={"seen": chain.version})
    return act(
        request,
        form,
        lambda: services.end_chain(actor=viewer, chain_id=chain.pk, **form.cleaned_data),
        record=chain,
        danger=True,
        title=_("停用责任链:%(name)s") % {"name": chain.name},
        submit=_("停用"),
        done=_("责任链已停用。"),
        back=_page_url(chain),
        note=_("停用后,超期事项改按上一级区域的责任链升级。"),
    )


@require_http_methods(["GET", "POST"])
def holder(request: HttpRequest, chain_id: UUID, level_id: UUID, area_id: UUID) -> HttpResponse:
    """Who stands at a level for an area."""
    viewer, chain = viewer_of(request), _chain(chain_id)
    area, level = Area.objects.filter(pk=area_id).first(), ChainLevel.objects.filter(pk=level_id, chain=chain).first()
    if area is None or level is None:
        raise NotFound(_("没有找到这一级,责任链可能刚被修改。"))
    AREAS.check(viewer, MANAGE_ORGS, area)
    present = ChainHolder.objects.filter(level=level, area=area).first()
    form = HolderForm(request.POST or None, initial={"staff": present.staff_id if present else None})

    def write() -> ResponsibilityChain:
        staff_id = None if form.cleaned_data["nobody"] else form.cleaned_data["staff"]
        return services.name_holder(actor=viewer, level_id=level.pk, area_id=area.pk, staff_id=staff_id)

    at = area.pk if area_tree().children(area.pk) else area.parent_id
    return act(
        request,
        form,
        write,
        title=_("%(area)s · 第 %(rank)d 级 %(title)s") % {"area": area.name, "rank": level.rank, "title": level.title},
        submit=_("确定"),
        done=_("责任人已更新。"),
        back=f"{_page_url(chain)}?at={at}",
    )


@require_GET
@with_one_tree
def liaison_list(request: HttpRequest) -> HttpResponse:
    """Who is bound to what."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    today = clock.today()
    rows = Liaison.objects.select_related("staff", "town").order_by(
        "town__path", "subject", "subject_name", "-from_day"
    )
    if request.GET.get("all") != "1":
        rows = rows.exclude(to_day__lt=today)
    shown = [
        {"liaison": row, "may_end": row.to_day is None and LIAISONS.allows(viewer, MANAGE_ORGS, row)}
        for row in rows[:500]
    ]
    return render(
        request, "web/orgs/liaison_list.html", {"rows": shown, "today": today, "manages": holds(viewer, MANAGE_ORGS)}
    )


@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest) -> HttpResponse:
    """Bind a leader to a village."""
    viewer = viewer_of(request)
    require(viewer, MANAGE_ORGS)
    form = LiaisonForm(request.POST or None, initial={"area": request.GET.get("area")})

    def write() -> Liaison:
        values = form.cleaned_data
        node = area_tree().nodes.get(values["area"])
        if node is None:
            raise NotFound(_("没有找到这个区域。"))
        return services.bind(
            actor=viewer,
            staff_id=values["staff"],
            subject=Liaison.Subject.AREA,
            subject_id=node.id,
            subject_name=node.full_name,
            town_id=node.town_id,
            from_day=values["from_day"],
        )

    return act(
        request,
        form,
        write,
        title=_("新增包联"),
        submit=_("确定"),
        done=_("包联已登记。"),
        back=reverse("web:liaison_list"),
    )


@require_http_methods(["GET", "POST"])
def unbind(request: HttpRequest, liaison_id: UUID) -> HttpResponse:
    """End a liaison."""
    viewer = viewer_of(request)
    liaison = Liaison.objects.select_related("staff").filter(pk=liaison_id).first()
    if liaison is None:
        raise NotFound(_("没有找到这条包联。"))
    LIAISONS.check(viewer, MANAGE_ORGS, liaison)
    form = DayOnlyForm(request.POST or None, initial={"day": clock.today(), "seen": liaison.version})

    def write() -> Liaison:
        return services.unbind(
            actor=viewer, liaison_id=liaison.pk, last_day=form.cleaned_data["day"], seen=form.cleaned_data["seen"]
        )

    return act(
        request,
        form,
        write,
        record=liaison,
        danger=True,
        title=_("结束包联:%(what)s") % {"what": liaison},
        submit=_("结束包联"),
        done=_("包联已结束。"),
        back=reverse("web:liaison_list"),
    )
