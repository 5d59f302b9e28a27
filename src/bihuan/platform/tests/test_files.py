"""Files are what their bytes say, kept once, and handed out only to whom they concern."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from PIL import ExifTags, Image

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Invalid, NotFound, TooLarge
from bihuan.platform import files
from bihuan.platform.actors import PUBLIC, SYSTEM
from bihuan.platform.files import content, kinds
from bihuan.platform.files.storing import forget_unreferenced
from bihuan.platform.jobs import run_pending
from bihuan.platform.models import StoredFile

pytestmark = pytest.mark.django_db


def photo(size=(1200, 800), *, form="JPEG", mode="RGB", exif=True) -> bytes:
    image = Image.new(mode, size, (30, 90, 160) if mode == "RGB" else (30, 90, 160, 255))
    meta = Image.Exif()
    if exif:
        meta[ExifTags.Base.Make] = "SecretCam"
        meta.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:06:03 09:30:00"
        gps = meta.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (33.0, 30.0, 36.0)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (114.0, 1.0, 12.0)
    out = io.BytesIO()
    image.save(out, form, **({"exif": meta} if form in {"JPEG", "WEBP", "PNG"} else {}))
    return out.getvalue()


def office(*names: str, filler: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"\0" * filler or b"<x/>")
    return out.getvalue()


def test_photo_tells_when_and_where_and_its_public_copy_does_not():
    with clock.at(clock.instant(date(2026, 6, 4), 8)):
        stored = files.store(photo(), name="现场.jpg", actor=SYSTEM)
        run_pending()
    assert (stored.width, stored.height, stored.media_type) == (1200, 800, "image/jpeg")
    assert stored.taken_at == clock.instant(date(2026, 6, 3), 9, 30)
    assert (stored.lat, stored.lon) == (33.51, 114.02)
    stored.refresh_from_db()
    with files.open_original(stored) as original, files.open_public(stored) as public:
        before, after = original.read(), public.read()
    assert b"SecretCam" in before and b"SecretCam" not in after
    with Image.open(io.BytesIO(after)) as image:
        assert not dict(image.getexif()) and image.size == (1200, 800)
    with Image.open(io.BytesIO(files.thumbnail(stored))) as image:
        assert max(image.size) == 320


def test_same_content_is_kept_once_and_recorded_twice():
    first = files.store(photo(), name="a.jpg", actor=SYSTEM)
    second = files.store(photo(), name="b.jpg", actor=SYSTEM)
    assert first.sha256 == second.sha256 and first.pk != second.pk
    assert StoredFile.objects.count() == 2
    assert not list(content.path_of(first.sha256).parent.glob(".*"))


@pytest.mark.parametrize(
    ("form", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif"), ("JPEG", "a.JPEG"), ("JPEG", "a")]
)
def test_pictures_of_every_kind_have_a_clean_copy(form, name):
    stored = files.store(photo((40, 30), form=form), name=name, actor=SYSTEM)
    with files.open_public(stored) as public:
        assert b"SecretCam" not in public.read()
    assert "." in stored.name


@pytest.mark.parametrize(
    ("made", "name", "media_type"),
    [
        (b"%PDF-1.7\n...", "a.pdf", "application/pdf"),
        (office("[Content_Types].xml", "word/document.xml"), "a.docx", kinds.DOCX.media_type),
        (office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", kinds.XLSX.media_type),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "application/vnd.ms-excel"),
        ("姓名,电话\n张三,1".encode("gb18030"), "a.csv", "text/csv"),
        ("㑇𠮷".encode(), "a.txt", "text/plain"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "a.mp4", "video/mp4"),
        (b"\0\0\0\x18ftypM4A " + b"\0" * 40, "a.m4a", "audio/mp4"),
        (b"#!AMR\n1234", "a.amr", "audio/amr"),
    ],
)
def test_kinds_that_are_taken(made, name, media_type):
    assert files.store(made, name=name, actor=SYSTEM).media_type == media_type


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (b"", "empty.txt"),
        (b"<html><script>alert(1)</script>", "a.html"),
        (b"<html><script>alert(1)</script>", "a.txt"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "a.csv"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (b"<?xml version='1.0'?><svg/>", "a.txt"),
        (b"#!/bin/sh\nrm -rf /", "a.txt"),
        (b"MZ\x90\x00" + b"\0" * 60, "a.exe"),
        (b"MZ\x90\x00" + b"\0" * 60, "a.pdf"),
        (b"\x7fELF" + b"\0" * 60, "a.jpg"),
        (photo(), "a.pdf"),
        (b"%PDF-1.7", "a.jpg"),
        (b"\xff\xd8\xff\xe0 not really", "a.jpg"),
        (office("evil.exe"), "a.zip"),
        (office("evil.exe"), "a.docx"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx"),
        (office("[Content_Types].xml", "xl/workbook.xml", filler=20_000_000), "a.xlsx"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic"),
        (b"text with \x00 inside", "a.txt"),
    ],
)
def test_what_is_refused_changes_nothing_and_says_what_to_do(made, name):
    with pytest.raises(BihuanError) as refusal:
        files.store(made, name=name, actor=SYSTEM, field="photo")
    assert isinstance(refusal.value, Invalid | TooLarge)
    assert refusal.value.message.endswith("。")
    assert not StoredFile.objects.exists()


def test_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    with pytest.raises(TooLarge):
        files.store(bomb.getvalue(), name="bomb.png", actor=SYSTEM)


def test_size_limit_names_both_numbers():
    with pytest.raises(TooLarge, match="最大允许 1 MB"):
        files.store(b"%PDF-" + b"0" * 2_000_000, name="a.pdf", actor=SYSTEM, limit=1024 * 1024)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\照片.jpg", "照片.jpg"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("report\u202egpj.exe", "reportgpj.exe"),
        ("...", "未命名"),
        ("长" * 300 + ".jpg", "长" * 146 + ".jpg"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert kinds.clean_name(given) == kept


def test_only_whoever_brought_it_and_whom_a_room_allows_sees_a_file(county, rf):
    officer, other = county.who("德固镇综治中心值班员"), county.who("城关镇督导员")
    stored = files.store(b"%PDF-1.7 abc", name="证据.pdf", actor=officer)
    assert files.respond(rf.get("/"), stored, viewer=officer).status_code == 200
    for stranger in (other, PUBLIC):
        with pytest.raises(NotFound):
            files.respond(rf.get("/"), stored, viewer=stranger)
    files.register_owner("tests", lambda viewer, file: viewer == other and file == stored)
    try:
        assert files.may_see(other, stored) and not files.may_see(PUBLIC, stored)
    finally:
        files.register_owner("tests", lambda viewer, file: False)


def test_answer_is_safe_to_open(rf):
    stored = files.store(b"%PDF-1.7 abc", name='证"据;x.pdf', actor=SYSTEM)
    answer = files.respond(rf.get("/"), stored, viewer=SYSTEM)
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E8%AF%81%E6%8D%AE%3Bx.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer) == b"%PDF-1.7 abc"


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, b"%PDF"),
        ("bytes=5-", 206, b"1.7 abc"),
        ("bytes=-3", 206, b"abc"),
        ("bytes=5-900", 206, b"1.7 abc"),
        ("bytes=99-", 416, b""),
        ("bytes=7-2", 416, b""),
        ("bytes=-", 200, b"%PDF-1.7 abc"),
        ("lines=1-2", 200, b"%PDF-1.7 abc"),
        ("bytes=0-1,4-5", 200, b"%PDF-1.7 abc"),
    ],
)
def test_part_of_a_file_can_be_asked_for(rf, asked, status, got):
    stored = files.store(b"%PDF-1.7 abc", name="a.pdf", actor=SYSTEM)
    answer = files.respond(rf.get("/", HTTP_RANGE=asked), stored, viewer=SYSTEM)
    assert answer.status_code == status
    assert b"".join(answer) == got


def test_unchanged_file_is_not_sent_again(rf):
    stored = files.store(b"%PDF-1.7 abc", name="a.pdf", actor=SYSTEM)
    tag = files.respond(rf.get("/"), stored, viewer=SYSTEM)["ETag"]
    assert files.respond(rf.get("/", HTTP_IF_NONE_MATCH=tag), stored, viewer=SYSTEM).status_code == 304


def test_content_without_a_record_is_forgotten_after_two_days():
    kept = files.store(b"%PDF-1.7 kept", name="a.pdf", actor=SYSTEM)
    orphan = io.BytesIO(b"%PDF-1.7 orphan")
    digest = content.digest_of(orphan)
    path = content.keep(orphan, digest)
    forget_unreferenced()
    assert path.exists()
    with clock.at(clock.now() + timedelta(days=3)):
        forget_unreferenced()
    assert not path.exists() and content.path_of(kept.sha256).exists()


def test_file_record_cannot_be_changed_afterwards(county):
    from bihuan.kernel.errors import NotAllowed
    from bihuan.platform.change import change

    officer = county.who("德固镇综治中心值班员")
    stored = files.store(b"%PDF-1.7 abc", name="a.pdf", actor=officer)
    with pytest.raises(NotAllowed), change(StoredFile, stored.pk, actor=officer, verb="rename") as file:
        file.name = "b.pdf"
