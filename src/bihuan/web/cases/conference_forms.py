"""Forms of joint conferences: calling, arranging, inviting, answering, noting who came, concluding, signing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.cases.models import Case, Conference, Invitation
from bihuan.cases.services.conferences import Arrangement, Decision, Mark
from bihuan.cases.services.guests import Guest
from bihuan.kernel.reading.masking import mask_text
from bihuan.orgs.models import Office, Staff
from bihuan.web.cases.fields import OfficeField, OfficesField, TaskRowsField
from bihuan.web.cases.moments import MomentField, local
from bihuan.web.forms import DeskForm, SignatureField
from bihuan.web.orgs.forms import SeenForm
from bihuan.web.orgs.pick import picked


def staff_of(key: Any) -> Staff | None:
    """The person of a picked key."""
    return Staff.objects.filter(pk=key).first() if key else None


def arrangement_of(given: dict[str, Any]) -> Arrangement:
    """What the fields of time, place, chair and agenda say."""
    return Arrangement(
        at=given["at"], place=given["place"], chair=staff_of(given["chair"]), agenda=given["agenda"],
        title=given.get("title") or "",
    )  # fmt: skip


class ArrangeForm(SeenForm):
    title = forms.CharField(label=t("议题"), max_length=120, required=False)
    at = MomentField(label=t("开会时间"), required=False, help_text=t("没定可以先空着,定了以后会通知参会单位。"))
    place = forms.CharField(label=t("开会地点"), max_length=120, required=False)
    chair = picked("staff", t("主持人"), required=False)
    agenda = forms.CharField(
        label=t("议程"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "4"})
    )

    @classmethod
    def first(cls, conference: Conference) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {
            "title": conference.title, "at": local(conference.at), "place": conference.place,
            "chair": conference.chair_id, "agenda": conference.agenda, "seen": conference.version,
        }  # fmt: skip


class InviteForm(DeskForm):
    offices = OfficesField(label=t("参会单位"), required=False, help_text=t("按住 Ctrl 可选多个;参会单位会收到通知。"))
    person = picked("staff", t("或邀请某个人"), required=False)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offices"]
        assert isinstance(field, OfficesField)
        field.serve(offices)


class GuestForm(DeskForm):
    body = forms.CharField(
        label=t("单位或身份"),
        max_length=60,
        required=False,
        help_text=t("例如“顺达建筑公司”“县人社局”“某律师事务所”。"),
    )
    name = forms.CharField(label=t("姓名"), max_length=40, required=False)
    phone = forms.CharField(
        label=t("手机号码"), max_length=30, required=False,
        help_text=t("填了就发短信,里面有只给这位来宾的链接;不填可以打印邀请单送去。"),
    )  # fmt: skip
    asked = forms.CharField(
        label=t("请来宾准备什么"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=t("来宾会看到这段话,请不要写当事人的姓名和电话。"),
    )  # fmt: skip

    def guest(self) -> Guest:
        """Who is asked, for the service."""
        return Guest(**self.cleaned_data)


class TakeUpForm(DeskForm):
    number = forms.CharField(label=t("办件编号"), max_length=30)
    reason = forms.CharField(
        label=t("加入理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )


class AnswerForm(SeenForm):
    answer = forms.ChoiceField(
        label=t("能不能参加"),
        choices=[one for one in Invitation.Answer.choices if one[0] != Invitation.Answer.WAITING],
        widget=forms.RadioSelect,
        initial=Invitation.Answer.COMES,
    )
    substitute = picked("staff", t("替会人"), required=False, help_text=t("只在“派人替会”时选择。"))
    reason = forms.CharField(
        label=t("说明"), max_length=200, required=False, help_text=t("请假的必须写明原因,主持人会看到。")
    )

    def for_a_guest(self) -> None:
        """A guest sends nobody in their stead."""
        del self.fields["substitute"]
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)
        answer.choices = GUESTS_ANSWERS


GUESTS_ANSWERS = [(Invitation.Answer.COMES.value, t("参加")), (Invitation.Answer.CANNOT.value, t("不能参加"))]


class SignForm(DeskForm):
    file = SignatureField(label=t("签名"), help_text=t("在框里写上名字;也可以上传签名的照片。"))


class ScanForm(DeskForm):
    file = forms.FileField(
        label=t("签字纪要"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
        help_text=t("会后打印、签字的纪要,拍照或扫描成 PDF 上传。"),
    )


class AttendanceForm(DeskForm):
    """A row for each invitation: `attendance_<n>`, `late_<n>`, `who_<n>`."""

    def __init__(self, *args: Any, invitations: Sequence[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = list(invitations)
        for place, one in enumerate(self.invitations):
            first = one.attendance
            if first == Invitation.Attendance.UNKNOWN and one.answer == Invitation.Answer.CANNOT:
                first = Invitation.Attendance.EXCUSED
            named = one.attended_by or (one.substitute.name if one.substitute else one.staff.name if one.staff else "")
            self.fields[f"attendance_{place}"] = forms.ChoiceField(
                label=_("到会情况"), choices=Invitation.Attendance.choices, initial=first
            )
            self.fields[f"late_{place}"] = forms.IntegerField(
                label=_("迟到分钟"), required=False, min_value=1, max_value=600,
                initial=one.late_minutes,
            )  # fmt: skip
            self.fields[f"who_{place}"] = forms.CharField(
                label=_("到会人"), required=False, max_length=40, initial=named
            )

    def rows(self) -> list[tuple[Invitation, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each invitation with its three fields."""
        return [
            (one, self[f"attendance_{place}"], self[f"late_{place}"], self[f"who_{place}"])
            for place, one in enumerate(self.invitations)
        ]

    def marks(self) -> list[Mark]:
        """What the rows say."""
        given = self.cleaned_data
        return [
            Mark(one.pk, given[f"attendance_{place}"], given[f"late_{place}"], given[f"who_{place}"])
            for place, one in enumerate(self.invitations)
        ]


class ConcludeForm(SeenForm):
    """The minutes, and for each open case `office_<n>` and `tasks_<n>`."""

    minutes = forms.CharField(
        label=t("会议纪要"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "8"})
    )

    def __init__(self, *args: Any, cases: Sequence[Case], offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = list(cases)
        for place, case in enumerate(self.cases):
            said = {"number": case.number, "title": mask_text(case.title)[:20]}
            lead = OfficeField(label=_("%(number)s(%(title)s)牵头单位") % said, required=False)
            lead.serve(offices)
            rows = TaskRowsField(dated=True, label=_("%(number)s 各单位任务和完成日期") % said)
            more = f"{reverse('web:case_task_row', args=[case.pk])}?field=tasks_{place}"
            rows.serve(offices, more)
            self.fields[f"office_{place}"], self.fields[f"tasks_{place}"] = lead, rows

    def decisions(self) -> list[Decision]:
        """What the form says of each case."""
        given = self.cleaned_data
        return [
            Decision(case.pk, given[f"office_{place}"], given[f"tasks_{place}"])
            for place, case in enumerate(self.cases)
        ]
