"""A check is recorded: what was owed is done, what failed becomes a hazard, once however often it is seen again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.cases import services as cases
from bihuan.cases.models import Case, CaseKind, Channel, Evidence, State, Urgency
from bihuan.inspections.models import PointCheck
from bihuan.inspections.points.checklists import checklist
from bihuan.inspections.points.policies import CHECKS as POLICY
from bihuan.inspections.points.policies import SERVE
from bihuan.inspections.points.registers import CHECKS
from bihuan.inspections.points.tasks_of_day import fulfil
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotFound, WrongState
from bihuan.kernel.positions import metres_between, position_of
from bihuan.orgs.models import Attachment, PlacePoint
from bihuan.orgs.registers import attach, attach_stored
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import holds

Result = PointCheck.Result
CLOCK_SLIP = timedelta(minutes=10)
OLDEST = timedelta(days=14)  # what a phone may bring in late
MOST_REMARK, MOST_ITEM_REMARK = 1000, 120
ENDED = (State.CLOSED, State.DECLINED, State.VOIDED)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture taken at the check."""

    source: bytes | IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one item."""

    result: str
    remark: str = ""


def record_check(
    *,
    actor: Actor,
    point_id: UUID,
    seen: Mapping[str, Seen],
    remark: str = "",
    lat: float | None = None,
    lon: float | None = None,
    at: datetime | None = None,
    photos: Sequence[Photo] = (),
    report: bool = True,
    check_id: UUID | None = None,
) -> PointCheck:
    """Record a look at a point: `seen` by item code; items not named count as in order. Positions are WGS-84 degrees.

    Tasks owed there are done. Failed items become one hazard (unless `report` is False), save those that an open hazard
    of an earlier check covers already. Sending the same `check_id` again gives the same check.

    Raises:
        NotFound: no such point, or it is off the register.
        NotAllowed: `actor` checks no points there.
        Invalid: fields `item_<code>`, `remark_<code>`, `remark`, `lat`, `at`.
        Conflict: `check_id` is taken by a check of another point or person.
    """
    point = PlacePoint.objects.select_related("area", "town").filter(pk=point_id, voided_at=None).first()
    if point is None:
        raise NotFound(_("没有找到这个部位,或者已经注销。"))
    with transaction.atomic():
        # Checks of one point wait for one another: what is sent twice is kept once, and one fault becomes one hazard.
        PlacePoint.objects.select_for_update(no_key=True).get(pk=point.pk)
        known = PointCheck.objects.filter(pk=check_id).first() if check_id else None
        if known is not None:
            if (known.point_id, known.by_id) != (point.pk, actor.actor_id):
                raise Conflict(_("这个编号的检查已经登记过,但内容不一样。"), field="id", code="same_id_other_content")
            return known
        check = PointCheck(pk=check_id) if check_id else PointCheck()
        _fill(check, actor, point, seen, remark, lat, lon, at)
        POLICY.check(actor, CHECKS.keep, check)
        if check.bad and report:
            _take_on(check, actor)
        create(check, actor=actor, verb="record")
        fulfil(check, actor)
        for photo in photos:
            _keep_photo(check, actor, photo)
    return check


def _fill(
    check: PointCheck,
    actor: Actor,
    point: PlacePoint,
    seen: Mapping[str, Seen],
    remark: str,
    lat: Any,
    lon: Any,
    at: Any,
) -> None:
    faults, now = Faults(), clock.now()
    check.point, check.by_id = point, actor.actor_id
    check.area_id, check.area_path, check.town_id = point.area_id, point.area_path, point.town_id
    with override(settings.LANGUAGE_CODE):  # what is kept and printed is in the office's language, whoever enters it
        asked = [(one.code, str(one.title)) for one in checklist(point.kind)]
    check.items = [_item(code, title, seen.get(code, Seen(Result.OK)), faults) for code, title in asked]
    check.findings = len(check.bad)
    check.remark = faults.text("remark", remark, _("情况说明"), most=MOST_REMARK)
    faults.position(lat, lon)
    check.lat, check.lon = lat, lon
    moment = at or now
    if not now - OLDEST <= moment <= now + CLOCK_SLIP:
        faults.add("at", _("检查时间应在最近 14 天内、不晚于现在。"), "date")
    faults.stop()
    check.checked_at = min(moment, now)
    check.day = clock.local(check.checked_at).date()
    here, there = position_of(lat, lon), position_of(point.lat, point.lon)
    if here is not None and there is not None:
        check.distance = round(metres_between(here, there))


def _item(code: str, title: str, seen: Seen, faults: Faults) -> dict[str, str]:
    field = f"item_{code}"
    faults.choice(field, seen.result, Result.values)
    remark = faults.text(f"remark_{code}", seen.remark, title, most=MOST_ITEM_REMARK)
    return {"code": code, "title": title, "result": str(seen.result), "remark": remark}


def _take_on(check: PointCheck, actor: Actor) -> None:
    """Open a hazard for what failed, or name the open one that covers it."""
    covered, open_case = _covered(check)
    fresh = [one for one in check.bad if one["code"] not in covered]
    if fresh:
        check.case = _hazard(check, actor, fresh)
    else:
        check.known = open_case


def _covered(check: PointCheck) -> tuple[set[str], Case | None]:
    """The item codes under which hazards of earlier checks are still open at the point, and the newest of those."""
    earlier = PointCheck.objects.filter(point=check.point_id, voided_at=None, case__isnull=False)
    still_open = list(earlier.exclude(case__state__in=ENDED).select_related("case").order_by("-checked_at"))
    codes = {item["code"] for one in still_open for item in one.bad}
    return codes, still_open[0].case if still_open else None


@override(settings.LANGUAGE_CODE)
def _hazard(check: PointCheck, actor: Actor, bad: Sequence[Mapping[str, str]]) -> Case:
    point = check.point
    lines = [f"{one['title']}:{one['remark'] or _('不符合')}" for one in bad]
    title = _("%(point)s:%(first)s") % {"point": point.name, "first": bad[0]["remark"] or _failed(bad[0]["title"])}
    return cases.report_case(
        actor,
        kind=CaseKind.HAZARD,
        channel=Channel.INSPECTION if holds(actor, SERVE) else Channel.GRID,
        area=point.area,
        title=title[:120],
        text="\n".join([_("巡查检查发现:"), *lines, *([check.remark] if check.remark else [])]),
        place=point.address,
        lat=point.lat,
        lon=point.lon,
        urgency=Urgency.URGENT if point.risk == PlacePoint.Risk.RED else Urgency.NORMAL,
        place_point=point,
        reported_at=check.checked_at,
    )


def _failed(title: str) -> str:
    return _("“%(item)s”不合格") % {"item": title}


def _keep_photo(check: PointCheck, actor: Actor, photo: Photo) -> None:
    shown = attach(CHECKS, actor=actor, pk=check.pk, source=photo.source, name=photo.name)
    _show_for_hazard(check, actor, shown.file)


def show_picture(actor: Actor, *, check_id: UUID, file: StoredFile, caption: str = "") -> Attachment:
    """Show a picture that a phone brought after the check itself, and show it for the hazard that the check opened.

    Raises:
        NotFound, NotAllowed: the check is not the actor's to see or keep; Invalid: too many pictures.
    """
    with transaction.atomic():
        shown = attach_stored(CHECKS, actor=actor, pk=check_id, file=file, caption=caption)
        _show_for_hazard(CHECKS.by_id(actor, check_id), actor, file)
    return shown


def _show_for_hazard(check: PointCheck, actor: Actor, file: StoredFile) -> None:
    if check.case_id is not None:
        cases.attach_evidence(
            actor, case_id=check.case_id, file=file, phase=Evidence.Phase.BEFORE, caption=_("检查时拍摄")
        )


def open_case(*, actor: Actor, pk: UUID, seen: int | None = None) -> Case:
    """What a check found and did not report becomes a hazard after all.

    Raises:
        Invalid: the check found nothing.
        WrongState: it was taken on already.
    """
    with change(PointCheck, pk, actor=actor, verb="open_case", seen=seen) as check:
        if check.case_id is not None or check.known_id is not None:
            raise WrongState(_("这次检查发现的问题已经转为隐患事项。"))
        if not check.bad:
            raise Invalid(_("这次检查没有发现问题。"), field="items", code="nothing")
        _take_on(check, actor)
        case = check.case or check.known
    assert case is not None  # `_take_on` gives one of the two
    return case
