"""What all shapes and operations of /api/v1 share: strict input, named references, pages by cursor."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from bihuan.api.problems import DoorCode, DoorRefusal
from bihuan.cases.models import Case, Category
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area, Office, Staff

M = TypeVar("M", bound=Model)
PAGE_SIZE, LARGEST_PAGE = 50, 200
EARLIEST, LATEST = 1900, 2200


class Sent(Schema):
    """Base of bodies: what an operation does not know is refused, so that a misspelt name is noticed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _of_our_time(moment: datetime) -> datetime:
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError("out of range")
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL_ZONE)


# A moment without a zone is read as local time; what the calendar cannot reckon with is refused.
Moment = Annotated[datetime, AfterValidator(_of_our_time)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, description="原因,写入办理记录")]
Note = Annotated[str, Field(max_length=2000)]
Reference = Annotated[str, Field(min_length=1, max_length=60, description="编号(UUID)或代码")]


class Named(Schema):
    """Something referred to: its id and what people call it."""

    id: UUID
    name: str

    @classmethod
    def of(cls, record: Area | Office | Staff | None) -> "Named | None":
        return None if record is None else cls(id=record.pk, name=record.name)


class Fault(Schema):
    """One thing wrong with one field."""

    field: str
    message: str
    code: str


class Change(Schema):
    """What somebody else changed meanwhile."""

    field: str
    before: str
    after: str
    by: str


class Problem(Schema):
    """A refusal (RFC 9457, application/problem+json)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[Fault]
    changes: list[Change] | None = None


REFUSED = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429)


def answers(status: int, shape: Any, *refused: int) -> dict[int, Any]:
    """The answers of an operation as its document lists them: one good one and the refusals."""
    return {status: shape, **dict.fromkeys(refused or REFUSED, Problem)}


# --- references -------------------------------------------------------------------------------------------------------


def _unknown(field: str, message: str) -> Invalid:
    return Invalid(message, field=field, code="unknown")


_ID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def area_for(word: str, *, field: str = "area") -> Area:
    """The area in force with this id or code.

    Raises:
        Invalid: there is none.
    """
    named = Q(pk=word) if _ID.fullmatch(word) else Q(code=word)
    found = next(iter(Area.objects.defer("polygon").select_related("town").filter(named, valid_to=None)[:1]), None)
    if found is None:
        raise _unknown(field, _("没有找到这个区域,请用区域的编号或代码,可查 /api/v1/areas。"))
    return found


def office_for(office_id: UUID, *, field: str = "office") -> Office:
    """The office with this id.

    Raises:
        Invalid: there is none.
    """
    found = Office.objects.select_related("area").filter(pk=office_id, valid_to=None).first()
    if found is None:
        raise _unknown(field, _("没有找到这个单位,可查 /api/v1/offices。"))
    return found


def staff_for(staff_id: UUID, *, field: str = "handler") -> Staff:
    """The person with this id who may sign in.

    Raises:
        Invalid: there is none.
    """
    found = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if found is None:
        raise _unknown(field, _("没有找到这位工作人员,可查 /api/v1/staff。"))
    return found


def category_for(code: str, *, field: str = "category") -> Category:
    """The category in use with this code.

    Raises:
        Invalid: there is none.
    """
    found = Category.objects.filter(code=code, active=True).first()
    if found is None:
        raise _unknown(field, _("没有这个类别代码,或已停用。"))
    return found


# --- versions ---------------------------------------------------------------------------------------------------------


def seen_version(request: HttpRequest, sent: int | None) -> int | None:
    """The version the caller looked at: `If-Match: "7"`, or `version` in the body.

    Raises:
        DoorRefusal: an If-Match that is no version.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        return sent
    plain = header.removeprefix("W/").strip('"')
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 9:
        raise DoorRefusal(DoorCode.MALFORMED, _('If-Match 应是响应头 ETag 的原样内容,例如 "7"。'), field="If-Match")
    return int(plain)


def tag(response: HttpResponse, case: Case) -> None:
    """Mark an answer with the version it shows."""
    response["ETag"] = f'"{case.version}"'


# --- pages ------------------------------------------------------------------------------------------------------------


class PageAsked(Schema):
    """How much, and from where on: `after` is the `cursor` of the page before."""

    size: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)
    after: UUID | None = None


def page_of(
    request: HttpRequest, rows: QuerySet[M], asked: PageAsked, shown: Callable[[M], Any], *, newest_first: bool = False
) -> dict[str, Any]:
    """A page cut by id (UUIDv7, hence by time of creation): items, cursor and the address of the next page."""
    ordered = rows.order_by("-pk" if newest_first else "pk")
    if asked.after is not None:
        ordered = ordered.filter(**{"pk__lt" if newest_first else "pk__gt": asked.after})
    found: Sequence[M] = list(ordered[: asked.size + 1])
    items = found[: asked.size]
    cursor = str(items[-1].pk) if len(found) > asked.size else None
    return {"items": [shown(one) for one in items], "cursor": cursor, "next": next_address(request, cursor)}


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    """This request's own address, further on."""
    if cursor is None:
        return None
    words = [(key, value) for key, values in request.GET.lists() if key != "after" for value in values]
    return f"{request.path}?{urlencode([*words, ('after', cursor)])}"
