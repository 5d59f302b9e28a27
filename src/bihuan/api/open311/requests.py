"""Service requests: taken in as cases, and shown to everybody without anything personal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from bihuan.api.open311.catalogue import KINDS, read_answers, service
from bihuan.api.open311.formats import Value, instant
from bihuan.api.open311.refusals import Open311Refusal
from bihuan.cases.models import Case, Channel, Evidence, State
from bihuan.cases.selectors.tracking import in_plain_words
from bihuan.cases.services import attach_evidence, report_case
from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_text
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import area_at, find_areas
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import PUBLIC
from bihuan.platform.files import store
from bihuan.platform.ledgers.places import known_places

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Upload = UploadedFile[bytes]

SPAN = timedelta(days=90)
MOST, PAGE_SIZE, LARGEST_PAGE = 1000, 50, 1000
ENDED = (State.CLOSED, State.DECLINED, State.VOIDED)
MAX_MEDIA = 500
MAX_PHOTOS, MAX_PHOTO_BYTES = 6, 12 * 1024 * 1024


# --- in ---------------------------------------------------------------------------------------------------------------


def take_in(sent: QueryDict, photos: Sequence["Upload"] = ()) -> Case:
    """A posted request as a case of channel Open311, with the pictures sent along (`media` of some clients).

    Raises:
        Open311Refusal: 400 for what is missing or wrong, 404 for an unknown service.
    """
    code = sent.get("service_code", "").strip()
    if not code:
        raise Open311Refusal(400, _("没有提供 service_code。"))
    if len(photos) > MAX_PHOTOS:
        raise Open311Refusal(400, _("照片最多 %(most)d 张。") % {"most": MAX_PHOTOS})
    with transaction.atomic():
        case = _reported(sent, code)
        for photo in photos:
            _keep(case, photo)
    return case


def _reported(sent: QueryDict, code: str) -> Case:
    category = service(code)
    given = read_answers(category.kind, _attributes(sent))
    lat, lon = _position(sent)
    address = sent.get("address_string", "").strip()
    return report_case(
        PUBLIC,
        kind=category.kind,
        category=category,
        channel=Channel.OPEN311,
        area=_area(sent.get("address_id", "").strip(), address, lat, lon),
        text=_text(sent),
        title=_title(sent.get("description", ""), category.name),
        place=address,
        lat=lat,
        lon=lon,
        urgency=given.urgency,
        people_involved=given.people,
        reporter_name=f"{sent.get('last_name', '').strip()}{sent.get('first_name', '').strip()}",
        reporter_phone=sent.get("phone", "").strip(),
    )


def _keep(case: Case, photo: "Upload") -> None:
    kept = store(cast(Any, photo.file), name=photo.name or "photo", actor=PUBLIC, limit=MAX_PHOTO_BYTES, field="media")
    if not kept.media_type.startswith("image/"):
        raise Open311Refusal(400, _("只能上传照片,“%(name)s”不是图片。") % {"name": kept.name})
    attach_evidence(PUBLIC, case_id=case.pk, file=kept, phase=Evidence.Phase.BEFORE)


def _attributes(sent: QueryDict) -> Mapping[str, str]:
    """`attribute[CODE]=…`; of a list (`attribute[CODE][]`) all values, comma separated."""
    found = {}
    for name in sent:
        if name.startswith("attribute["):
            code = name.removeprefix("attribute[").partition("]")[0]
            found[code] = ",".join(str(value) for value in sent.getlist(name))
    return found


def _position(sent: QueryDict) -> tuple[float | None, float | None]:
    lat, lon = sent.get("lat", "").strip(), sent.get("long", "").strip() or sent.get("lon", "").strip()
    if not lat and not lon:
        return None, None
    try:
        position = float(lat), float(lon)
    except ValueError:
        raise Open311Refusal(400, _("lat 和 long 应成对填写 WGS-84 度数。")) from None
    if not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180):
        raise Open311Refusal(400, _("lat 应在 -90 到 90 之间,long 应在 -180 到 180 之间。"))
    return position


def _area(address_id: str, address: str, lat: float | None, lon: float | None) -> Area:
    """By the area's own id or code, by position, or by the one area that the address names."""
    placed = area_at(lat, lon) if lat is not None and lon is not None else None
    node_id = placed.node.id if placed is not None and placed.node.town_id is not None else None
    if address_id and (place := known_places().place(address_id[:60])) is not None and place.town_key:
        node_id = UUID(place.key)
    if node_id is None and address:
        node_id = _named_in(address[:200])
    found = (
        Area.objects.defer("polygon").select_related("town").filter(pk=node_id, valid_to=None).first()
        if node_id
        else None
    )
    if found is None:
        where = _("请提供本县范围内的 lat 和 long,或在 address_string 写明村(社区)名,或用 address_id 给出区域代码。")
        raise Open311Refusal(400, _("没有找到所在的乡镇或村(社区)。") + where)
    return found


def _named_in(address: str) -> UUID | None:
    """The one area that an address names, the deepest of those it names; None when several could be meant."""
    today = clock.today()
    named = [
        node for node in area_tree().nodes.values() if node.town_id and node.name in address and node.in_force(today)
    ]
    towns = {node.town_id for node in named if node.id == node.town_id}
    within = [node for node in named if not towns or node.town_id in towns]
    deepest = [
        node for node in within if not any(other.path.startswith(node.path) for other in within if other is not node)
    ]
    if not deepest:
        deepest = [match.node for match in find_areas(address) if match.node.town_id is not None]
    return deepest[0].id if len(deepest) == 1 else None


def _text(sent: QueryDict) -> str:
    """The description, and the address of a picture as words: it is never fetched."""
    text = sent.get("description", "").strip()
    media = sent.get("media_url", "").strip()
    if not media:
        return text
    parts = urlsplit(media[:MAX_MEDIA]) if len(media) <= MAX_MEDIA and "[" not in media else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Open311Refusal(400, _("media_url 应是不超过 500 字的 http 或 https 地址。"))
    return f"{text}\n{_('附图地址')}: {media}".strip()


def _title(description: str, name: str) -> str:
    """Empty makes the title from the text; without a description the service names the matter."""
    return "" if description.strip() else name


# --- out --------------------------------------------------------------------------------------------------------------


def shown_to_all() -> QuerySet[Case]:
    """What was reported through this interface, knowing that it is public; nothing else, and nothing voided."""
    return (
        Case.objects.filter(channel=Channel.OPEN311, kind__in=KINDS)
        .exclude(state=State.VOIDED)
        .select_related("category", "office", "town", "area", "merged_into", "place_point")
    )


def asked_for(query: QueryDict) -> QuerySet[Case]:
    """The requests of a query, newest first, one page of them.

    `service_request_id` overrides everything else; otherwise 90 days at most, the last 90 when none are named.

    Raises:
        Open311Refusal: 400, what cannot be read or spans more.
    """
    numbers = _words(query, "service_request_id")
    if numbers:
        return shown_to_all().filter(number__in=numbers[:MOST]).order_by("-reported_at", "-pk")[:MOST]
    start, end = _span(query)
    found = shown_to_all().filter(reported_at__gte=start, reported_at__lte=end)
    if codes := _words(query, "service_code"):
        found = found.filter(category__code__in=codes[:100])
    if states := _words(query, "status"):
        found = found.filter(_status(states))
    size, page = _number(query, "page_size", LARGEST_PAGE), _number(query, "page", 10_000)
    size = size or (PAGE_SIZE if page else MOST)
    first = ((page or 1) - 1) * size
    return found.order_by("-reported_at", "-pk")[first : first + size]


def _words(query: QueryDict, name: str) -> list[str]:
    return [word.strip()[:60] for value in query.getlist(name) for word in str(value).split(",") if word.strip()]


def _status(states: list[str]) -> Q:
    wrong = [state for state in states if state not in {"open", "closed"}]
    if wrong:
        raise Open311Refusal(400, _("status 只能是 open、closed 或二者,逗号分隔。"))
    if set(states) == {"open", "closed"}:
        return Q()
    # A part of a joint case ends with the whole.
    closed = Q(state__in=ENDED) | Q(state=State.MERGED, merged_into__state__in=ENDED)
    return closed if "closed" in states else ~closed


def _span(query: QueryDict) -> tuple[datetime, datetime]:
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    end_at = end or (start + SPAN if start else clock.now())
    start_at = start or end_at - SPAN
    if start_at > end_at:
        raise Open311Refusal(400, _("start_date 不能晚于 end_date。"))
    if end_at - start_at > SPAN:
        raise Open311Refusal(400, _("start_date 到 end_date 最多 90 天。"))
    return start_at, end_at


def _moment(query: QueryDict, name: str) -> datetime | None:
    text = query.get(name, "").strip().replace(" ", "+")  # a "+" of the offset that was not escaped
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Open311Refusal(400, _("%(name)s 应写成 2026-06-03T09:30:00+08:00。") % {"name": name}) from None
    if not 1900 <= moment.year <= 2200:
        raise Open311Refusal(400, _("%(name)s 超出范围。") % {"name": name})
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL_ZONE)


def _number(query: QueryDict, name: str, most: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
        raise Open311Refusal(400, _("%(name)s 应是 1 到 %(most)d 的整数。") % {"name": name, "most": most})
    return int(text)


def one(number: str) -> Case:
    """One request.

    Raises:
        Open311Refusal: 404, there is none.
    """
    found = shown_to_all().filter(number=number[:60]).first()
    if found is None:
        raise Open311Refusal(404, _("没有找到这个 service_request_id。"))
    return found


def as_value(case: Case, *, extended: bool = False) -> Mapping[str, Value]:
    """A request as the specification lists it; the text with every telephone and identity number masked."""
    told = case.merged_into if case.state == State.MERGED and case.merged_into is not None else case
    shown: dict[str, Any] = {
        "service_request_id": case.number,
        "status": "closed" if told.state in ENDED else "open",
        "status_notes": in_plain_words(told, joint=told is not case),
        "service_name": case.category.name if case.category else str(case.get_kind_display()),
        "service_code": case.category.code if case.category else "",
        "description": _without_names(case),
        "agency_responsible": told.office.name if told.office else "",
        "service_notice": None,
        "requested_datetime": instant(case.reported_at),
        "updated_datetime": instant(_updated(told)),
        "expected_datetime": instant(told.due_at),
        "address": mask_text(case.place) or case.area.name,
        "address_id": case.area.code,
        "zipcode": None,
        "lat": case.lat,
        "long": case.lon,
        "media_url": None,
    }
    if extended:
        shown["extended_attributes"] = {
            "state": told.state,
            "state_title": str(told.get_state_display()),
            "town": case.town.name,
            "area": case.area.name,
            "group": str(case.get_kind_display()),
            "urgency": case.urgency,
            "outcome": str(told.get_outcome_display()) if told.state == State.CLOSED and told.outcome else None,
        }
    return shown


def _without_names(case: Case) -> str:
    text = mask_text(case.text or case.title)
    return text.replace(case.reporter_name, "某某") if len(case.reporter_name) > 1 else text


def _updated(case: Case) -> datetime:
    times = (case.closed_at, case.verified_at, case.finished_at, case.taken_at, case.dispatched_at, case.accepted_at)
    return max((moment for moment in times if moment is not None), default=case.reported_at)
