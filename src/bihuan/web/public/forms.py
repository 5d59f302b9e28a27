"""The residents' forms, in their own words, with what keeps machines out instead of puzzles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models import CaseKind
from bihuan.cases.services.intake import MAX_NAME, MAX_PLACE, MAX_TEXT
from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import area_at
from bihuan.orgs.tree import area_tree
from bihuan.web.forms import DeskForm

MAX_PHOTOS, LEAST_SECONDS = 6, 3
SALT = "public-report"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a blank form carries: the id of the report it will become, so that sending it twice is one report."""

    case_id: UUID
    drawn_at: datetime

    @classmethod
    def fresh(cls) -> str:
        """A signed stamp for a form drawn now."""
        return signing.dumps([str(new_id()), int(clock.now().timestamp())], salt=SALT)

    @classmethod
    def read(cls, text: str) -> "Stamp":
        """The stamp a form came back with.

        Raises:
            signing.BadSignature: made by somebody else, or none.
        """
        case_id, drawn_at = signing.loads(text, salt=SALT)
        return cls(UUID(case_id), datetime.fromtimestamp(drawn_at, tz=clock.LOCAL_ZONE))


class PhotosInput(forms.ClearableFileInput):
    """A file input for several pictures."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Up to six pictures; what they are is judged by their content when they are stored."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(files) > MAX_PHOTOS:
            raise ValidationError(_("最多传 6 张照片,请去掉几张。"))
        return [super(PhotosField, self).clean(one, initial) for one in files]


class GuardedForm(DeskForm):
    """A field that people do not see and machines fill, and a stamp that says when the form was drawn."""

    website = forms.CharField(
        label=_("此栏请勿填写"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1", "data-draft-skip": ""}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("website"):
            raise ValidationError(_("提交没有通过安全检查。请刷新页面重新填写,或者直接拨打服务电话。"))
        try:
            stamp = Stamp.read(values.get("stamp") or "")
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise ValidationError(_("页面已失效,内容还在下面,请再点一次提交。")) from error
        if (clock.now() - stamp.drawn_at).total_seconds() < LEAST_SECONDS:
            raise ValidationError(_("提交得太快了,请检查一遍内容,再点一次提交。"))
        values["case_id"] = stamp.case_id
        return values

    def renew_stamp(self) -> None:
        """Give a form that goes back to its writer a stamp it can be sent with; a good one stays, since it names the report."""
        if not self.is_bound:
            return
        try:
            Stamp.read(self.data.get("stamp", ""))
        except (signing.BadSignature, ValueError, TypeError):
            self.put("stamp", Stamp.fresh())


KINDS = [
    (CaseKind.APPEAL, _("我有困难或建议(停水、修路、低保、环境等)")),
    (CaseKind.HAZARD, _("我发现了危险(漏电、塌陷、水边没护栏等)")),
    (CaseKind.DISPUTE, _("我和别人有矛盾,想请人调解")),
    (CaseKind.BENEFIT, _("我想给村里、社区的实事提意见")),
]


def towns() -> list[tuple[str, str]]:
    """The towns in force, for choosing."""
    today = clock.today()
    found = [node for node in area_tree().nodes.values() if node.level == Area.Level.TOWN and node.in_force(today)]
    return [(str(node.id), node.name) for node in sorted(found, key=lambda node: node.code)]


class ReportForm(GuardedForm):
    """A report. Disputes need a name and a telephone, since the mediator must reach both sides."""

    kind = forms.ChoiceField(
        label=_("您要反映哪一类事?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一类。选不准也没关系,工作人员会帮您调整。")},
    )
    text = forms.CharField(
        label=_("是什么事?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("什么时候、什么地方、什么情况,像说话一样写就行。"),
        error_messages={"required": _("请写一写是什么事。"), "max_length": _("内容太长,请控制在 5000 字以内。")},
    )
    photos = PhotosField(label=_("照片(可以不传)"), required=False, help_text=_("最多 6 张。"))
    town = forms.ChoiceField(
        label=_("在哪个乡镇(街道)?"),
        required=False,  # the position says it as well, see clean
        help_text=_("用了“我现在的位置”,可以不选。"),
        error_messages={"invalid_choice": _("请重新选择乡镇(街道)。")},
    )
    place = forms.CharField(
        label=_("具体地点"),
        max_length=MAX_PLACE,
        required=False,
        help_text=_("例如:刘庄村东头老槐树旁。"),
        error_messages={"max_length": _("地点太长,请控制在 200 字以内。")},
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    reporter_name = forms.CharField(label=_("您的姓名"), max_length=MAX_NAME, required=False)
    reporter_phone = forms.CharField(
        label=_("您的电话"),
        max_length=20,
        required=False,
        help_text=_("方便工作人员核实和回复。姓名和电话加密保存,不会公开。"),
        error_messages={"max_length": _("电话号码太长,请核对。")},
    )
    anonymous = forms.BooleanField(label=_("我不留姓名和电话"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *towns()]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("town") and "town" not in self.errors:
            values["town"] = self._town_at(values.get("lat"), values.get("lon"))
            if not values["town"]:
                self.add_error("town", _("请选择乡镇(街道)。"))
        if values.get("anonymous"):
            if values.get("kind") == CaseKind.DISPUTE:
                self.add_error("anonymous", _("调解需要联系双方,请留下姓名和电话。"))
            return values
        for name, sentence in (
            ("reporter_name", _("请填写姓名;不想留的话,请勾选“我不留姓名和电话”。")),
            ("reporter_phone", _("请填写电话;不想留的话,请勾选“我不留姓名和电话”。")),
        ):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return values

    @staticmethod
    def _town_at(lat: float | None, lon: float | None) -> str:
        """The town in which the position lies; "" without one, or outside the county."""
        placed = area_at(lat, lon) if lat is not None and lon is not None else None
        return str(placed.node.town_id) if placed is not None and placed.node.town_id else ""


class ConsultForm(ReportForm):
    """A question; the answer is read on the tracking page, so nobody needs to be named."""

    kind = None  # type: ignore[assignment]  # Django's way of taking an inherited field away
    photos = None  # type: ignore[assignment]
    text = forms.CharField(
        label=_("您想问什么?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("请写一写想问什么。"), "max_length": _("内容太长,请控制在 5000 字以内。")},
    )


class TrackForm(DeskForm):
    """Number and code as the receipt shows them."""

    number = forms.CharField(
        label=_("办件编号"), max_length=40, error_messages={"required": _("请填写办件编号,在回执上。")}
    )
    code = forms.CharField(label=_("查询码"), max_length=20, error_messages={"required": _("请填写查询码,在回执上。")})


RATINGS = [(5, _("很满意")), (4, _("满意")), (3, pgettext_lazy("评价", "一般")), (2, _("不满意")), (1, _("很不满意"))]


class RateForm(DeskForm):
    """How it went."""

    rating = forms.TypedChoiceField(
        label=_("办得怎么样?"),
        choices=RATINGS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    remark = forms.CharField(
        label=_("想说的话(可以不写)"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(DeskForm):
    """Why it is not done."""

    reason = forms.CharField(
        label=_("还有什么没解决?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一写还有什么没解决。"), "max_length": _("请控制在 300 字以内。")},
    )
