"""The organisation tree and the page of an area."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.models import Area, AreaAlias, Household, Liaison, Office, PlacePoint, Post, Role, Staff
from bihuan.orgs.policies import AREAS, EDIT_POINTS, EDIT_RESIDENTS, HOUSEHOLDS, MANAGE_ORGS, POINTS, READ_ORGS
from bihuan.orgs.selectors.areas import existing_on
from bihuan.orgs.services.areas import PARENTS
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.orgs.tree import AreaNode, area_tree
from bihuan.platform.policies import require
from bihuan.platform.search.index import matching
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import AliasForm, AreaForm, BoundaryForm, CloseForm, DescribeForm, RenameForm

FOUND = 40
HISTORY = 200
MAP_AREAS = 400
SECRETARIES = {Area.Level.TOWN: Role.TOWN_SECRETARY, Area.Level.VILLAGE: Role.VILLAGE_SECRETARY}


@require_GET
@with_one_tree
def tree(request: HttpRequest) -> HttpResponse:
    """The tree with its first two levels open, or what a name finds in it."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    text = request.GET.get("q", "").strip()[:40]
    roots = area_tree().children(None)
    county = roots[0] if roots else None
    context = {
        "county": county,
        "text": text,
        "found": _found(text) if text else None,
        "branches": _branches(area_tree().children(county.id)) if county and not text else [],
        "manages": county is not None and AREAS.allows(viewer, MANAGE_ORGS, Area.objects.get(pk=county.id)),
    }
    return render(request, "web/orgs/tree.html", context)


@require_GET
@with_one_tree
def children(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """One branch of the tree, fetched when it is opened."""
    require(viewer_of(request), READ_ORGS)
    return render(request, "web/orgs/_branches.html", {"branches": _branches(area_tree().children(area_id))})


def _found(text: str) -> list[AreaNode]:
    nodes = area_tree().nodes
    named = [match.node for match in selectors.find_areas(text)]
    ids = matching("area", text).order_by("-at").values_list("object_id", flat=True)[:FOUND]
    return list({node.id: node for node in [*named, *(nodes[key] for key in ids if key in nodes)]}.values())


def _branches(nodes: list[AreaNode]) -> list[dict[str, Any]]:
    """Each area with what lies below it and who leads it; one query for all leaders."""
    today, tree_now = clock.today(), area_tree()
    posts = Post.objects.in_force(today).filter(
        area_id__in=[node.id for node in nodes], role__in=[*SECRETARIES.values(), Role.GRID_WORKER]
    )
    leaders: dict[UUID, list[str]] = {}
    for post in posts.select_related("staff"):
        leaders.setdefault(post.area_id, []).append(post.staff.name)
    branches = []
    for node in nodes:
        below = [one for one in tree_now.below(node.path) if one.in_force(today)]
        grids = [one for one in below if one.level == Area.Level.GRID and one.id != node.id]
        branches.append(
            {
                "node": node,
                "level": Area.Level(node.level).label,
                "in_force": node.in_force(today),
                "villages": sum(one.level == Area.Level.VILLAGE for one in below)
                if node.level == Area.Level.TOWN
                else 0,
                "community": sum(one.grid_kind == Area.GridKind.COMMUNITY for one in grids),
                "special": sum(one.grid_kind == Area.GridKind.SPECIAL for one in grids),
                "leaders": leaders.get(node.id, []),
                "has_children": bool(tree_now.children(node.id)),
                "kind": Area.GridKind(node.grid_kind).label if node.grid_kind else "",
            }
        )
    return branches


def _area(area_id: UUID) -> Area:
    area = Area.objects.select_related("parent", "town").filter(pk=area_id).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    return area


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


@require_GET
@with_one_tree
def page(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Everything about one area: who, under whom, since when, what is open."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    area, day = _area(area_id), _day(request.GET.get("day", ""))
    chain = selectors.chain_for(request.GET.get("kind", ""), area)
    node = area_tree().nodes[area.pk]
    held = Post.objects.in_force(day).filter(area=area).select_related("staff", "office").order_by("role", "from_day")
    context = {
        "area": area,
        "line": area_tree().line(area.path),
        "day": day,
        "is_today": day == clock.today(),
        "held": held,
        "history": selectors.who_held(area)[:HISTORY],
        "chain": chain,
        "ladder": list(reversed(selectors.chain_ladder(chain, area))) if chain else [],
        "branches": _branches(area_tree().children(area.pk)),
        "aliases": area.aliases.order_by("name"),
        "offices": Office.objects.filter(area=area).order_by("valid_to", "kind", "name"),
        "liaisons": selectors.liaisons_of(Liaison.Subject.AREA, area.pk),
        "sections": spine(viewer, Thing(ThingKind.AREA, area.pk, area.path)),
        "manages": AREAS.allows(viewer, MANAGE_ORGS, area),
        "in_force": node.in_force(clock.today()),
        "shapes": _shapes(area),
        "can_add": bool(_levels_below(area)),
        **_registers(viewer, area),
    }
    return render(request, "web/orgs/area_page.html", context)


def _registers(viewer: Staff, area: Area) -> dict[str, bool]:
    """What the viewer may register here: the rule of the rows themselves, asked of ones that are not there yet."""
    if area.town_id is None:
        return {"may_register": False, "may_point": False}
    home, point = (
        Household(area_path=area.path, town_id=area.town_id),
        PlacePoint(area_path=area.path, town_id=area.town_id),
    )
    return {
        "may_register": HOUSEHOLDS.allows(viewer, EDIT_RESIDENTS, home),
        "may_point": POINTS.allows(viewer, EDIT_POINTS, point),
    }


def _shapes(area: Area) -> dict[str, Any]:
    """The area and those directly below it, as the map wants them."""
    rows = [area, *Area.objects.filter(parent=area).exclude(polygon=None).only("id", "name", "polygon")[:400]]
    features = [
        {
            "type": "Feature",
            "geometry": row.polygon,
            "properties": {
                "name": row.name,
                "href": reverse("web:area_page", args=[row.pk]),
                "current": row.pk == area.pk,
            },
        }
        for row in rows
        if row.polygon
    ]
    return {"type": "FeatureCollection", "features": features}


@require_GET
@with_one_tree
def shapes(request: HttpRequest) -> JsonResponse:
    """Boundaries of the towns, or of the villages in the areas of the viewer's posts, as the ground of a map."""
    viewer = viewer_of(request)
    require(viewer, READ_ORGS)
    towns = {post.town_id for post in viewer.posts_held() if post.town_id}
    rows = Area.objects.exclude(polygon=None).filter(existing_on(clock.today()))
    rows = rows.filter(town_id__in=towns, level=Area.Level.VILLAGE) if towns else rows.filter(level=Area.Level.TOWN)
    features = [
        {"type": "Feature", "geometry": row.polygon, "properties": {"name": row.name}}
        for row in rows.only("id", "name", "polygon")[:MAP_AREAS]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _levels_below(area: Area) -> list[str]:
    return [str(level) for level, parents in PARENTS.items() if area.level in parents]


def _back(area_id: UUID) -> str:
    return reverse("web:area_page", args=[area_id])


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """A new area below this one."""
    viewer, parent = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, parent)
    levels = _levels_below(parent)
    form = AreaForm(
        request.POST or None,
        levels=levels,
        initial={"grid_kind": "community" if levels == ["grid"] else "", "valid_from": clock.today()},
    )
    return act(
        request,
        form,
        lambda: services.add_area(actor=viewer, parent_id=parent.pk, **form.cleaned_data),
        title=_("在“%(name)s”下新增区域") % {"name": parent.name},
        submit=_("新增"),
        done=_("区域已新增。"),
        back=_back(parent.pk),
        onward=lambda area: _back(area.pk),
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Another name."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    form = RenameForm(request.POST or None, initial={"name": area.name, "seen": area.version})
    return act(
        request,
        form,
        lambda: services.rename_area(actor=viewer, area_id=area.pk, **form.cleaned_data),
        record=area,
        title=_("改名:%(name)s") % {"name": area.name},
        submit=_("改名"),
        done=_("名称已修改。"),
        back=_back(area.pk),
    )


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Households, people, grid kind, first day."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    initial = {
        "households": area.households,
        "population": area.population,
        "grid_kind": area.grid_kind,
        "valid_from": area.valid_from,
        "seen": area.version,
    }
    form = DescribeForm(request.POST or None, initial=initial)
    if area.level not in (Area.Level.GRID, Area.Level.MICRO):
        del form.fields["grid_kind"]
    return act(
        request,
        form,
        lambda: services.describe_area(actor=viewer, area_id=area.pk, **form.cleaned_data),
        record=area,
        title=_("修改:%(name)s") % {"name": area.name},
        submit=_("保存"),
        done=_("已保存。"),
        back=_back(area.pk),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Out of force from a day on."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    form = CloseForm(request.POST or None, initial={"from_day": clock.today(), "seen": area.version})
    return act(
        request,
        form,
        lambda: services.close_area(actor=viewer, area_id=area.pk, **form.cleaned_data),
        record=area,
        danger=True,
        title=_("停用:%(name)s") % {"name": area.name},
        submit=_("停用"),
        done=_("区域已停用。"),
        back=_back(area.pk),
        note=_("停用后不能再登记到这里,历史数据保留。"),
    )


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """The boundary, from a file or pasted."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    form = BoundaryForm(request.POST or None, request.FILES or None, initial={"seen": area.version})
    if not area.polygon:
        del form.fields["remove"]
    return act(
        request,
        form,
        lambda: services.draw_area(
            actor=viewer,
            area_id=area.pk,
            polygon=form.cleaned_data.get("polygon"),
            gcj02=form.cleaned_data["gcj02"],
            seen=form.cleaned_data["seen"],
        ),
        record=area,
        title=_("边界:%(name)s") % {"name": area.name},
        submit=_("保存边界"),
        done=_("边界已保存。"),
        back=_back(area.pk),
    )


@require_http_methods(["GET", "POST"])
def alias_add(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Another name that people use."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    form = AliasForm(request.POST or None)
    return act(
        request,
        form,
        lambda: services.add_alias(actor=viewer, area_id=area.pk, name=form.cleaned_data["name"]),
        title=_("为“%(name)s”加别名") % {"name": area.name},
        submit=_("添加"),
        done=_("别名已添加。"),
        back=_back(area.pk),
    )


@require_http_methods(["GET", "POST"])
def alias_remove(request: HttpRequest, area_id: UUID, alias_id: UUID) -> HttpResponse:
    """An alias that misleads."""
    viewer, area = viewer_of(request), _area(area_id)
    AREAS.check(viewer, MANAGE_ORGS, area)
    alias = AreaAlias.objects.filter(pk=alias_id, area=area).first()
    if alias is None:
        raise NotFound(_("没有找到这个别名,它可能已被删除。"))
    form = DeskForm(request.POST if request.method == "POST" else None)
    return act(
        request,
        form,
        lambda: services.remove_alias(actor=viewer, alias_id=alias.pk),
        danger=True,
        title=_("删除别名“%(name)s”") % {"name": alias.name},
        submit=_("删除"),
        done=_("别名已删除。"),
        back=_back(area.pk),
        note=_("以后导入台账时,这个名称将不再认作“%(name)s”。") % {"name": area.name},
    )
