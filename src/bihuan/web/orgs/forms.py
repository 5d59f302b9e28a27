"""Forms of the organisation's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models import CaseKind
from bihuan.kernel import clock
from bihuan.orgs.models import Area, DutyShift, Office, PlacePoint, Resident, Role
from bihuan.orgs.services.areas import split_aliases
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.pick import picked

KEPT = "••••••"  # stands in a form for a personal value that is not shown and stays as it is
MAX_BOUNDARY = 2 * 1024 * 1024


class DayField(forms.DateField):
    """A local calendar day; the browser's own picker, ISO on the wire."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("error_messages", {"invalid": _("日期应如 2026-06-30。"), "required": _("请选择日期。")})
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d"], **options)


class Words(forms.CharField):
    """One line of text; whether it is missing is said in the field's own words."""

    def __init__(self, label: Any, most: int, **options: Any) -> None:
        options.setdefault("error_messages", {"required": _("请填写此项。")})
        super().__init__(label=label, max_length=most, **options)


class Sentences(Words):
    """Several lines."""

    widget = forms.Textarea

    def __init__(self, label: Any, most: int, *, rows: int = 3, **options: Any) -> None:
        super().__init__(label, most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SeenForm(DeskForm):
    """A change of something that was shown: carries the version the person looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(SeenForm):
    reason = Sentences(_("原因"), 200)


class AreaForm(DeskForm):
    name = Words(_("名称"), 60)
    level = forms.ChoiceField(label=_("层级"))
    grid_kind = forms.ChoiceField(
        label=_("网格类型"), choices=[("", _("不是网格")), *Area.GridKind.choices], required=False
    )
    code = Words(_("区域代码"), 24, required=False, help_text=_("不填则按上级代码顺序编排;有统计区划代码的请填写。"))
    valid_from = DayField(label=_("启用日期"), required=False)
    aliases = Words(_("别名"), 200, required=False, help_text=_("老村名、自然村、简称,用顿号分开,导入台账时能认出来。"))

    def __init__(self, *args: Any, levels: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(level), str(Area.Level(level).label)) for level in levels]

    def clean_aliases(self) -> list[str]:
        return split_aliases(self.cleaned_data["aliases"])


class RenameForm(SeenForm):
    name = Words(_("新名称"), 60)
    keep_alias = forms.BooleanField(label=_("原名保留为别名,旧台账仍能认出"), required=False, initial=True)


class DescribeForm(SeenForm):
    households = forms.IntegerField(label=_("户数"), required=False, min_value=0)
    population = forms.IntegerField(label=_("人口"), required=False, min_value=0)
    grid_kind = forms.ChoiceField(
        label=_("网格类型"), choices=[("", _("不变")), *Area.GridKind.choices], required=False
    )
    valid_from = DayField(label=_("启用日期"), required=False)


class CloseForm(SeenForm):
    from_day = DayField(label=_("停用日期"), help_text=_("从这一天起不再使用,之前发生的事仍算在这里。"))
    with_below = forms.BooleanField(label=_("下面的区域一并停用"), required=False)


class AliasForm(DeskForm):
    name = Words(_("别名"), 60)


class BoundaryForm(SeenForm):
    file = forms.FileField(label=_("GeoJSON 文件"), required=False)
    polygon = forms.CharField(label=_("或粘贴 GeoJSON"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    gcj02 = forms.BooleanField(label=_("坐标取自国内地图(GCJ-02),需要换算"), required=False)
    remove = forms.BooleanField(label=_("删除现有边界"), required=False)

    def clean(self) -> dict[str, Any]:
        """The boundary's text, wherever it came from; None removes what is there."""
        values = super().clean() or {}
        upload = values.get("file")
        if values.get("remove"):
            values["polygon"] = None
        elif upload is not None and upload.size > MAX_BOUNDARY:
            self.add_error("file", _("文件超过 2 MB,请先简化边界。"))
        elif upload is not None:
            values["polygon"] = upload.read().decode("utf-8-sig", errors="replace")
        elif not values.get("polygon"):
            self.add_error("polygon", _("请选择文件或粘贴内容。"))
        return values


class OfficeForm(SeenForm):
    name = Words(_("单位名称"), 80)
    kind = forms.ChoiceField(label=_("单位类型"), choices=Office.Kind.choices)
    phone = Words(_("办公电话"), 30, required=False)
    duties = Sentences(
        _("职责范围"), 2000, required=False, rows=4, help_text=_("写明管什么事,研判分流按这些词推荐承办单位。")
    )


class DayOnlyForm(SeenForm):
    day = DayField(label=_("日期"))


class AccountForm(SeenForm):
    name = Words(_("姓名"), 40)
    phone = Words(_("手机号码"), 30, required=False)
    mail = forms.CharField(label=_("电子邮箱"), max_length=254, required=False)


class NewAccountForm(AccountForm):
    username = Words(_("登录名"), 40, required=False, help_text=_("不填则用姓名拼音。"))
    field_order = ["name", "username", "phone", "mail"]


class PostForm(DeskForm):
    role = forms.ChoiceField(
        label=_("岗位"), choices=[("", _("请选择")), *Role.choices], error_messages={"required": _("请选择岗位。")}
    )
    area = picked("area", _("任职区域"))
    office = picked("office", _("所在单位"), required=False)
    title = Words(_("职务"), 60, required=False, help_text=_("如“副镇长、政法委员”,不填则显示岗位名。"))
    from_day = DayField(label=_("任职起"), initial=clock.today)
    to_day = DayField(label=_("任职止"), required=False, help_text=_("长期任职不填。"))


class EndPostForm(SeenForm):
    last_day = DayField(label=_("最后任职日"), initial=clock.today)
    reason = Words(_("原因"), 200, required=False)


class HandOverForm(SeenForm):
    successor = picked("staff", _("接任人"))
    from_day = DayField(label=_("接任日期"), initial=clock.today, help_text=_("原任职到前一天为止。"))
    with_chain = forms.BooleanField(label=_("责任链上的位置一并交接"), required=False, initial=True)


KINDS = [("", _("全部工作")), *CaseKind.choices]


class ChainForm(SeenForm):
    name = Words(_("责任链名称"), 60)
    work_kind = forms.ChoiceField(label=_("工作类型"), choices=KINDS, required=False)
    area = picked("area", _("适用区域"))
    titles = Sentences(
        _("层级(一行一级,从最基层写起)"),
        600,
        rows=4,
        help_text=_("例如:党支部书记一线落实 / 班子成员包联督导 / 党工委书记牵头抓总。"),
    )

    def clean_titles(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["titles"].splitlines() if line.strip()]


class LevelsForm(ChainForm):
    work_kind = None  # type: ignore[assignment]  # Django's way to leave an inherited field out
    area = None  # type: ignore[assignment]


class HolderForm(DeskForm):
    staff = picked(
        "staff", pgettext_lazy("责任链", "责任人"), required=False, help_text=_("不选则由上一级区域的责任人负责。")
    )
    nobody = forms.BooleanField(label=_("这里不单独指定"), required=False)


class LiaisonForm(DeskForm):
    staff = picked("staff", _("包联领导"))
    area = picked("area", _("包联村(社区)"))
    from_day = DayField(label=_("起"), initial=clock.today)


class RotaPlanForm(DeskForm):
    first = DayField(label=_("从"))
    last = DayField(label=_("到"))
    parts = forms.MultipleChoiceField(
        label=_("班次"),
        choices=DutyShift.Part.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["day", "night"],
        error_messages={"required": _("请选择要排的班次。")},
    )
    people = forms.MultipleChoiceField(
        label=_("值班人员(按下面的顺序轮流)"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一名值班人员。")},
    )
    leaders = forms.MultipleChoiceField(
        label=_("带班领导(每天一人轮流)"), widget=forms.CheckboxSelectMultiple, required=False
    )
    phone = Words(_("值班电话"), 30, required=False)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], leaders: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("people", people), ("leaders", leaders)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices


class ShiftForm(SeenForm):
    staff = picked("staff", _("值班员"))
    leader = picked("staff", _("带班领导"), required=False)
    phone = Words(_("值班电话"), 30, required=False)


class SubstituteForm(SeenForm):
    substitute = picked("staff", _("替班人"), required=False, help_text=_("不选则恢复原值班员。"))
    reason = Words(_("替班原因"), 200)


class ResidentForm(SeenForm):
    name = Words(_("姓名"), 60)
    phone = Words(_("联系电话"), 30, required=False)
    id_number = Words(_("身份证号"), 24, required=False, help_text=_("填写后性别和出生年份自动得出。"))
    gender = forms.ChoiceField(label=_("性别"), choices=[("", _("未填")), *Resident.Gender.choices], required=False)
    birth_year = forms.IntegerField(label=_("出生年份"), required=False)
    area = picked("area", _("所属网格"))
    household = picked("household", _("所属户"), required=False)
    is_head = forms.BooleanField(label=_("户主"), required=False)
    address = Words(_("住址"), 200, required=False)
    needs = forms.MultipleChoiceField(
        label=_("关爱类别"), choices=Resident.Need.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class MergeForm(SeenForm):
    drop = picked("resident", _("重复的那条记录"), help_text=_("它的信息并入当前居民,之后不再出现在名单里。"))
    reason = Words(_("合并原因"), 200)


class RevealForm(DeskForm):
    reason = Words(_("查看原因"), 200, help_text=_("例如“上门走访需要联系本人”。查看会留下记录。"))


class HouseholdForm(SeenForm):
    number = Words(_("户编号"), 40, required=False, help_text=_("不填则自动编号。"))
    area = picked("area", _("所属网格"))
    address = Words(_("住址"), 200, required=False)
    lat = forms.FloatField(label=_("纬度"), required=False)
    lon = forms.FloatField(label=_("经度"), required=False)


class PointForm(SeenForm):
    kind = forms.ChoiceField(label=_("部位类型"), choices=PlacePoint.Kind.choices)
    name = Words(_("名称"), 80)
    area = picked("area", _("所属网格"))
    address = Words(_("位置"), 200, required=False)
    risk = forms.ChoiceField(label=_("风险等级"), choices=PlacePoint.Risk.choices, initial=PlacePoint.Risk.BLUE)
    warden = picked("staff", _("责任人"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False)
    lon = forms.FloatField(label=_("经度"), required=False)


class RegradeForm(SeenForm):
    risk = forms.ChoiceField(label=_("风险等级"), choices=PlacePoint.Risk.choices)
    reason = Words(_("调整原因"), 200)


class WardenForm(SeenForm):
    staff = picked("staff", _("责任人"), required=False)
