"""Whether a Word template that somebody brought may be used: an ordinary .docx that reaches for nothing outside itself."""

import io
import re
import zipfile
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError, Invalid, TooLarge
from bihuan.platform.documents.declaration import Document, sample
from bihuan.platform.documents.word import render_word
from bihuan.platform.files.kinds import DOCX, recognise

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 24 * 1024 * 1024
MAX_PART = 3 * 1024 * 1024
MAX_TAGS, MAX_TAG_LENGTH = 800, 200
# A template may link to nothing but ordinary hyperlinks: no remote templates, pictures, frames or objects.
_LINKS = ("/hyperlink",)
_ACTIVE_PARTS = re.compile(r"(?:embeddings/|activeX/|vbaProject|\.bin$|afchunk|customXml/.*\.exe)", re.IGNORECASE)
_ACTIVE_FIELDS = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|LINK|MACROBUTTON)\b")
_TAGS = re.compile(r"\{[{%#]|[}%#]\}")
_MARKUP = re.compile(r"<[^>]*>")


def check_template(document: Document, content: bytes) -> bytes:
    """Try the template with a paper full of field names; the filled Word file, for a preview.

    Raises:
        Invalid: not a Word file, active or outside content, unknown fields, broken tags (field `file`).
        TooLarge: larger than a template needs to be (field `file`).
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(_("模板文件超过 2 MB,请去掉里面的大图片后再上传。"), field="file")
    stream = io.BytesIO(content)
    if recognise(stream, "template.docx") is not DOCX:
        raise Invalid(_("请上传 Word 文件(.docx)。"), field="file", code="file_kind")
    with zipfile.ZipFile(stream) as archive:
        _check_parts(archive)
    try:
        return render_word(document, sample(document), content)
    except BihuanError:
        raise
    except Exception as error:
        # docxtpl and python-docx answer a malformed file with whatever error it runs them into.
        raise Invalid(
            _("这个模板打不开或填不进去,请在 Word 里另存为 .docx 后再试。"), field="file", code="damaged"
        ) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if sum(one.file_size for one in members) > MAX_UNPACKED:
        raise TooLarge(_("模板文件展开后过大,请去掉里面的大图片后再上传。"), field="file", code="bomb")
    for member in members:
        if _ACTIVE_PARTS.search(member.filename):
            raise Invalid(_("模板里有嵌入的对象,不能接收,请删去后再上传。"), field="file", code="active")
        if member.filename.endswith((".xml", ".rels")):
            if member.file_size > MAX_PART:
                raise TooLarge(_("模板内容过多,请只保留一份空白文书。"), field="file", code="bomb")
            _check_part(member.filename, archive.read(member))


def _check_part(name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")  # Word writes nothing else; another encoding would hide what is looked for
    except UnicodeDecodeError as error:
        raise Invalid(_("文件已损坏,无法打开,请重新保存后再上传。"), field="file", code="damaged") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Invalid(_("模板里有不允许的内容,请用 Word 重新做一份。"), field="file", code="active")
    if name.endswith(".rels"):
        _check_links(text)
        return
    if _ACTIVE_FIELDS.search(text) and "instrText" in text:
        raise Invalid(_("模板里有会取用外部内容的域,不能接收,请删去后再上传。"), field="file", code="active")
    _check_tags(_MARKUP.sub("", text))


def _check_links(text: str) -> None:
    try:
        links = ElementTree.fromstring(text)  # noqa: S314  # no document type, so no entities
    except ElementTree.ParseError as error:
        raise Invalid(_("文件已损坏,无法打开,请重新保存后再上传。"), field="file", code="damaged") from error
    for link in links:
        outside = str(link.get("TargetMode", "")).lower() == "external"
        if outside and not str(link.get("Type", "")).endswith(_LINKS):
            raise Invalid(_("模板引用了文件以外的内容,不能接收,请用 Word 重新做一份。"), field="file", code="active")


def _check_tags(text: str) -> None:
    """Tags open and close in turn and are short, so that reading them takes no time worth naming."""
    found = list(_TAGS.finditer(text))
    if len(found) > 2 * MAX_TAGS:
        raise TooLarge(_("模板里的标记过多,请只保留一份空白文书。"), field="file", code="bomb")
    for number, tag in enumerate(found):
        opens = number % 2 == 0
        if opens == tag[0].endswith("}") or (not opens and tag.start() - found[number - 1].end() > MAX_TAG_LENGTH):
            raise Invalid(
                _("模板里的标记写得不完整:%(why)s。请检查 {{ }} 和 {%% %%} 是否成对。")
                % {"why": text[tag.start() : tag.start() + 20]},
                field="file",
                code="syntax",
            )
    if len(found) % 2:
        raise Invalid(
            _("模板里的标记写得不完整:%(why)s。请检查 {{ }} 和 {%% %%} 是否成对。") % {"why": found[-1][0]},
            field="file",
            code="syntax",
        )
