"""What a file really is, told by its bytes; the name only has to agree."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid, TooLarge

HEAD_BYTES = 4096
NAME_LENGTH = 150
OFFICE_UNPACKED_BYTES = 400 * 1024 * 1024
OFFICE_RATIO = 200  # unpacked : packed; ordinary workbooks stay below 30
OFFICE_MEMBERS = 5000
_BAD_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:\"|?*]")
_ACTIVE_TEXT = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)|#!", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file the product takes: media type, the endings it may have (first one preferred), its name for people."""

    media_type: str
    endings: tuple[str, ...]
    title: str
    image: bool = False


JPEG = FileKind("image/jpeg", ("jpg", "jpeg", "jfif"), "JPEG", image=True)
PNG = FileKind("image/png", ("png",), "PNG", image=True)
WEBP = FileKind("image/webp", ("webp",), "WebP", image=True)
GIF = FileKind("image/gif", ("gif",), "GIF", image=True)
PDF = FileKind("application/pdf", ("pdf",), "PDF")
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), "Word")
XLSX = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), "Excel")
OLE = FileKind("application/x-ole-storage", ("xls", "doc", "wps", "et"), "Office 97–2003")
XLS = FileKind("application/vnd.ms-excel", ("xls", "et"), "Excel 97–2003")
DOC = FileKind("application/msword", ("doc", "wps"), "Word 97–2003")
TEXT = FileKind("text/plain", ("txt", "csv", "tsv", "log", "md"), "文本")
CSV = FileKind("text/csv", ("csv",), "CSV")
MP4 = FileKind("video/mp4", ("mp4", "m4v", "mov"), "MP4")
M4A = FileKind("audio/mp4", ("m4a", "mp4"), "M4A")
GP3 = FileKind("video/3gpp", ("3gp", "3gpp"), "3GP")
WEBM = FileKind("video/webm", ("webm", "weba"), "WebM")
MP3 = FileKind("audio/mpeg", ("mp3",), "MP3")
AMR = FileKind("audio/amr", ("amr",), "AMR")
WAV = FileKind("audio/wav", ("wav",), "WAV")
OGG = FileKind("audio/ogg", ("ogg", "oga", "opus"), "Ogg")

ACCEPTED = "JPEG、PNG、WebP、GIF、PDF、Word、Excel、CSV、TXT、MP4、M4A、MP3、AMR"


def clean_name(name: str) -> str:
    """The last part of a name as a browser or phone sent it, without path, control and direction characters."""
    last = PureWindowsPath(PurePosixPath(name.replace("\\", "/")).name).name
    kept = _BAD_IN_NAMES.sub("", last).strip(" .") or "未命名"
    if len(kept) <= NAME_LENGTH:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}{dot}{ending}" if dot and len(ending) <= 5 else kept[:NAME_LENGTH]


def ending_of(name: str) -> str:
    """The ending in lower case, without its dot; "" when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def recognise(content: IO[bytes], name: str, *, field: str = "file") -> FileKind:
    """The kind of `content`, which must agree with the ending of `name`; `content` is left at its start.

    Raises:
        Invalid: a kind the product does not take, an ending that says something else, or a damaged Office file.
        TooLarge: an Office file that would unpack to a bomb.
    """
    content.seek(0)
    head = content.read(HEAD_BYTES)
    content.seek(0)
    if not head:
        raise Invalid(_("文件是空的,请重新选择。"), field=field, code="empty")
    ending = ending_of(name)
    kind = _by_magic(head, ending)
    if kind is None and head.startswith(b"PK\x03\x04"):
        kind = _office(content, field)
    if kind is None:
        kind = _as_text(head, ending)
    if kind is None:
        raise Invalid(
            _("不能接收这种文件,请上传以下格式之一:%(kinds)s。") % {"kinds": ACCEPTED}, field=field, code="file_kind"
        )
    if ending and ending not in kind.endings:
        raise Invalid(
            _("文件“%(name)s”的内容其实是 %(kind)s,与扩展名不符,请用正确的扩展名保存后再上传。")
            % {"name": name, "kind": kind.title},
            field=field,
            code="file_kind",
        )
    return kind


def _by_magic(head: bytes, ending: str) -> FileKind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"WAVE"}:
        return WEBP if head[8:12] == b"WEBP" else WAV
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return XLS if ending in XLS.endings else DOC if ending in DOC.endings else OLE
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM
    if head.startswith(b"ID3") or (len(head) > 3 and head[0] == 0xFF and head[1] in {0xFB, 0xF3, 0xF2}):
        return MP3
    if head.startswith(b"#!AMR"):
        return AMR
    return OGG if head.startswith(b"OggS") else None


def _iso_media(brand: bytes) -> FileKind:
    if brand in {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc", b"avif"}:
        raise Invalid(
            _("暂不支持 HEIC 照片,请在手机相机设置中选择“兼容性最佳”(JPEG)后重拍,或转换后上传。"),
            field="file",
            code="file_kind",
        )
    if brand in {b"M4A ", b"M4B "}:
        return M4A
    return GP3 if brand.startswith(b"3g") else MP4


def _office(content: IO[bytes], field: str) -> FileKind | None:
    """A Word or Excel file by its parts; macros and bombs are refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Invalid(_("文件已损坏,无法打开,请重新保存后再上传。"), field=field, code="damaged") from None
    finally:
        content.seek(0)
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if (
        len(members) > OFFICE_MEMBERS
        or unpacked > OFFICE_UNPACKED_BYTES
        or (unpacked > 10 * 1024 * 1024 and unpacked / packed > OFFICE_RATIO)
    ):
        raise TooLarge(_("文件展开后过大,请拆分后再上传。"), field=field, code="bomb")
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Invalid(_("文件含有宏,不能接收,请另存为不含宏的格式后再上传。"), field=field, code="macros")
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if any(name.startswith("xl/workbook") for name in names) else None


def _as_text(head: bytes, ending: str) -> FileKind | None:
    if ending not in TEXT.endings or b"\x00" in head or _ACTIVE_TEXT.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return None
    for encoding in ("utf-8", "gb18030"):
        # The head may end in the middle of a character: up to three bytes are not held against it.
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            if sum(character < " " and character not in "\t\r\n\x0c" for character in text):
                return None
            return CSV if ending == "csv" else TEXT
    return None
