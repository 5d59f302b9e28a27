"""A marked copy says in the picture what it is; the original and the public copy are as they were."""

import io

import pytest
from PIL import Image, ImageStat

from bihuan.kernel.errors import Invalid
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.files.watermarks import marked
from bihuan.platform.tests.test_files import photo

pytestmark = pytest.mark.django_db
LINES = ("2026-06-03 09:30 拍摄  康志", "孟河村桥头解放路", "MHX-20260603-0001", "注意:疑似模拟定位")


def band(content: bytes) -> float:
    """How bright the foot of the picture is."""
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
        return float(ImageStat.Stat(image.convert("L").crop((0, height - 8, width, height))).mean[0])


def test_the_marked_copy_has_a_band_and_no_metadata_and_the_others_have_none() -> None:
    stored = files.store(photo(), name="现场.jpg", actor=SYSTEM)
    copy = marked(stored, LINES)
    with files.open_original(stored) as original, files.open_public(stored) as public:
        plain, shown = original.read(), public.read()
    assert band(copy) < band(plain) - 25 and abs(band(shown) - band(plain)) < 3
    assert b"SecretCam" in plain and b"SecretCam" not in copy
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == (1200, 800) and not dict(image.getexif())
        assert image.convert("L").crop((0, 600, 1200, 800)).getextrema()[1] > 240  # the words
    assert marked(stored, LINES) == copy and marked(stored, LINES[:1]) != copy


@pytest.mark.parametrize(("size", "form", "mode"), [((40, 30), "PNG", "RGBA"), ((3000, 300), "WEBP", "RGB")])
def test_any_size_and_kind_of_picture_gets_one(size: tuple[int, int], form: str, mode: str) -> None:
    stored = files.store(photo(size, form=form, mode=mode, exif=False), name=f"a.{form.lower()}", actor=SYSTEM)
    with Image.open(io.BytesIO(marked(stored, LINES))) as image:
        assert image.format == "JPEG" and max(image.size) <= 2560


def test_what_is_no_picture_has_none() -> None:
    stored = files.store(b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF", name="a.pdf", actor=SYSTEM)
    with pytest.raises(Invalid):
        marked(stored, LINES)
