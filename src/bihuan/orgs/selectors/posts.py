"""Who holds which post, now and then."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office, Post, Staff
from bihuan.orgs.tree import AreaNode


def posts_of(staff: Staff, *, day: date | None = None) -> QuerySet[Post]:
    """The person's posts, newest first: all of them, or those in force on `day`."""
    posts = Post.objects.filter(staff=staff).select_related("area", "area__town", "office").order_by("-from_day", "-id")
    return posts if day is None else posts.filter(pk__in=Post.objects.in_force(day).filter(staff=staff))


def holders(role: str, area: Area | AreaNode, *, day: date | None = None, below: bool = False) -> QuerySet[Post]:
    """Posts of `role` in force on `day` (default today) at the area, or `below` it as well; one query."""
    posts = Post.objects.in_force(day or clock.today()).filter(role=role, staff__is_active=True)
    posts = posts.filter(area__path__below=area.path) if below else posts.filter(area_id=area.id)
    return posts.select_related("staff", "area", "office").order_by("area__path", "from_day")


def who_held(area: Area | AreaNode, *, role: str = "") -> QuerySet[Post]:
    """The history of the posts at an area (of one role when asked), newest first."""
    posts = Post.objects.filter(area_id=area.id).select_related("staff", "office").order_by("-from_day", "role", "-id")
    return posts.filter(role=role) if role else posts


def staff_of(
    *, area: Area | AreaNode | None = None, office: Office | None = None, day: date | None = None
) -> QuerySet[Staff]:
    """People with a post in force below an area or at an office, each once, with those posts in `posts_now`."""
    when = day or clock.today()
    posts = Post.objects.in_force(when).select_related("area", "office")
    chosen = posts
    if area is not None:
        chosen = chosen.filter(area__path__below=area.path)
    if office is not None:
        chosen = chosen.filter(office=office)
    return (
        Staff.objects.filter(pk__in=chosen.values("staff_id"))
        .prefetch_related(Prefetch("posts", queryset=posts, to_attr="posts_now"))
        .order_by("initials", "name")
    )


def offices_of(area: Area | AreaNode, *, day: date | None = None) -> QuerySet[Office]:
    """Offices that serve an area and exist on `day`: its own town's (or the area's own) and the county's."""
    when = day or clock.today()
    line = Q(town_id=area.town_id) | Q(town=None) if area.town_id else Q()
    offices = Office.objects.filter(line).filter(Q(valid_to=None) | Q(valid_to__gt=when))
    return offices.select_related("area").order_by("town", "kind", "name")


def colleagues_at(office_id: UUID, *, day: date | None = None) -> QuerySet[Post]:
    """Posts in force at one office, heads first."""
    found = Post.objects.in_force(day or clock.today()).filter(office_id=office_id, staff__is_active=True)
    return found.select_related("staff", "area").order_by("role", "from_day")


def staff_named(names: Iterable[str]) -> dict[str, dict[UUID | None, set[UUID]]]:
    """Who of the working staff bears one of `names`: name → town of the post (None: the county) → ids; one query.

    Lists that offices keep name people without saying which of two namesakes; the town tells them apart.
    """
    posts = Post.objects.in_force(clock.today()).filter(staff__name__in=set(names), staff__is_active=True)
    found: dict[str, dict[UUID | None, set[UUID]]] = {}
    for name, town_id, staff_id in posts.values_list("staff__name", "area__town_id", "staff_id"):
        found.setdefault(name, {}).setdefault(town_id, set()).add(staff_id)
    return found
