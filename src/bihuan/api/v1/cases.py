"""Cases: list, one, taking in, and what hangs on one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from bihuan.api.door import door, staff_of
from bihuan.api.scopes import TokenScope
from bihuan.api.v1.base import (
    Latitude,
    Longitude,
    Moment,
    Named,
    Reference,
    Sent,
    answers,
    area_for,
    category_for,
    tag,
)
from bihuan.api.v1.ledgers import LedgerPage, ledger_page, query_parameters
from bihuan.cases import lifecycle, limits, policies, selectors
from bihuan.cases import services as write
from bihuan.cases.models import Case, CaseKind, Channel, Comment, Evidence, Urgency
from bihuan.kernel.reading.masking import mask_name, mask_phone
from bihuan.platform.files import store
from bihuan.platform.ledgers import ledger

router = Router(tags=["事项"])
READ = door(TokenScope.CASES_READ, policies.READ)


class CategoryOut(Schema):
    code: str
    name: str


class ReporterOut(Schema):
    """Masked; the full values are shown on the desk, for a reason that is logged."""

    name: str
    phone: str
    anonymous: bool


class VerbOut(Schema):
    """What the caller may do now; `reason` says why a verb is refused though the right is there."""

    verb: str
    title: str
    asks: list[str]
    allowed: bool
    reason: str


class EvidenceOut(Schema):
    id: UUID
    phase: str
    caption: str
    name: str
    media_type: str
    size: int
    by: Named | None
    at: datetime

    @classmethod
    def of(cls, one: Evidence) -> "EvidenceOut":
        file = one.file
        return cls(
            id=one.pk, phase=one.phase, caption=one.caption, name=file.name, media_type=file.media_type, size=file.size,
            by=Named.of(one.by), at=one.created_at,
        )  # fmt: skip


class CaseOut(Schema):
    """A case as the caller may see it."""

    id: UUID
    number: str
    version: int
    kind: str
    category: CategoryOut | None
    title: str
    text: str
    channel: str
    urgency: str
    state: str
    state_title: str
    town: Named | None
    area: Named | None
    place: str
    lat: float | None
    lon: float | None
    reporter: ReporterOut
    people_involved: int | None
    office: Named | None
    handler: Named | None
    first_contact: Named | None
    major: bool
    major_signs: list[str]
    sent_back_times: int
    returned_times: int
    reopened_times: int
    outcome: str
    result_text: str
    satisfied: bool | None
    rating: int | None
    merged_into: UUID | None
    source_number: str
    reported_at: datetime
    accepted_at: datetime | None
    dispatched_at: datetime | None
    taken_at: datetime | None
    finished_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    due_stage: str
    overdue_stages: int
    evidence: list[EvidenceOut]
    verbs: list[VerbOut]


_PLAIN = (
    "number", "version", "kind", "title", "text", "channel", "urgency", "state", "place", "lat", "lon", "people_involved",
    "major", "major_signs", "sent_back_times", "returned_times", "reopened_times", "outcome", "result_text", "satisfied",
    "rating", "source_number", "reported_at", "accepted_at", "dispatched_at", "taken_at", "finished_at", "verified_at",
    "closed_at", "due_at", "due_stage", "overdue_stages",
)  # fmt: skip


def _shown(viewer: Any, case: Case) -> dict[str, Any]:
    offers = lifecycle.verbs_for(viewer, case)
    return {
        **{name: getattr(case, name) for name in _PLAIN},
        "id": case.pk,
        "state_title": case.get_state_display(),
        "category": None if case.category is None else {"code": case.category.code, "name": case.category.name},
        "town": Named.of(case.town),
        "area": Named.of(case.area),
        "reporter": {
            "name": mask_name(case.reporter_name),
            "phone": mask_phone(case.reporter_phone),
            "anonymous": case.anonymous,
        },
        "office": Named.of(case.office),
        "handler": Named.of(case.handler),
        "first_contact": Named.of(case.first_contact),
        "merged_into": case.merged_into_id,
        "evidence": [EvidenceOut.of(one) for one in selectors.evidence_of(case)],
        "verbs": [
            {"verb": o.verb, "title": o.title, "asks": list(o.asks), "allowed": o.allowed, "reason": o.reason}
            for o in offers
        ],
    }


@router.get(
    "/cases",
    auth=READ,
    response=answers(200, LedgerPage),
    summary="事项列表",
    operation_id="cases",
    openapi_extra={"parameters": query_parameters(ledger("cases"))},
)
def cases(request: HttpRequest) -> Any:
    """事项台账的一页,筛选、搜索、排序、列选择与桌面台账相同。"""
    return ledger_page(request, staff_of(request), ledger("cases"))


class CaseIn(Sent):
    """A matter to take in. `id` is made by the sender (UUIDv7), so that a resend is recognised."""

    id: UUID | None = None
    kind: CaseKind
    area: Reference = Field(description="发生区域的编号或代码,到乡镇(街道)或以下")
    title: str = Field("", max_length=120)
    text: str = Field("", max_length=5000)
    channel: Channel = Channel.WALK_IN
    category: str = Field("", max_length=30, description="类别代码")
    urgency: Urgency = Urgency.NORMAL
    place: str = Field("", max_length=200)
    lat: Latitude | None = None
    lon: Longitude | None = None
    reporter_name: str = Field("", max_length=40)
    reporter_phone: str = Field("", max_length=30)
    anonymous: bool = False
    people_involved: int | None = Field(None, ge=1, le=100_000)
    source_number: str = Field("", max_length=60)
    reported_at: Moment | None = None


class CaseTaken(Schema):
    """The receipt: number and code open the public tracking page."""

    id: UUID
    number: str
    tracking_code: str
    state: str
    version: int


@router.post(
    "/cases",
    auth=door(TokenScope.CASES_WRITE, policies.REPORT),
    response=answers(201, CaseTaken),
    summary="登记事项",
    operation_id="report_case",
)
def report(request: HttpRequest, response: HttpResponse, sent: CaseIn) -> Any:
    """登记一件事项并启动时限;同一 `id` 内容相同再次提交得到同一件,内容不同则 409。"""
    case = write.report_case(
        staff_of(request),
        area=area_for(sent.area),
        category=category_for(sent.category) if sent.category else None,
        case_id=sent.id,
        **sent.model_dump(exclude={"id", "area", "category"}),
    )
    return Status(201, taken(response, case))


def taken(response: HttpResponse, case: Case) -> dict[str, Any]:
    """The receipt of a case, with its address and version."""
    tag(response, case)
    response["Location"] = f"/api/v1/cases/{case.pk}"
    return {
        "id": case.pk, "number": case.number, "tracking_code": case.tracking_code, "state": case.state, "version": case.version,
    }  # fmt: skip


@router.get("/cases/{uuid:case_id}", auth=READ, response=answers(200, CaseOut), summary="一件事项", operation_id="case")
def case(request: HttpRequest, response: HttpResponse, case_id: UUID) -> Any:
    """事项全貌与当前可做的操作;反映人信息脱敏。ETag 是版本号。"""
    viewer = staff_of(request)
    found = selectors.case_by_id(viewer, case_id)
    tag(response, found)
    return _shown(viewer, found)


class EntryOut(Schema):
    at: datetime
    who: str
    verb: str
    sentence: str
    text: str
    kind: str
    public: bool


class Timeline(Schema):
    items: list[EntryOut]


@router.get(
    "/cases/{uuid:case_id}/timeline",
    auth=READ,
    response=answers(200, Timeline),
    summary="办理经过",
    operation_id="case_timeline",
)
def timeline(request: HttpRequest, case_id: UUID) -> Any:
    """谁在什么时候做了什么,旧的在前。"""
    viewer = staff_of(request)
    entries = selectors.timeline(viewer, selectors.case_by_id(viewer, case_id))
    return {"items": [{name: getattr(one, name) for name in EntryOut.model_fields} for one in entries]}


class CommentOut(Schema):
    id: UUID
    at: datetime
    by: Named | None
    text: str
    public: bool

    @classmethod
    def of(cls, one: Comment) -> "CommentOut":
        return cls(id=one.pk, at=one.created_at, by=Named.of(one.by), text=one.text, public=one.public)


class Comments(Schema):
    items: list[CommentOut]


@router.get(
    "/cases/{uuid:case_id}/comments",
    auth=READ,
    response=answers(200, Comments),
    summary="意见",
    operation_id="case_comments",
)
def comments(request: HttpRequest, case_id: UUID) -> Any:
    """事项下的意见,旧的在前;`public` 的群众可见。"""
    found = selectors.case_by_id(staff_of(request), case_id)
    remarks = Comment.objects.filter(case=found).select_related("by").order_by("created_at")[:500]
    return {"items": [CommentOut.of(one) for one in remarks]}


class CommentIn(Sent):
    text: str = Field(min_length=1, max_length=2000)
    public: bool = Field(False, description="是否答复群众")


@router.post(
    "/cases/{uuid:case_id}/comments",
    auth=door(TokenScope.CASES_WRITE, policies.COMMENT),
    response=answers(201, CommentOut),
    summary="发表意见",
    operation_id="comment_case",
)
def comment(request: HttpRequest, case_id: UUID, sent: CommentIn) -> Any:
    """`@姓名` 会提醒到人。"""
    actor = staff_of(request)
    selectors.case_by_id(actor, case_id)
    return Status(201, CommentOut.of(write.comment_case(actor, case_id=case_id, text=sent.text, public=sent.public)))


class EvidenceForm(Schema):
    phase: Evidence.Phase = Evidence.Phase.OTHER
    caption: str = Field("", max_length=120)


@router.post(
    "/cases/{uuid:case_id}/evidence",
    auth=door(TokenScope.CASES_WRITE, policies.COMMENT),
    response=answers(201, EvidenceOut),
    summary="上传材料",
    operation_id="attach_evidence",
)
def attach(request: HttpRequest, case_id: UUID, file: File[UploadedFile], form: Form[EvidenceForm]) -> Any:
    """multipart/form-data:`file`、`phase`(before、after、other)、`caption`。按内容认类型。"""
    actor = staff_of(request)
    selectors.case_by_id(actor, case_id)
    with transaction.atomic():
        kept = store(file.file, name=file.name or "file", actor=actor)  # type: ignore[arg-type]  # Django's File is readable
        shown = write.attach_evidence(actor, case_id=case_id, file=kept, phase=form.phase, caption=form.caption)
    return Status(201, EvidenceOut.of(shown))


class ClockOut(Schema):
    """One running limit with its arithmetic."""

    stage: str
    title: str
    basis: str
    urgency: str = Field(description="calm、amber_50、amber_80、overdue")
    due_at: datetime | None
    standing: bool
    used: str
    left: str
    budget: str
    sentence: str


class Clocks(Schema):
    items: list[ClockOut]


@router.get(
    "/cases/{uuid:case_id}/clocks",
    auth=READ,
    response=answers(200, Clocks),
    summary="时限及算法",
    operation_id="case_clocks",
)
def clocks(request: HttpRequest, case_id: UUID) -> Any:
    """正在计时的各个时限:总量、已用、剩余、暂停和截止时间是怎么算出来的。"""
    english = getattr(request, "LANGUAGE_CODE", "").startswith("en")
    faces = limits.faces(selectors.case_by_id(staff_of(request), case_id))
    return {"items": [_clock(face, english) for face in faces]}


def _clock(face: limits.ClockFace, english: bool) -> dict[str, Any]:
    sums = face.arithmetic
    return {
        "stage": face.stage,
        "title": str(face.title),
        "basis": str(face.basis),
        "urgency": str(sums.stage.value),
        "due_at": sums.due_at,
        "standing": sums.standing,
        "used": sums.used.text_en if english else sums.used.text_zh,
        "left": sums.left.text_en if english else sums.left.text_zh,
        "budget": sums.budget.text_en if english else sums.budget.text_zh,
        "sentence": sums.sentence_en if english else sums.sentence_zh,
    }


class SimilarOut(Schema):
    id: UUID
    number: str
    title: str
    state: str
    reported_at: datetime
    score: float
    reasons: list[str]


class SimilarCases(Schema):
    items: list[SimilarOut]


@router.get(
    "/cases/{uuid:case_id}/similar",
    auth=READ,
    response=answers(200, SimilarCases),
    summary="可能重复的事项",
    operation_id="similar_cases",
)
def similar(request: HttpRequest, case_id: UUID) -> Any:
    """九十天内未办结或刚办结的相似事项,最像的在前,并说明理由。"""
    viewer = staff_of(request)
    draft = selectors.Draft.of(selectors.case_by_id(viewer, case_id))
    return {
        "items": [
            {
                "id": one.case.pk, "number": one.case.number, "title": one.case.title, "state": one.case.state,
                "reported_at": one.case.reported_at, "score": one.score, "reasons": one.reasons,
            }
            for one in selectors.similar_open_cases(viewer, draft)
        ]
    }  # fmt: skip
