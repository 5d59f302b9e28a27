"""Taking a file in: checked, kept by content, recorded through the audited door."""

import io
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound, TooLarge
from bihuan.platform.actors import Actor
from bihuan.platform.change import create
from bihuan.platform.files import content, images
from bihuan.platform.files.kinds import clean_name, ending_of, recognise
from bihuan.platform.jobs import enqueue, periodic
from bihuan.platform.models import StoredFile

ORPHANED_AFTER = timedelta(days=2)


def store(
    source: bytes | IO[bytes],
    *,
    name: str,
    actor: Actor,
    limit: int | None = None,
    field: str = "file",
    taken_at: datetime | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> StoredFile:
    """Keep `source` and return its record; call it within the transaction of what refers to it, or before.

    `source` must be seekable; `limit` in bytes (default MAX_UPLOAD_BYTES); `field` is where a refusal is shown.
    `taken_at`, `lat` and `lon` (WGS-84) are what its bringer says of it; what a picture itself says goes first.

    Raises:
        Invalid: empty, a kind that is not taken, an ending that does not agree, macros, or a damaged file.
        TooLarge: more bytes, pixels or unpacked content than allowed.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    size = stream.seek(0, io.SEEK_END)
    allowed = settings.MAX_UPLOAD_BYTES if limit is None else limit
    if size > allowed:
        raise TooLarge(
            _("文件太大(%(size).1f MB),最大允许 %(limit)d MB,请压缩或拆分后再上传。")
            % {"size": size / 1048576, "limit": allowed // 1048576},
            field=field,
        )
    shown = clean_name(name)
    kind = recognise(stream, shown, field=field)
    if not ending_of(shown):
        shown = f"{shown}.{kind.endings[0]}"
    seen = images.look_at(stream, field=field) if kind.image else None
    digest = content.digest_of(stream)
    content.keep(stream, digest)
    record = StoredFile(
        sha256=digest,
        name=shown,
        media_type=kind.media_type,
        size=size,
        width=seen.width if seen else None,
        height=seen.height if seen else None,
        taken_at=(seen.taken_at if seen else None) or taken_at,
        lat=seen.lat if seen and seen.lat is not None else lat,
        lon=seen.lon if seen and seen.lat is not None else lon,
        uploaded_by_id=actor.actor_id,
    )
    create(record, actor=actor, verb="upload")
    if kind.image:
        enqueue("files.public_copy", {"file": str(record.pk)}, key=f"files.public_copy:{record.pk}")
    return record


def open_original(file: StoredFile) -> IO[bytes]:
    """The bytes as they were brought.

    Raises:
        NotFound: the content is missing on disk (a restored database without its files).
    """
    try:
        return content.path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(_("文件内容不在本机,请联系系统管理员恢复附件。")) from None


def open_public(file: StoredFile) -> IO[bytes]:
    """The copy without metadata, made now if the job has not come to it yet.

    Raises:
        Invalid: the file has no public copy (not a picture, or a damaged one).
    """
    return content.path_of(images.public_copy(file).public_sha256).open("rb")


@periodic(daily_at=time(3, 30), atomic=False)
def forget_unreferenced() -> None:
    """Remove content whose transaction never committed: no record names it and nothing touched it for two days."""
    root = Path(settings.MEDIA_ROOT)
    old = (clock.now() - ORPHANED_AFTER).timestamp()
    for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if path.stat().st_mtime >= old:
            continue
        referenced = (
            StoredFile.objects.filter(sha256=path.name) | StoredFile.objects.filter(public_sha256=path.name)
        ).exists()
        if not referenced:
            path.unlink(missing_ok=True)
