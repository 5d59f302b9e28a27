"""Files that people bring and look at: the field for several at once, keeping an upload, showing what is kept."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import files
from bihuan.platform.models import StoredFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_AT_ONCE = 9
VARIANTS = ("original", "thumb", "marked")
EVIDENCE = "image/*,.pdf,.doc,.docx,.xls,.xlsx,audio/*,video/mp4"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or files at once; gives the list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", t("照片或文件"))
        options.setdefault("widget", ManyFilesInput(attrs={"accept": EVIDENCE}))
        super().__init__(max_length=200, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and not self.required:
            return []
        if not given:
            raise forms.ValidationError(_("请选择照片或文件。"))
        if len(given) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多上传%(count)d份,请分几次。") % {"count": MOST_AT_ONCE})
        return [super(FilesField, self).clean(one, initial) for one in given]


def keep(viewer: Staff, upload: "UploadedFile[Any]", name: str, *, field: str = "file") -> StoredFile:
    """The stored file of an upload; `name` is for one that came without, `field` where a refusal belongs.

    Raises:
        Invalid, TooLarge: it is not what its ending says, or too large.
    """
    return files.store(upload, name=upload.name or name, actor=viewer, field=field)


def shown_file(
    request: HttpRequest, file: StoredFile, *, viewer: Staff, variant: str, mark: Callable[[], Sequence[str]] = tuple
) -> HttpResponseBase:
    """A kept file, original, small or with a watermark of the words of `mark`; `?save` has it saved rather than
    shown. Whether the viewer may see it was asked before.

    Raises:
        NotFound: there is no such variant.
        Invalid: a small or marked one of what is no picture.
    """
    if variant not in VARIANTS:
        raise NotFound(_("没有找到这个文件。"))
    if variant != "original" and file.width is None:
        raise Invalid(_("这份材料不是图片。"))
    lines = mark() if variant == "marked" else ()
    return files.respond(request, file, viewer=viewer, variant=variant, download="save" in request.GET, mark=lines)
