"""Addresses that the app itself calls; every refusal is a problem document."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from bihuan.api.bodies import BodyParser
from bihuan.api.problems import STATUS, document
from bihuan.api.v1.base import Moment, Sent
from bihuan.field import devices, files, sign_in, sync
from bihuan.field.clashes import Clashing
from bihuan.field.door import anybody, for_phones
from bihuan.field.models import FieldDevice
from bihuan.field.packet import packet, tag_of, thing_now
from bihuan.kernel import clock
from bihuan.kernel.errors import ErrorCode, Invalid, NotFound, TooLarge

DAYS_OFF = 3650  # a clock further off than this is no clock


class Sending(Sent):
    """A call's records, and the phone's time as it sends them."""

    sent_at: Moment
    records: list[dict[str, Any]]


def _body(request: HttpRequest) -> dict[str, Any]:
    return BodyParser().parse_body(request)


def _skew(device: FieldDevice, sent_at: datetime) -> timedelta:
    """How far the phone's clock is behind ours; remembered for its photographs."""
    skew = clock.now() - sent_at
    if abs(skew) > timedelta(days=DAYS_OFF):
        raise Invalid(_("手机的日期不对,请在手机设置里打开自动对时,再同步。"), field="sent_at", code="range")
    devices.note_seen(device, skew=round(skew.total_seconds()))
    return skew


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(
        {**content, "now": clock.now().isoformat()}, status=status, json_dumps_params={"ensure_ascii": False}
    )


@anybody("POST")
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Sign in once with name and password; the answer holds the phone's secret."""
    device, secret = sign_in.sign_in(request, sync.shaped(sign_in.SignIn, _body(request)))
    me = {"id": str(device.staff_id), "name": device.staff.name, "language": device.staff.language}
    return _answer({"token": secret, "expires_at": device.expires_at.isoformat(), "me": me}, 201)


@for_phones("GET")
def fetch(request: HttpRequest, device: FieldDevice) -> HttpResponseBase:
    """What the phone takes along; 304 when it has that already."""
    content = packet(device.staff)
    tag = f'"{tag_of(content)}"'
    same = request.headers.get("If-None-Match", "").removeprefix("W/") == tag
    answer = HttpResponse(status=304) if same else _answer(content)
    answer["ETag"] = tag
    return answer


@for_phones("POST")
def send(request: HttpRequest, device: FieldDevice) -> HttpResponseBase:
    """Many records; each has its own answer."""
    given: Sending = sync.shaped(Sending, _body(request))
    if len(given.records) > sync.MOST_RECORDS:
        raise TooLarge(_("一次最多发送 %(most)d 条记录。") % {"most": sync.MOST_RECORDS}, field="records")
    return _answer({"results": sync.take_records(device, given.records, skew=_skew(device, given.sent_at))})


@for_phones("PUT")
def send_one(request: HttpRequest, device: FieldDevice, record_id: UUID) -> HttpResponseBase:
    """One record under its own address: 200, or a problem document (409 for other content and for conflicts)."""
    given = _body(request)
    sent_at = sync.shaped(_SentAt, {"sent_at": given.pop("sent_at", None)}).sent_at
    try:
        return _answer(sync.take_one(device, {**given, "id": str(record_id)}, skew=_skew(device, sent_at)))
    except Clashing as clash:
        changes = [
            {"field": one.title, "before": str(one.base), "after": str(one.theirs), "by": one.by}
            for one in clash.clashes
        ]
        return document(ErrorCode.CONFLICT, clash.message, status=STATUS[ErrorCode.CONFLICT], changes=changes)


class _SentAt(Sent):
    sent_at: Moment


@for_phones("GET")
def look(request: HttpRequest, device: FieldDevice, kind: str, thing_id: UUID) -> HttpResponseBase:
    """What is open at a household or place point now, before one knocks."""
    found = thing_now(device.staff, kind, thing_id)
    if found is None:
        raise NotFound(_("没有找到这条记录,它可能已注销或不在您的辖区。"))
    return _answer({"open": found})


@for_phones("POST")
def announce(request: HttpRequest, device: FieldDevice) -> HttpResponseBase:
    """A photograph will come."""
    sent: files.Announced = sync.shaped(files.Announced, _body(request))
    return _answer(files.announce(device, sent, skew=timedelta(seconds=device.skew)))


@for_phones("GET", "PUT")
def piece(request: HttpRequest, device: FieldDevice, file_id: UUID) -> HttpResponseBase:
    """The next piece of a photograph (`?offset=`), or how much of it is here."""
    if request.method == "GET":
        return _answer(files.standing(files.file_of(device, file_id)))
    word = request.GET.get("offset", "")
    if not (word.isascii() and word.isdecimal() and len(word) < 12):
        raise Invalid(_("没有说明从第几个字节开始。"), field="offset", code="required")
    return _answer(files.take_piece(device, file_id, offset=int(word), piece=request.body))


@for_phones("POST", wiped=True)
def wiped(request: HttpRequest, device: FieldDevice) -> HttpResponseBase:
    """The phone confirms that nothing is left on it; its secret opens nothing from now on."""
    devices.confirm_wiped(device)
    return _answer({"wiped": True})
