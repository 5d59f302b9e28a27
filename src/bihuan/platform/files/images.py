"""Pictures: what their camera wrote, public copies without it, and small ones for lists."""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, TooLarge
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.files import content
from bihuan.platform.jobs import Progress, job
from bihuan.platform.models import StoredFile

MAX_PIXELS = 64_000_000  # 12,000 × 5,300; phones' 50-megapixel photos fit
PUBLIC_EDGE, PAPER_EDGE, THUMB_EDGE = 2560, 1400, 320  # pixels
THUMBS, PAPERS = "thumbs", "papers"
Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow itself refuses twice this, and warns from it on


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a picture without decoding it; position in WGS-84 degrees."""

    width: int
    height: int
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None


def look_at(picture: IO[bytes], *, field: str = "file") -> Seen:
    """Size, time and position of a picture; `picture` is left at its start.

    Raises:
        Invalid: it cannot be read as a picture.
        TooLarge: more pixels than `MAX_PIXELS`.
    """
    picture.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(picture) as image:
                width, height = image.size
                exif = image.getexif()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge(_("图片像素过多,请缩小后再上传。"), field=field, code="bomb") from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Invalid(_("图片已损坏,无法打开,请重新拍摄或选择。"), field=field, code="damaged") from error
    finally:
        picture.seek(0)
    lat, lon = _position(exif)
    return Seen(width, height, _taken_at(exif), lat, lon)


def _taken_at(exif: Image.Exif) -> datetime | None:
    """The camera's own wall-clock time, taken as local; None when absent, senseless or in the future."""
    stamp = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        moment = datetime.strptime(str(stamp).strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=clock.LOCAL_ZONE)
    except ValueError:
        return None
    return moment if moment <= clock.now() else None


def _position(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] in {"S", "s"})
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] in {"W", "w"})
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    good = -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0.0, 0.0)
    return (round(lat, 7), round(lon, 7)) if good else (None, None)


def _degrees(parts: Any, negative: bool) -> float:
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    return -value if negative else value


def _smaller(original: IO[bytes], edge: int, *, media_type: str) -> bytes:
    """The picture upright, at most `edge` pixels long, with nothing but its pixels."""
    with Image.open(original) as opened:
        if opened.format == "JPEG":
            opened.draft("RGB", (edge, edge))
        image: Image.Image = ImageOps.exif_transpose(opened)
        image.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        transparent = media_type in {"image/png", "image/webp", "image/gif"}
        clean = image.convert("RGBA" if transparent else "RGB")
        made = Image.new(clean.mode, clean.size)
        made.paste(clean)
    out = io.BytesIO()
    if transparent:
        made.save(out, "PNG", optimize=False)
    else:
        made.save(out, "JPEG", quality=85, progressive=True)
    return out.getvalue()


def is_picture(file: StoredFile) -> bool:
    return file.media_type.startswith("image/")


def public_copy(file: StoredFile) -> StoredFile:
    """The file with its public copy made (once); only pictures have one.

    Raises:
        Invalid: not a picture, or one that cannot be decoded.
    """
    if file.public_sha256:
        return file
    made = io.BytesIO(_render(file, PUBLIC_EDGE))
    digest = content.digest_of(made)
    content.keep(made, digest)
    with change(StoredFile, file.pk, actor=SYSTEM, verb="make_public_copy") as current:
        current.public_sha256 = digest
    return current


def _render(file: StoredFile, edge: int) -> bytes:
    if not is_picture(file):
        raise Invalid(_("只有图片才有公开副本。"), field="file")
    try:
        with content.path_of(file.sha256).open("rb") as original:
            return _smaller(original, edge, media_type=file.media_type)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Invalid(_("图片已损坏,无法打开,请重新拍摄或选择。"), field="file", code="damaged") from error


def thumbnail(file: StoredFile) -> bytes:
    """A small picture for lists, without metadata; made at the first request and kept."""
    path = content.path_of(file.sha256, area=THUMBS)
    if not path.exists():
        content.keep(io.BytesIO(_render(file, THUMB_EDGE)), file.sha256, area=THUMBS)
    return path.read_bytes()


def for_paper(file: StoredFile) -> bytes:
    """A copy fine enough for half a printed page, without metadata; made at the first request and kept.

    Raises:
        Invalid: not a picture, or one that cannot be decoded.
    """
    path = content.path_of(file.sha256, area=PAPERS)
    if not path.exists():
        content.keep(io.BytesIO(_render(file, PAPER_EDGE)), file.sha256, area=PAPERS)
    return path.read_bytes()


def copy_type(file: StoredFile) -> str:
    """The media type of public copies and thumbnails."""
    return "image/jpeg" if file.media_type == "image/jpeg" else "image/png"


@job("files.public_copy")
def make_public_copy(payload: dict[str, Any], _progress: Progress) -> None:
    """After an upload, so that no request waits for the decoding."""
    file = StoredFile.objects.filter(pk=payload["file"]).first()
    if file is None:
        return
    try:
        public_copy(file)
        thumbnail(file)
    except Invalid:
        return  # a damaged picture stays as evidence of what was sent; it has no copies
