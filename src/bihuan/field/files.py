"""Photographs in pieces: announced, sent bit by bit with resumption, checked by content, shown at the record they belong to."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import Field

from bihuan.api.v1.base import Latitude, Longitude, Moment, Sent
from bihuan.cases.models import Case, Evidence
from bihuan.cases.policies import CASES, COMMENT
from bihuan.cases.services import attach_evidence
from bihuan.field.devices import reckoned
from bihuan.field.models import FieldDevice, FieldFile
from bihuan.field.sync import receipt_number
from bihuan.inspections.models import PointCheck
from bihuan.inspections.points.recording import show_picture
from bihuan.inspections.points.registers import CHECKS
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Fault, Invalid, NotFound, TooLarge, TooMany
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.platform.bulk import insert_one
from bihuan.platform.files.content import digest_of
from bihuan.platform.models import StoredFile

MOST_PIECE = 1024 * 1024
MOST_UNFINISHED = 500  # of one phone
PARTS = "arriving"


class Announced(Sent):
    """A photograph that will come: `about` is the record it belongs to, `sha256` of all its bytes (hex)."""

    id: UUID
    target: str = Field("case", max_length=20)
    about: UUID
    phase: Evidence.Phase = Evidence.Phase.OTHER
    caption: str = Field("", max_length=120)
    name: str = Field(min_length=1, max_length=150)
    size: Annotated[int, Field(ge=1)]
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    at: Moment
    lat: Latitude | None = None
    lon: Longitude | None = None


Check = Callable[[Staff, UUID], None]
Attach = Callable[[Staff, FieldFile, StoredFile], object]


def _may_show_for_case(staff: Staff, case_id: UUID) -> None:
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到照片所属的事项,请先同步文字记录。"))
    CASES.check(staff, COMMENT, case)


def _show_for_case(staff: Staff, file: FieldFile, stored: StoredFile) -> object:
    return attach_evidence(staff, case_id=file.about, file=stored, phase=file.phase, caption=file.caption)


def _may_show_for_check(staff: Staff, check_id: UUID) -> None:
    check = PointCheck.objects.filter(pk=check_id).first()
    if check is None:
        raise NotFound(_("没有找到照片所属的检查,请先同步文字记录。"))
    CHECKS.policy.check(staff, CHECKS.keep, check)


def _show_for_check(staff: Staff, file: FieldFile, stored: StoredFile) -> object:
    return show_picture(staff, check_id=file.about, file=stored, caption=file.caption)


# What photographs may belong to: who may add them is asked before the first byte, and again by the service.
TARGETS: dict[str, tuple[Check, Attach]] = {
    "case": (_may_show_for_case, _show_for_case),
    "check": (_may_show_for_check, _show_for_check),
}


def announce(device: FieldDevice, sent: Announced, *, skew: timedelta) -> dict[str, Any]:
    """How much of the photograph is here already: {"have"}, with "receipt" once it is complete. Repeating it changes nothing.

    Raises:
        Conflict: the id was used for another photograph.
        NotFound, NotAllowed: the record is not there, or not the person's.
        Invalid, TooLarge, TooMany: unknown target, too many bytes, too many unfinished photographs.
    """
    there = FieldFile.objects.filter(pk=sent.id).first()
    if there is not None:
        return standing(_the_same(there, device, sent))
    if sent.target not in TARGETS:
        raise Invalid(_("不认识的照片归属。"), field="target", code="unknown")
    if sent.size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1048576
        raise TooLarge(_("照片太大,最大 %(most)d MB,请在设置里改为较小的照片。") % {"most": most}, field="size")
    check, _attach = TARGETS[sent.target]
    check(device.staff, sent.about)
    if FieldFile.objects.filter(device=device, stored=None, refusal=None).count() >= MOST_UNFINISHED:
        raise TooMany(_("还有太多照片没有传完,请先让已有的照片传完。"))
    now = clock.now()
    file = FieldFile(
        id=sent.id, device=device, staff=device.staff, name=sent.name, size=sent.size, sha256=sent.sha256,
        target=sent.target, about=sent.about, phase=sent.phase, caption=sent.caption, lat=sent.lat, lon=sent.lon,
        made_at=reckoned(sent.at, skew, now), changed_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            insert_one(file)
    except IntegrityError:
        file = _the_same(FieldFile.objects.get(pk=sent.id), device, sent)
    return standing(file)


def _the_same(file: FieldFile, device: FieldDevice, sent: Announced) -> FieldFile:
    same = (file.sha256, file.size, file.target, file.about) == (sent.sha256, sent.size, sent.target, sent.about)
    if not same or file.staff_id != device.staff_id:
        raise Conflict(_("这个编号已用于另一张照片,请重新添加照片。"), field="id", code="same_id_other_content")
    return file


def standing(file: FieldFile) -> dict[str, Any]:
    """Where a photograph stands.

    Raises:
        Invalid: its content was refused.
    """
    if file.refusal is not None:
        raise Invalid.of([Fault(file.refusal["message"], "file", file.refusal["code"])])
    return {"id": str(file.pk), "have": file.have, "size": file.size, "receipt": file.number or ""}


def file_of(device: FieldDevice, file_id: UUID) -> FieldFile:
    """An announced photograph of the same person.

    Raises:
        NotFound: it was not announced.
    """
    file = FieldFile.objects.filter(pk=file_id, staff_id=device.staff_id).first()
    if file is None:
        raise NotFound(_("这张照片还没有登记,请重新开始上传。"))
    return file


def take_piece(device: FieldDevice, file_id: UUID, *, offset: int, piece: bytes) -> dict[str, Any]:
    """Put a piece at its place and say how much is here; the last one completes the photograph.

    A piece that does not begin where the photograph ends is left alone: the answer says where to go on.

    Raises:
        Invalid: the whole is not what was announced, or no picture; it has to be announced under another id.
        TooLarge: a piece of more than `MOST_PIECE` bytes.
        BihuanError: see the record's own service.
    """
    if len(piece) > MOST_PIECE:
        raise TooLarge(_("一次发送的内容太大。"), field="piece")
    file = file_of(device, file_id)
    with transaction.atomic():
        file = FieldFile.objects.select_for_update(of=("self",)).select_related("staff").get(pk=file.pk)
        standing(file)
        if file.stored_id is not None or offset != file.have or not piece:
            return standing(file)
        if file.have + len(piece) > file.size:
            raise Invalid(_("照片的内容比登记的长,请重新添加照片。"), field="piece", code="too_long")
        _write(path_of(file), offset, piece)
        file.have, file.changed_at = file.have + len(piece), clock.now()
        if file.have < file.size:
            file.save(update_fields=["have", "changed_at"])
            return standing(file)
        try:
            with transaction.atomic():
                _complete(file)
        except Invalid as refusal:
            fault = refusal.faults[0]
            file.have, file.refusal = 0, {"code": fault.code, "message": refusal.message}
        except BihuanError:
            # The photograph is sound, only its record does not take it now: the last piece may be sent again later.
            raise
        file.save(update_fields=["have", "changed_at", "stored", "number", "refusal"])
        transaction.on_commit(lambda: path_of(file).unlink(missing_ok=True))
    return standing(file)


def _complete(file: FieldFile) -> None:
    with path_of(file).open("rb") as content:
        if digest_of(content) != file.sha256:
            raise Invalid(_("照片在传送中损坏了,请重新添加照片。"), field="file", code="digest")
        stored = files.store(
            content, name=file.name, actor=file.staff, taken_at=file.made_at, lat=file.lat, lon=file.lon
        )
    if not stored.media_type.startswith("image/"):
        raise Invalid(_("这里只接收照片。"), field="file", code="file_kind")
    _check, attach = TARGETS[file.target]
    attach(file.staff, file, stored)
    file.stored, file.number = stored, receipt_number()


def path_of(file: FieldFile) -> Path:
    """Where the pieces are put together."""
    return Path(settings.MEDIA_ROOT) / PARTS / file.pk.hex[-2:] / file.pk.hex


def _write(path: Path, offset: int, piece: bytes) -> None:
    """At its place and on the disk, so that what is said to be here survives a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, offset)
        os.pwrite(descriptor, piece, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
