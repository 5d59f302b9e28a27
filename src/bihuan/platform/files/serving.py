"""Handing a file to a browser so that it can be looked at or saved, and never run."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.files import images
from bihuan.platform.files.access import may_see
from bihuan.platform.files.storing import open_original, open_public
from bihuan.platform.files.watermarks import mark_digest, marked
from bihuan.platform.models import StoredFile

SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "audio/mp4", "audio/mpeg", "video/mp4"})
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
CHUNK = 256 * 1024


def respond(
    request: HttpRequest,
    file: StoredFile,
    *,
    viewer: Actor,
    variant: str = "original",
    download: bool = False,
    mark: Sequence[str] = (),
) -> HttpResponseBase:
    """The answer that carries the file; `variant` is original, public (no metadata), thumb or marked (with `mark` in it).

    Pictures, sound and films are shown in place unless `download`; everything else is always saved.

    Raises:
        NotFound: there is no such content, or `viewer` may not know of it.
    """
    if not may_see(viewer, file):
        raise NotFound(_("没有找到这个文件。"))
    source, media_type, tag = _open(file, variant, mark)
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    answer = _body(request, source, size, f'"{tag}"')
    answer["Content-Type"] = media_type if media_type.split("/")[0] != "text" else "text/plain; charset=utf-8"
    inline = media_type in SHOWN_INLINE and not download
    answer["Content-Disposition"] = content_disposition_header(not inline, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{tag}"'
    return answer


def _open(file: StoredFile, variant: str, mark: Sequence[str]) -> tuple[IO[bytes], str, str]:
    if variant == "thumb":
        return io.BytesIO(images.thumbnail(file)), images.copy_type(file), f"{file.sha256}-thumb"
    if variant == "marked":
        return io.BytesIO(marked(file, mark)), "image/jpeg", mark_digest(file, mark)
    if variant == "public":
        return open_public(file), images.copy_type(file), f"{file.sha256}-public"
    return open_original(file), file.media_type, file.sha256


def _body(request: HttpRequest, source: IO[bytes], size: int, tag: str) -> HttpResponseBase:
    if request.headers.get("If-None-Match") == tag:
        source.close()
        return HttpResponse(status=304)
    found = _RANGE.match(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", tag) != tag or not any(found.groups()):
        answer = StreamingHttpResponse(_part(source, size))
        answer["Content-Length"] = str(size)
        return answer
    begins, ends = found.groups()
    # "-500" asks for the last 500 bytes; "500-" for everything from there on (RFC 9110, section 14.1.2).
    first = int(begins) if begins else max(size - int(ends), 0)
    last = min(int(ends), size - 1) if begins and ends else size - 1
    if first > last or first >= size:
        source.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    source.seek(first)
    answer = StreamingHttpResponse(_part(source, last - first + 1), status=206)
    answer["Content-Length"] = str(last - first + 1)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _part(source: IO[bytes], length: int) -> Iterator[bytes]:
    with source:
        while length > 0 and (chunk := source.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
