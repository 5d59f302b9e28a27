"""Copies of pictures that say in the picture itself when, where and by whom it was taken, and for what."""

import io
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bihuan.kernel.errors import Invalid
from bihuan.platform.files import content
from bihuan.platform.files.images import PUBLIC_EDGE, is_picture
from bihuan.platform.fonts import font_path
from bihuan.platform.models import StoredFile

MARKED = "marked"
LEAST_SIZE, SHARE = 14, 30  # pixels of a letter; of the picture's longer edge
MOST_OF_PICTURE = 0.4  # how much of its height the band may take


def marked(file: StoredFile, lines: Sequence[str]) -> bytes:
    """A copy (JPEG, without metadata) with a readable band of `lines` at its foot; made at the first request and kept.

    Raises:
        Invalid: not a picture, or one that cannot be decoded.
    """
    if not is_picture(file):
        raise Invalid(_("这份材料不是图片。"), field="file")
    digest = mark_digest(file, lines)
    path = content.path_of(digest, area=MARKED)
    if not path.exists():
        try:
            with content.path_of(file.sha256).open("rb") as original, Image.open(original) as opened:
                made = _drawn(opened, lines)
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise Invalid(_("图片已损坏,无法打开,请重新拍摄或选择。"), field="file", code="damaged") from error
        content.keep(io.BytesIO(made), digest, area=MARKED)
    return path.read_bytes()


def mark_digest(file: StoredFile, lines: Sequence[str]) -> str:
    """Under which the copy is kept: other words are another copy."""
    return sha256("\n".join([file.sha256, *lines]).encode()).hexdigest()


def _drawn(opened: Image.Image, lines: Sequence[str]) -> bytes:
    if opened.format == "JPEG":
        opened.draft("RGB", (PUBLIC_EDGE, PUBLIC_EDGE))
    image: Image.Image = ImageOps.exif_transpose(opened)
    image.thumbnail((PUBLIC_EDGE, PUBLIC_EDGE), Image.Resampling.LANCZOS)
    whole = image.convert("RGBA")
    picture = Image.new("RGBA", whole.size, (255, 255, 255, 255))
    picture.alpha_composite(whole)
    picture.alpha_composite(_band(picture.size, lines))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=85, progressive=True)
    return out.getvalue()


def _band(size: tuple[int, int], lines: Sequence[str]) -> Image.Image:
    """The dark band with its words, as large as fits the picture; a picture too small for words has the band alone."""
    width, height = size
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    letter = max(LEAST_SIZE, max(size) // SHARE)
    while True:
        font, edge, step = _font(letter), letter // 2, letter * 4 // 3
        broken = [part for line in lines for part in _broken(line, font, width - 2 * edge)]
        tall = step * len(broken) + edge
        if tall <= height * MOST_OF_PICTURE or letter <= LEAST_SIZE:
            break
        letter = max(LEAST_SIZE, letter * 4 // 5)
    top = max(0, height - tall)
    draw.rectangle([0, top, width, height], fill=(0, 0, 0, 150))
    for number, line in enumerate(broken):
        draw.text((edge, top + edge // 2 + number * step), line, font=font, fill=(255, 255, 255, 255))
    return layer


def _broken(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The line in parts no wider than the picture; Chinese may be broken anywhere."""
    parts, rest = [], line
    while rest:
        fits = len(rest)
        while fits > 1 and font.getlength(rest[:fits]) > width:
            fits -= 1
        parts.append(rest[:fits])
        rest = rest[fits:]
    return parts


@lru_cache(maxsize=12)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), size)
