"""Choosing one person, area, office or resident out of thousands: type a little, tick one."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_name
from bihuan.orgs import selectors
from bihuan.orgs.models import Area, Household, Office, Post, Resident, Staff
from bihuan.orgs.policies import READ_ORGS, READ_RESIDENTS
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require
from bihuan.platform.search.index import matching
from bihuan.web.orgs.acting import viewer_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN = 8
Choice = tuple[str, str, str]  # id, name, what tells namesakes apart


class PickOne(forms.Widget):
    """A search box whose findings are radio buttons; works with keyboard and without a mouse."""

    template_name = "web/orgs/_pick.html"

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind
        self.url = reverse_lazy("web:pick", args=[kind])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = _named(self.kind, value)
        return {**context, "kind": self.kind, "url": self.url, "chosen": chosen, "field": name}


def picked(
    kind: str, label: "StrOrPromise", *, required: bool = True, help_text: "StrOrPromise" = ""
) -> forms.UUIDField:
    """A form field that picks one record of a kind and gives its id."""
    return forms.UUIDField(
        label=label,
        required=required,
        help_text=help_text,
        widget=PickOne(kind),
        error_messages={"required": _("请搜索并选择一项。"), "invalid": _("请从搜索结果中选择一项。")},
    )


@require_GET
def pick(request: HttpRequest, kind: str) -> HttpResponse:
    """What a few typed characters find."""
    viewer, text, field = viewer_of(request), request.GET.get("q", "").strip()[:40], request.GET.get("field", "")[:40]
    require(viewer, READ_RESIDENTS if kind in ("resident", "household") else READ_ORGS)
    found = _found(viewer, kind, text) if text else []
    return render(request, "web/orgs/_picked.html", {"choices": found, "field": field, "text": text})


def _found(viewer: Actor, kind: str, text: str) -> list[Choice]:
    if kind == "area":
        return _areas(text)
    if kind == "household":
        named = matching("resident", text).order_by("-at").values_list("object_id", flat=True)[:200]
        living = selectors.residents(viewer).filter(pk__in=list(named), erased_at=None).values("household_id")
        homes = selectors.households(viewer).filter(Q(number__icontains=text) | Q(pk__in=living))[:SHOWN]
        return [(str(home.pk), home.number, home.area.name) for home in homes]
    ids = list(matching(kind, text).order_by("-at").values_list("object_id", flat=True)[:200])
    if kind == "staff":
        people = Staff.objects.filter(pk__in=ids, is_active=True).order_by("name")[:SHOWN]
        return [(str(one.pk), one.name, _posts_said(one)) for one in people]
    if kind == "office":
        offices = Office.objects.filter(pk__in=ids, valid_to=None).select_related("area").order_by("name")[:SHOWN]
        return [(str(one.pk), one.name, one.area.name) for one in offices]
    if kind == "resident":
        people_found = selectors.residents(viewer).filter(pk__in=ids, merged_into=None, erased_at=None)[:SHOWN]
        return [(str(one.pk), _masked(one), one.area.name) for one in people_found]
    return []


def _areas(text: str) -> list[Choice]:
    tree, today = area_tree(), clock.today()
    named = [match.node for match in selectors.find_areas(text)]
    ids = matching("area", text).order_by("-at").values_list("object_id", flat=True)[:50]
    nodes = {node.id: node for node in [*named, *(tree.nodes[key] for key in ids if key in tree.nodes)]}
    return [(str(node.id), node.full_name, _level(node.level)) for node in nodes.values() if node.in_force(today)][
        :SHOWN
    ]


def _level(level: str) -> str:
    return str(Area.Level(level).label)


def _masked(resident: Resident) -> str:
    return f"{mask_name(resident.name)} ({resident.birth_year or '—'})"


def _posts_said(staff: Staff) -> str:
    posts = Post.objects.in_force(clock.today()).filter(staff=staff).select_related("area")
    return _("、").join(f"{post.area.name}{post.title or post.get_role_display()}" for post in posts[:2])


def _named(kind: str, value: Any) -> Choice | None:
    """The choice that a bound or initial value stands for."""
    try:
        key = UUID(str(value)) if value else None
    except ValueError:
        key = None
    if key is None:
        return None
    if kind == "staff":
        staff = Staff.objects.filter(pk=key).first()
        return (str(key), staff.name, _posts_said(staff)) if staff else None
    if kind == "area":
        node = area_tree().nodes.get(key)
        return (str(key), node.full_name, _level(node.level)) if node else None
    if kind == "office":
        office = Office.objects.filter(pk=key).select_related("area").first()
        return (str(key), office.name, office.area.name) if office else None
    if kind == "household":
        home = Household.objects.filter(pk=key).select_related("area").first()
        return (str(key), home.number, home.area.name) if home else None
    resident = Resident.objects.filter(pk=key).select_related("area").first()
    return (str(key), _masked(resident), resident.area.name) if resident else None
