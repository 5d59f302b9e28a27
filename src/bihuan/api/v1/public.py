"""What residents' own programs may do without a token: report, follow, rate, ask again; with abuse limits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from bihuan.api.v1.base import Latitude, Longitude, Reference, Sent, answers, area_for
from bihuan.api.v1.cases import CaseTaken, taken
from bihuan.cases import selectors
from bihuan.cases import services as write
from bihuan.cases.models import CaseKind, Channel
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import area_at
from bihuan.platform.actors import PUBLIC
from bihuan.platform.addresses import client_address
from bihuan.platform.limits import hit

router = Router(tags=["群众"], auth=None)
HOUR = 3600
# The same keys, counts and windows as the residents' pages: one address has one allowance whichever door it takes.
LOOKS, LOOKS_SECONDS = 60, 600
WORDS, WORDS_SECONDS = 20, HOUR
KINDS = (CaseKind.APPEAL, CaseKind.HAZARD, CaseKind.DISPUTE, CaseKind.BENEFIT)
REFUSED = (400, 404, 409, 413, 415, 422, 429)


class PublicReport(Sent):
    """A resident's report: the area, or a position from which it is found. `id` is made by the sender."""

    id: UUID | None = None
    kind: CaseKind = Field(CaseKind.APPEAL, description="appeal、hazard、dispute、benefit")
    text: str = Field(min_length=1, max_length=5000)
    area: Reference | None = None
    place: str = Field("", max_length=200)
    lat: Latitude | None = None
    lon: Longitude | None = None
    reporter_name: str = Field("", max_length=40)
    reporter_phone: str = Field("", max_length=30)
    anonymous: bool = False


@router.post(
    "/public/reports", response=answers(201, CaseTaken, *REFUSED), summary="群众上报", operation_id="public_report"
)
def report(request: HttpRequest, response: HttpResponse, sent: PublicReport) -> Any:
    """不需要令牌。返回办件编号和查询码;同一 `id` 原样重发得到同一件。"""
    hit(f"public-report:{client_address(request)}", limit=settings.PUBLIC_REPORTS_PER_HOUR, seconds=HOUR)
    if sent.kind not in KINDS:
        raise Invalid(_("群众上报的类型只能是诉求、隐患、纠纷或惠民实事。"), field="kind", code="kind")
    case = write.report_case(
        PUBLIC,
        kind=sent.kind,
        channel=Channel.RESIDENT,
        area=_area(sent),
        text=sent.text,
        place=sent.place,
        lat=sent.lat,
        lon=sent.lon,
        reporter_name=sent.reporter_name,
        reporter_phone=sent.reporter_phone,
        anonymous=sent.anonymous,
        case_id=sent.id,
    )
    return Status(201, taken(response, case))


def _area(sent: PublicReport) -> Area:
    if sent.area is not None:
        return area_for(sent.area)
    placed = area_at(sent.lat, sent.lon) if sent.lat is not None and sent.lon is not None else None
    if placed is None or placed.node.town_id is None:
        raise Invalid(_("请写明所在的区域(area),或给出本县范围内的位置(lat、lon)。"), field="area", code="required")
    return Area.objects.defer("polygon").select_related("town").get(pk=placed.node.id)


class StepOut(Schema):
    title: str
    at: datetime | None


class AnswerOut(Schema):
    at: datetime
    text: str


class TrackingOut(Schema):
    """The state in plain words, nothing personal."""

    number: str
    kind: str
    title: str
    state: str
    words: str
    reported_at: datetime
    closed_at: datetime | None
    outcome: str
    steps: list[StepOut]
    answers: list[AnswerOut]
    rating: int | None
    can_rate: bool
    can_reopen: bool


class Code(Schema):
    code: str = Field(min_length=1, max_length=20, description="查询码")


@router.get(
    "/tracking/{number}",
    response=answers(200, TrackingOut, *REFUSED),
    summary="凭编号和查询码查进度",
    operation_id="tracking",
)
def tracking(request: HttpRequest, number: str, query: Query[Code]) -> Any:
    """编号或查询码不对,答复都是 404。"""
    hit(f"public-track:{client_address(request)}", limit=LOOKS, seconds=LOOKS_SECONDS)
    found = selectors.tracking(number[:40], _plain(query.code))
    return {
        **{name: getattr(found, name) for name in TrackingOut.model_fields if name not in {"steps", "answers"}},
        "steps": [{"title": step.title, "at": step.at} for step in found.steps],
        "answers": [{"at": at, "text": text} for at, text in found.answers],
    }


def _plain(code: str) -> str:
    return code.strip().upper()


class Rating(Sent):
    code: str = Field(min_length=1, max_length=20)
    rating: int = Field(ge=1, le=5)
    remark: str = Field("", max_length=300)


class Reopening(Sent):
    code: str = Field(min_length=1, max_length=20)
    reason: str = Field(min_length=1, max_length=300)


class PublicState(Schema):
    number: str
    state: str


@router.post(
    "/tracking/{number}/rating", response=answers(200, PublicState, *REFUSED), summary="群众评价", operation_id="rate"
)
def rate(request: HttpRequest, number: str, sent: Rating) -> Any:
    """办结后评 1 到 5 分。"""
    hit(f"public-words:{client_address(request)}", limit=WORDS, seconds=WORDS_SECONDS)
    case = write.rate_by_reporter(number=number[:40], code=_plain(sent.code), rating=sent.rating, remark=sent.remark)
    return {"number": case.number, "state": case.state}


@router.post(
    "/tracking/{number}/reopen",
    response=answers(200, PublicState, *REFUSED),
    summary="群众要求重新办理",
    operation_id="reopen_public",
)
def reopen(request: HttpRequest, number: str, sent: Reopening) -> Any:
    """办结 90 天内可以要求重新办理。"""
    hit(f"public-words:{client_address(request)}", limit=WORDS, seconds=WORDS_SECONDS)
    case = write.reopen_by_reporter(number=number[:40], code=_plain(sent.code), reason=sent.reason)
    return {"number": case.number, "state": case.state}
