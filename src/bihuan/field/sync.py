"""Taking in what a phone has gathered: each record for itself, once, with a receipt."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from bihuan.api.problems import fault_of
from bihuan.api.v1.base import Latitude, Longitude, Moment, Sent
from bihuan.field import answer_kind, case_kinds, edits, round_kinds
from bihuan.field.clashes import Clashing
from bihuan.field.devices import reckoned
from bihuan.field.kinds import Batch, Done, Made, kind_of
from bihuan.field.models import FieldDevice, FieldReceipt, Mark
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Invalid
from bihuan.kernel.ids import new_code
from bihuan.kernel.positions import Position, in_china, metres_between
from bihuan.orgs.tree import area_tree, one_tree
from bihuan.platform.bulk import insert_one

__all__ = [
    "MOST_RECORDS",
    "answer_kind",
    "case_kinds",
    "edits",
    "round_kinds",
    "take_one",
    "take_records",
]  # the kinds are known with it

log = logging.getLogger(__name__)
MOST_RECORDS = 200
CLOCK_SLIP = timedelta(minutes=10)
FAR_METRES, COARSE_METRES = 500.0, 100.0
CODE_LETTERS = 8
LATER = "defect"


class Where(Sent):
    """A position as the phone has it (WGS-84, metres); `mocked` when the phone says that an app made it up."""

    lat: Latitude
    lon: Longitude
    accuracy: float | None = Field(None, ge=0, le=1e7, allow_inf_nan=False)
    mocked: bool = False


class Envelope(Sent):
    """What every record has: the id and the time made on the phone, and where."""

    id: UUID
    kind: str = Field(max_length=20)
    at: Moment
    position: Where | None = None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clocked:
    """The call's own time: ours, and by how much the phone's clock is behind it."""

    now: datetime
    skew: timedelta


def take_records(device: FieldDevice, records: Sequence[Mapping[str, Any]], *, skew: timedelta) -> list[dict[str, Any]]:
    """The answer for each record, in order: `received` with its receipt, `refused`, `conflict`, or `later`.

    Each is a transaction of its own, so a failure of one leaves the others alone, and what was answered is stored.
    """
    batch, clocked = Batch(), Clocked(clock.now(), skew)
    ids = [known for known in (_id_of(record) for record in records) if known is not None]
    with one_tree():
        there = FieldReceipt.objects.in_bulk(ids)
        return [_answer(device, record, there, batch, clocked) for record in records]


def take_one(device: FieldDevice, record: Mapping[str, Any], *, skew: timedelta) -> dict[str, Any]:
    """The same for one record, whose refusals are raised.

    Raises:
        Conflict: the id was used for other content.
        Clashing, BihuanError: see the kinds.
    """
    found = _id_of(record)
    there = FieldReceipt.objects.in_bulk([found] if found is not None else [])
    with one_tree():
        return _received(_take(device, record, there, Batch(), Clocked(clock.now(), skew)))


def _answer(
    device: FieldDevice, record: Mapping[str, Any], there: dict[UUID, FieldReceipt], batch: Batch, clocked: Clocked
) -> dict[str, Any]:
    own = record.get("id")
    try:
        receipt = _take(device, record, there, batch, clocked)
    except Clashing as clash:
        fields = [asdict(one) for one in clash.clashes]
        return {"id": own, "status": "conflict", "message": clash.message, "version": clash.version, "fields": fields}
    except BihuanError as refusal:
        errors = [{"field": one.field, "message": one.message, "code": one.code} for one in refusal.faults]
        return {
            "id": own, "status": "refused", "http": refusal.status, "code": errors[0]["code"] or str(refusal.code),
            "message": refusal.message, "errors": errors,
        }  # fmt: skip
    except Exception:
        # Not the phone's fault and perhaps gone the next time: it keeps the record, and the others are taken.
        log.exception("a record of a phone failed")
        message = _("服务器处理这条记录时出错,记录留在手机上,稍后会再试。")
        return {"id": own, "status": "later", "code": LATER, "message": message}
    there[receipt.pk] = receipt
    return _received(receipt)


def _received(receipt: FieldReceipt) -> dict[str, Any]:
    """The same words for the first time and every other."""
    return {
        "id": str(receipt.pk), "status": "received", "receipt": receipt.number,
        "at": clock.local(receipt.received_at).isoformat(), "marks": receipt.marks, "answer": receipt.answer,
    }  # fmt: skip


def _id_of(record: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(str(record.get("id")))
    except ValueError:
        return None


def digest_of(record: Mapping[str, Any]) -> str:
    """Of what was sent, whatever the order of its members."""
    return sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _take(
    device: FieldDevice, record: Mapping[str, Any], there: Mapping[UUID, FieldReceipt], batch: Batch, clocked: Clocked
) -> FieldReceipt:
    envelope, sent = shaped(Envelope, record), digest_of(record)
    known = there.get(envelope.id)
    if known is not None:
        return _same(known, device, sent)
    kind = kind_of(envelope.kind)
    shape = shaped(kind.shape, envelope.body)
    position = Position(envelope.position.lat, envelope.position.lon) if envelope.position else None
    usable = position if position is not None and in_china(position.lat, position.lon) else None
    at = reckoned(envelope.at, clocked.skew, clocked.now)
    made = Made(device.staff, envelope.id, at, usable, batch, clocked.skew, clocked.now)
    try:
        with transaction.atomic():
            done = kind.do(made, shape)
            receipt = FieldReceipt(
                id=envelope.id, number=receipt_number(), device=device, staff=device.staff, kind=kind.key, digest=sent,
                answer=done.answer, about=done.about, label=done.label, town_id=done.town_id, area_id=done.area_id,
                area_path=done.area_path, phone_at=envelope.at, made_at=at, received_at=clock.now(),
                lat=usable.lat if usable else None, lon=usable.lon if usable else None,
                accuracy=envelope.position.accuracy if envelope.position else None,
            )  # fmt: skip
            receipt.marks = _marks(envelope, usable, done, clocked)
            insert_one(receipt)
            return receipt
    except (IntegrityError, Conflict):
        # The same record on another connection a moment ago, or a real conflict of its content.
        known = FieldReceipt.objects.filter(pk=envelope.id).first()
        if known is None:
            raise
        return _same(known, device, sent)


def _same(known: FieldReceipt, device: FieldDevice, sent: str) -> FieldReceipt:
    if known.digest == sent and known.staff_id == device.staff_id:
        return known
    raise Conflict(
        _("这条记录已经收到过(回执号 %(number)s),但内容不一样。请作为一条新记录重新填写。") % {"number": known.number},
        field="id",
        code="same_id_other_content",
    )


def receipt_number() -> str:
    """What a person reads out when asking for a record."""
    code = new_code(CODE_LETTERS)
    return f"{code[:4]}-{code[4:]}"


def shaped(shape: type[Any], record: Mapping[str, Any]) -> Any:
    """What a phone sent, read as `shape`.

    Raises:
        Invalid: every fault, by field.
    """
    try:
        return shape.model_validate(record)
    except ValidationError as error:
        raise Invalid.of(fault_of({**one, "loc": ("body", "", *one["loc"])}) for one in error.errors()) from None


def _marks(envelope: Envelope, position: Position | None, done: Done, clocked: Clocked) -> list[str]:
    """What is odd about time and place."""
    marks: list[str] = []
    if abs(clocked.skew) > CLOCK_SLIP or envelope.at + clocked.skew > clocked.now + CLOCK_SLIP:
        marks.append(Mark.CLOCK)
    if position is None or envelope.position is None:
        return [*marks, Mark.NOWHERE]
    accuracy = envelope.position.accuracy or 0.0
    if envelope.position.mocked:
        marks.append(Mark.MOCKED)
    if accuracy > COARSE_METRES:
        marks.append(Mark.COARSE)
    if _far(position, accuracy, done):
        marks.append(Mark.FAR)
    return [str(mark) for mark in marks]


def _far(position: Position, accuracy: float, done: Done) -> bool:
    """Away from the thing itself, or where that is not known from the area it is said to lie in."""
    if done.spot is not None:
        return metres_between(position, done.spot) > max(FAR_METRES, 2 * accuracy)
    if not done.area_path:
        return False
    tree, today = area_tree(), clock.today()
    inside = tree.containing(position, today)
    if inside is not None:
        return not (inside.path.startswith(done.area_path) or done.area_path.startswith(inside.path))
    near = tree.nearest(position, today)
    return near is not None and near[1] > max(FAR_METRES, accuracy)
