"""Posts: appointed from a day, ended after a day, handed over without a gap or an overlap."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, WrongState
from bihuan.orgs import find
from bihuan.orgs.events import PostEnded
from bihuan.orgs.models import Area, ChainHolder, Office, Post, Role, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

Level = Area.Level
# One person at a time: a town has one secretary, a village one, an office one head.
SINGLE = frozenset({Role.TOWN_SECRETARY, Role.VILLAGE_SECRETARY, Role.OFFICE_HEAD})
_VILLAGE, _GRIDS = (Level.VILLAGE,), (Level.VILLAGE, Level.GRID, Level.MICRO)
_TOWN, _UPPER = (Level.TOWN,), (Level.TOWN, Level.COUNTY)
PLACES: dict[str, tuple[str, ...]] = {
    Role.ADMINISTRATOR: _UPPER,
    Role.COUNTY_LEADER: (Level.COUNTY,),
    Role.COUNTY_DESK: (Level.COUNTY,),
    Role.TOWN_SECRETARY: _TOWN,
    Role.LEADER: _UPPER,
    Role.DUTY_OFFICER: _TOWN,
    Role.OFFICE_HEAD: (*_UPPER, Level.VILLAGE),
    Role.HANDLER: (*_UPPER, Level.VILLAGE),
    Role.VILLAGE_SECRETARY: _VILLAGE,
    Role.VILLAGE_CADRE: _VILLAGE,
    Role.GRID_WORKER: _GRIDS,
    Role.MEDIATOR: (*_UPPER, Level.VILLAGE),
    Role.SUPERVISOR: _UPPER,
    Role.CLERK: (*_UPPER, Level.VILLAGE),
    Role.ENTERPRISE_OFFICER: _UPPER,
    Role.AUDITOR: _UPPER,
}
AT_OFFICE = frozenset({Role.OFFICE_HEAD, Role.HANDLER, Role.MEDIATOR})  # their work comes to them through an office


def appoint(
    *,
    actor: Actor,
    staff_id: UUID | None,
    role: str,
    area_id: UUID | None,
    office_id: UUID | None = None,
    title: str = "",
    from_day: date,
    to_day: date | None = None,
) -> Post:
    """Give a person a post at an area (and office) from a day on.

    Raises:
        NotAllowed: `actor` does not manage the area.
        Invalid: fields `staff`, `role`, `area`, `office`, `from_day`, `to_day`, `title`.
        Conflict: the person holds the post then, or a post for one person is taken (field `from_day`).
    """
    faults = Faults()
    staff = faults.record("staff", Staff, staff_id, _("请选择人员。"))
    faults.choice("role", role, Role.values)
    area = faults.area("area", area_id)
    office = faults.record("office", Office, office_id, _("没有找到这个单位。")) if office_id else None
    title = faults.text("title", title, _("职务"), most=60)
    faults.day("from_day", from_day)
    faults.day("to_day", to_day)
    if to_day is not None and to_day < from_day:
        faults.add("to_day", _("任职止不能早于任职起。"))
    if area is not None and role in PLACES and area.level not in PLACES[role]:
        levels = _("、").join(str(Level(level).label) for level in PLACES[role])
        faults.add("area", _("“%(role)s”应设在%(levels)s。") % {"role": Role(role).label, "levels": levels})
    if role in AT_OFFICE and office is None:
        faults.add("office", _("“%(role)s”要选择所在单位。") % {"role": Role(role).label})
    if office is not None and area is not None and office.town_id != area.town_id:
        faults.add("office", _("所选单位不在该任职区域所属的乡镇(街道)。"))
    if staff is not None and not staff.is_active:
        faults.add("staff", _("“%(name)s”的账号已停用,请先启用。") % {"name": staff.name})
    faults.stop()
    assert staff is not None and area is not None
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)  # two appointments to one post queue here
        post = Post(staff=staff, role=role, title=title, area=area, office=office, from_day=from_day, to_day=to_day)
        _refuse_overlap(post)
        create(post, actor=actor, verb="appoint")
        find.index_staff([staff])
    return post


def _refuse_overlap(post: Post) -> None:
    others = Post.objects.filter(role=post.role, area_id=post.area_id, office=post.office).exclude(pk=post.pk)
    others = others.filter(Q(to_day=None) | Q(to_day__gte=post.from_day))
    if post.to_day is not None:
        others = others.filter(from_day__lte=post.to_day)
    for other in others.select_related("staff").order_by("from_day"):
        period = f"{other.from_day}—{other.to_day or _('至今')}"
        if other.staff_id == post.staff_id:
            raise Conflict(_("此人在这段时间已担任该岗位(%(period)s)。") % {"period": period}, field="from_day")
        if post.role in SINGLE:
            raise Conflict(
                _("该岗位同一时间只能有一人,%(name)s 正在任职(%(period)s),请用“交接”办理。")
                % {"name": other.staff.name, "period": period},
                field="from_day",
            )


def end_post(*, actor: Actor, post_id: UUID, last_day: date, reason: str = "", seen: int | None = None) -> Post:
    """End a post after `last_day`.

    Raises:
        Invalid: the day is before the post began (field `last_day`).
        WrongState: the post ended before.
    """
    with change(Post, post_id, actor=actor, verb="end", seen=seen) as post:
        _close(post, last_day, reason, None)
    return post


def _close(post: Post, last_day: date, reason: str, successor_id: UUID | None) -> None:
    if post.to_day is not None and post.to_day < min(last_day, clock.today()):
        raise WrongState(_("这个任职已于 %(day)s 结束。") % {"day": post.to_day})
    if last_day < post.from_day:
        raise Invalid(_("任职止不能早于任职起 %(day)s。") % {"day": post.from_day}, field="last_day")
    post.to_day = last_day
    post.note(reason)
    post.tell(
        PostEnded(
            post_id=post.pk,
            staff_id=post.staff_id,
            role=post.role,
            area_id=post.area_id,
            office_id=post.office_id,
            last_day=last_day.isoformat(),
            successor_id=successor_id,
        )
    )


def hand_over(
    *,
    actor: Actor,
    post_id: UUID,
    successor_id: UUID | None,
    from_day: date,
    with_chain: bool = True,
    seen: int | None = None,
) -> Post:
    """End a post the day before `from_day` and give it to a successor from that day; returns the successor's post.

    `with_chain` lets the successor stand in the predecessor's places of responsibility chains at that area as well.

    Raises:
        Invalid: fields `successor`, `from_day`.
        Conflict: the successor holds the post then.
    """
    faults = Faults()
    successor = faults.record("successor", Staff, successor_id, _("请选择接任人。"))
    faults.stop()
    assert successor is not None
    with transaction.atomic():
        with change(Post, post_id, actor=actor, verb="hand_over", seen=seen) as post:
            if post.staff_id == successor.pk:
                raise Invalid(_("接任人不能是本人。"), field="successor")
            if from_day <= post.from_day:
                raise Invalid(_("交接日期应晚于原任职起 %(day)s。") % {"day": post.from_day}, field="from_day")
            _close(post, from_day - timedelta(days=1), _("由 %(name)s 接任") % {"name": successor.name}, successor.pk)
        follows = appoint(
            actor=actor,
            staff_id=successor.pk,
            role=post.role,
            area_id=post.area_id,
            office_id=post.office_id,
            title=post.title,
            from_day=from_day,
        )
        if with_chain:
            _hand_over_chain(actor, post, successor)
        find.index_staff([post.staff])
    return follows


def _hand_over_chain(actor: Actor, post: Post, successor: Staff) -> None:
    for place in ChainHolder.objects.filter(staff_id=post.staff_id, area_id=post.area_id, level__chain__active=True):
        with change(ChainHolder, place.pk, actor=actor, verb="hand_over") as holder:
            holder.staff = successor
