"""Areas, offices and staff, for programs that must name them; nothing personal of anybody."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import Named, PageAsked, answers, area_for, page_of
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Office, Post, Staff
from bihuan.orgs.policies import READ_ORGS
from bihuan.platform.policies import visible

router = Router(tags=["组织"])
READ = door(TokenScope.ORGS_READ, READ_ORGS)
Name = Annotated[str, Field(max_length=60)]


class AreaOut(Schema):
    id: UUID
    code: str
    name: str
    level: str
    grid_kind: str
    parent: UUID | None
    town: UUID | None
    lat: float | None
    lon: float | None
    households: int | None
    population: int | None
    valid_from: str | None
    valid_to: str | None

    @classmethod
    def of(cls, area: Area) -> "AreaOut":
        return cls(
            id=area.pk, code=area.code, name=area.name, level=area.level, grid_kind=area.grid_kind, parent=area.parent_id,
            town=area.town_id, lat=area.lat, lon=area.lon, households=area.households, population=area.population,
            valid_from=str(area.valid_from) if area.valid_from else None,
            valid_to=str(area.valid_to) if area.valid_to else None,
        )  # fmt: skip


class AreaShape(AreaOut):
    """With its border: a GeoJSON geometry, WGS-84, longitude first."""

    polygon: dict[str, Any] | None


class AreasPage(Schema):
    items: list[AreaOut]
    cursor: str | None
    next: str | None


class AreasAsked(PageAsked):
    level: Area.Level | None = None
    within: str = Field("", max_length=60, description="上级区域的编号或代码")
    name: Name = ""


@router.get("/areas", auth=READ, response=answers(200, AreasPage), summary="区域", operation_id="areas")
def areas(request: HttpRequest, query: Query[AreasAsked]) -> Any:
    """区域树的节点,可按层级、上级和名称筛选。"""
    found = visible(Area, staff_of(request), READ_ORGS).defer("polygon")
    if query.level is not None:
        found = found.filter(level=query.level)
    if query.within:
        found = found.filter(path__below=area_for(query.within, field="within").path)
    if query.name:
        found = found.filter(name__contains=query.name)
    return page_of(request, found, query, AreaOut.of)


@router.get(
    "/areas/{uuid:area_id}", auth=READ, response=answers(200, AreaShape), summary="一个区域", operation_id="area"
)
def area(request: HttpRequest, area_id: UUID) -> Any:
    """带边界。"""
    found = visible(Area, staff_of(request), READ_ORGS).filter(pk=area_id).first()
    if found is None:
        raise NotFound(_("没有这个区域。"))
    return {**AreaOut.of(found).model_dump(), "polygon": found.polygon}


class OfficeOut(Schema):
    id: UUID
    name: str
    kind: str
    area: Named | None
    town: UUID | None
    duties: str

    @classmethod
    def of(cls, office: Office) -> "OfficeOut":
        return cls(
            id=office.pk,
            name=office.name,
            kind=office.kind,
            area=Named.of(office.area),
            town=office.town_id,
            duties=office.duties,
        )


class OfficesPage(Schema):
    items: list[OfficeOut]
    cursor: str | None
    next: str | None


class OfficesAsked(PageAsked):
    kind: Office.Kind | None = None
    within: str = Field("", max_length=60, description="区域的编号或代码")
    name: Name = ""


@router.get("/offices", auth=READ, response=answers(200, OfficesPage), summary="单位", operation_id="offices")
def offices(request: HttpRequest, query: Query[OfficesAsked]) -> Any:
    """现有的部门、站所和委员会。"""
    found = visible(Office, staff_of(request), READ_ORGS).filter(valid_to=None).select_related("area")
    if query.kind is not None:
        found = found.filter(kind=query.kind)
    if query.within:
        found = found.filter(area__path__below=area_for(query.within, field="within").path)
    if query.name:
        found = found.filter(name__contains=query.name)
    return page_of(request, found, query, OfficeOut.of)


class PostOut(Schema):
    role: str
    role_title: str
    title: str
    area: Named | None
    office: Named | None


class StaffOut(Schema):
    """A name and the posts held today; no telephone, no address, no sign-in name."""

    id: UUID
    name: str
    posts: list[PostOut]


class StaffPage(Schema):
    items: list[StaffOut]
    cursor: str | None
    next: str | None


class StaffAsked(PageAsked):
    office: UUID | None = None
    name: Name = ""


@router.get("/staff", auth=READ, response=answers(200, StaffPage), summary="工作人员", operation_id="staff")
def staff(request: HttpRequest, query: Query[StaffAsked]) -> Any:
    """姓名和现任岗位,可按单位和姓名筛选。"""
    today = clock.today()
    found = visible(Staff, staff_of(request), READ_ORGS).filter(is_active=True)
    if query.office is not None:
        held = Post.objects.in_force(today).filter(office_id=query.office)
        found = found.filter(pk__in=held.values("staff_id"))
    if query.name:
        found = found.filter(Q(name__contains=query.name))
    page = page_of(request, found, query, lambda person: person)
    posts = posts_of([person.pk for person in page["items"]])
    page["items"] = [{"id": p.pk, "name": p.name, "posts": posts.get(p.pk, [])} for p in page["items"]]
    return page


def posts_of(people: list[UUID]) -> dict[UUID, list[PostOut]]:
    """The posts in force today of some people; one query."""
    found: dict[UUID, list[PostOut]] = {}
    for post in Post.objects.in_force(clock.today()).filter(staff_id__in=people).select_related("area", "office"):
        shown = PostOut(
            role=post.role, role_title=post.get_role_display(), title=post.title, area=Named.of(post.area),
            office=Named.of(post.office),
        )  # fmt: skip
        found.setdefault(post.staff_id, []).append(shown)
    return found
