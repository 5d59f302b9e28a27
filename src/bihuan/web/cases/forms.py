"""The form of each verb of the life cycle: what it asks, with the words of the page."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.cases.models import Case, CaseKind, Category, Outcome, Urgency
from bihuan.cases.services.revisits import may_revisit
from bihuan.cases.services.triage import SIGNS
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.tree import area_tree
from bihuan.web.cases.fields import (
    ColleagueField,
    OfficeField,
    OfficesField,
    TaskRowsField,
    colleagues_for,
    day_input,
    evening,
    offices_for,
)
from bihuan.web.cases.moments import MomentField
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.pick import picked

SIGN_WORDS = {
    "departments": t("涉及多个部门"),
    "areas": t("涉及多个区域"),
    "group": t("涉及群体(5人及以上)"),
    "risk": t("风险较高"),
}
YES_NO = [("yes", t("是")), ("no", t("否"))]


class VerbForm(DeskForm):
    """Base: knows case and viewer, remembers the version that was looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, viewer: Staff, **kwargs: Any) -> None:
        self.case, self.viewer = case, viewer
        kwargs["initial"] = {"seen": case.version, **self.first(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offices = None
        for field in self.fields.values():
            if isinstance(field, OfficeField | OfficesField | TaskRowsField):
                offices = offices_for(case) if offices is None else offices
                if isinstance(field, TaskRowsField):
                    field.serve(offices, reverse("web:case_task_row", args=[case.pk]))
                else:
                    field.serve(offices)

    def first(self) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def answers(self) -> dict[str, Any]:
        """The service's arguments out of the cleaned fields."""
        return dict(self.cleaned_data)


class PlainForm(VerbForm):
    """Nothing is asked."""


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=t("理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )  # the service says what is missing, in the same words everywhere


class DeclineForm(ReasonForm):
    reason = forms.CharField(
        label=t("不予受理的理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=t("反映人凭编号和查询码会看到这段话,请写明白应找哪里办理。"),
    )  # fmt: skip


class NoteForm(VerbForm):
    note = forms.CharField(
        label=t("联系情况"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )


class VerifyForm(VerbForm):
    note = forms.CharField(
        label=t("核查情况"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=t("写明是到现场看过,还是看材料、问当事人核实的。"),
    )  # fmt: skip


if TYPE_CHECKING:
    _CategoryChoice = forms.ModelChoiceField[Category]
else:
    _CategoryChoice = forms.ModelChoiceField


class CategoryField(_CategoryChoice):
    """A category named with its kind before it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{CaseKind(obj.kind).label} / {obj.name}"


class ReclassifyForm(VerbForm):
    title = forms.CharField(label=t("标题"), max_length=120)
    kind = forms.ChoiceField(label=t("事项类型"), choices=CaseKind.choices)
    category = CategoryField(label=t("类别"), queryset=Category.objects.none(), required=False)
    urgency = forms.ChoiceField(label=t("紧急程度"), choices=Urgency.choices)
    area = forms.TypedChoiceField(label=t("发生区域"), choices=(), coerce=str)
    major_signs = forms.MultipleChoiceField(
        label=t("重大复杂的情形"), choices=SIGN_WORDS.items(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=t("勾选任何一项,即为重大复杂事项,须先召开联席会才能分派。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = self.fields["category"]
        assert isinstance(categories, CategoryField)
        categories.queryset = Category.objects.filter(active=True).order_by("kind", "code")
        areas = self.fields["area"]
        assert isinstance(areas, forms.TypedChoiceField)
        areas.choices = area_choices(self.case.town.path)

    def first(self) -> dict[str, Any]:
        case = self.case
        return {
            "title": case.title, "kind": case.kind, "category": case.category_id, "urgency": case.urgency,
            "area": str(case.area_id), "major_signs": case.major_signs,
        }  # fmt: skip

    def answers(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["area"] = Area.objects.filter(pk=given["area"]).first()
        given["major_signs"] = [sign for sign in SIGNS if sign in given["major_signs"]]
        return given


def area_choices(within: str) -> list[tuple[str, str]]:
    """Every area in force below a path, indented by its depth."""
    today = clock.today()
    nodes = [node for node in area_tree().below(within) if node.in_force(today)]
    depth = min((len(node.names) for node in nodes), default=0)
    return [(str(node.id), "　" * (len(node.names) - depth) + node.name) for node in nodes]


class MergeForm(VerbForm):
    into = forms.CharField(label=t("并入的事项编号"), max_length=30)
    reason = forms.CharField(
        label=t("理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=t("并案可以随时撤销;两件的编号、反映人和时限都保留,答复时会分别答复。"),
    )  # fmt: skip


class LinkForm(VerbForm):
    other = forms.CharField(label=t("关联的事项编号"), max_length=30)
    reason = forms.CharField(label=t("说明"), max_length=200, required=False)


class DecideForm(VerbForm):
    office = OfficeField(required=False)
    reason = forms.CharField(
        label=t("理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )


class DispatchForm(VerbForm):
    office = OfficeField(required=False)
    note = forms.CharField(
        label=t("交办要求"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )

    def first(self) -> dict[str, Any]:
        return {"office": str(self.case.decided_office_id or "")}


class HandOverForm(VerbForm):
    handler = ColleagueField(label=t("新的经办人"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["handler"]
        assert isinstance(people, ColleagueField)
        people.serve(colleagues_for(self.case, without=self.case.handler_id))


class SplitForm(VerbForm):
    tasks = TaskRowsField(label=t("任务"), help_text=t("全部任务完成后,牵头单位才能申报办结。"))


class ExtendForm(VerbForm):
    days = forms.IntegerField(
        label=t("延长几天"), required=False, help_text=t("信访事项只能延期一次,最多 30 天,并应告知信访人。")
    )
    reason = forms.CharField(
        label=t("延期理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )


class SuspendForm(VerbForm):
    reason = forms.CharField(
        label=t("挂起原因"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    until = forms.DateField(
        label=t("挂起到"),
        required=False,
        widget=day_input(),
        help_text=t("到这一天下班时自动恢复计时;须由分管领导批准。"),
    )

    def answers(self) -> dict[str, Any]:
        return {**self.cleaned_data, "until": evening(self.cleaned_data["until"])}


class ApproveForm(VerbForm):
    decision = forms.CharField(
        label=t("审批意见"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )


class ConveneForm(VerbForm):
    reason = forms.CharField(
        label=t("召集理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    offices = OfficesField(label=t("参会单位"), required=False, help_text=t("按住 Ctrl 可选多个;参会单位会收到通知。"))
    at = MomentField(label=t("开会时间"), required=False, help_text=t("没定可以先空着,定了以后会通知参会单位。"))
    place = forms.CharField(label=t("开会地点"), max_length=120, required=False)
    chair = picked("staff", t("主持人"), required=False)
    agenda = forms.CharField(
        label=t("议程"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    others = forms.CharField(
        label=t("同会研究的其他事项"), max_length=300, required=False, help_text=t("办件编号,用顿号或空格分开。")
    )


class ConcludeForm(VerbForm):
    office = OfficeField(label=t("牵头单位"), required=False)
    tasks = TaskRowsField(dated=True, label=t("各单位任务和完成日期"))
    minutes = forms.CharField(
        label=t("会议纪要"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "5"})
    )


class FinishForm(VerbForm):
    outcome = forms.ChoiceField(
        label=t("办理结果"), choices=[("", t("请选择")), *Outcome.choices], required=False,
        help_text=t("如实选择;只有“已解决”并经核查确认的才计入办结成功。"),
    )  # fmt: skip
    result_text = forms.CharField(
        label=t("办理情况"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "4"})
    )
    legal_basis = forms.CharField(
        label=t("不予支持的依据"), max_length=300, required=False, help_text=t("只在“依法不予支持”时填写。")
    )
    handed_to = forms.CharField(
        label=t("转交去向"), max_length=120, required=False, help_text=t("只在“非本级职责”时填写。")
    )


class RevisitForm(VerbForm):
    reached = forms.ChoiceField(label=t("联系上了吗"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    settled = forms.ChoiceField(label=t("问题解决了吗"), choices=YES_NO, widget=forms.RadioSelect, required=False)
    satisfied = forms.ChoiceField(label=t("对办理满意吗"), choices=YES_NO, widget=forms.RadioSelect, required=False)
    fulfilled = forms.ChoiceField(
        label=t("约定的事履行了吗"),
        choices=[*YES_NO, ("", t("没有约定或不清楚"))],
        widget=forms.RadioSelect,
        required=False,
    )
    remark = forms.CharField(
        label=t("回访记录"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=t("不满意或没解决的,请记下群众的原话。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("reached") == "yes":
            for name in ("settled", "satisfied"):
                if not given.get(name):
                    self.add_error(name, _("请选择“是”或“否”。"))
        return given

    @property
    def was_reached(self) -> bool:
        return bool(self.cleaned_data["reached"] == "yes")

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.was_reached:
            return {"remark": given["remark"], "seen": given["seen"]}
        return {
            "settled": given["settled"] == "yes", "satisfied": given["satisfied"] == "yes",
            "fulfilled": {"yes": True, "no": False}.get(given["fulfilled"]), "remark": given["remark"], "seen": given["seen"],
        }  # fmt: skip


class AssignRevisitForm(VerbForm):
    owner = ColleagueField(
        label=t("交给谁回访"), required=False, help_text=t("承办人、协办人和核查人不能回访,不在名单里。")
    )
    reason = forms.CharField(
        label=t("转交理由"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["owner"]
        assert isinstance(people, ColleagueField)
        people.serve(may_revisit(self.case))


class RevealForm(VerbForm):
    reason = forms.CharField(
        label=t("查看原因"), max_length=300, required=False, help_text=t("查看会记入审计,反映人有权知道谁看过。")
    )
