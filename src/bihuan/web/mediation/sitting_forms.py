"""Forms of the course of a mediation: a sitting planned, its record, an investigation, more time, a secret note."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.cases.models import Evidence
from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_name
from bihuan.mediation.models import Attendance, Investigation, Party, Sitting
from bihuan.mediation.services import Came, Consent, InvestigationEntry, SittingPlan, SittingRecord
from bihuan.orgs.models import Staff
from bihuan.venues.models import Room
from bihuan.web.cases.fields import ColleagueField, day_input
from bihuan.web.cases.moments import BROWSER_MOMENT, MomentField, local
from bihuan.web.forms import DeskForm, SignatureField, split_words
from bihuan.web.mediation.merging import MergingForm

USUAL = timedelta(minutes=90)
QUARTER_SECONDS = "900"


def _quarter_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", "step": QUARTER_SECONDS}, format=BROWSER_MOMENT)


def next_morning() -> datetime:
    """Nine o'clock tomorrow, which a sitting is usually planned for."""
    return clock.instant(clock.today() + timedelta(days=1), 9)


class PlanForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    starts_at = MomentField(label=t("开始时间"), widget=_quarter_input())
    ends_at = MomentField(label=t("结束时间"), widget=_quarter_input())
    room = forms.ChoiceField(label=t("房间"), required=False, help_text=t("选了房间就同时订下,不会和别人撞。"))
    place = forms.CharField(
        label=t("其他地点"),
        max_length=120,
        required=False,
        help_text=t("不用房间时填写,例如“刘庄村村部”“当事人家中”。"),
    )
    mediator = ColleagueField(label=t("主持调解员"), required=False)
    co_mediators = forms.MultipleChoiceField(
        label=t("参加调解员"), required=False, widget=forms.SelectMultiple(attrs={"size": "4"})
    )
    recorder = ColleagueField(label=t("记录人"), required=False)
    parties = forms.MultipleChoiceField(
        label=t("请谁参加"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=t("有代理人的,代理人一并邀请。"),
    )  # fmt: skip
    others = forms.CharField(
        label=t("其他参加人"), max_length=300, required=False, help_text=t("证人、村干部等,用顿号隔开。")
    )
    agenda = forms.CharField(label=t("事由"), max_length=200, required=False)

    def __init__(
        self, *args: Any, rooms: Sequence[Room], people: Sequence[Staff], parties: Sequence[Party], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(one.pk): one for one in rooms}
        self.people = {str(one.pk): one for one in people}
        self.known = {str(one.pk): one for one in parties}
        _choices(
            self.fields["room"], [("", _("不用房间")), *((key, _room_named(one)) for key, one in self.rooms.items())]
        )
        _choices(self.fields["co_mediators"], [(key, one.name) for key, one in self.people.items()])
        _choices(
            self.fields["parties"],
            [(key, f"{one.get_side_display()} {mask_name(one.name)}") for key, one in self.known.items()],
        )
        for name in ("mediator", "recorder"):
            field = self.fields[name]
            assert isinstance(field, ColleagueField)
            field.serve(people)

    def plan(self) -> SittingPlan:
        """What was arranged, for the service."""
        given = self.cleaned_data
        return SittingPlan(
            starts_at=given["starts_at"], ends_at=given["ends_at"], mediator=given["mediator"],
            room=self.rooms.get(given["room"]), place=given["place"], recorder=given["recorder"],
            co_mediators=[self.people[key] for key in given["co_mediators"]],
            parties=[self.known[key] for key in given["parties"]], agenda=given["agenda"],
            others=split_words(given["others"]),
        )  # fmt: skip


def _choices(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _room_named(room: Room) -> str:
    seats = _("(%(n)d 人)") % {"n": room.seats} if room.seats else ""
    return f"{room.venue.name} {room.name}{seats}"


def plan_as_initial(sitting: Sitting, people: Sequence[Attendance]) -> dict[str, Any]:
    """A planned sitting as the form shows it."""
    part = Attendance.Part
    staff = {key: [str(one.staff_id) for one in people if one.part == key] for key in part.values}
    booked = sitting.booking.room_id if sitting.booking else ""
    return {
        "seen": sitting.version, "starts_at": local(sitting.starts_at), "ends_at": local(sitting.ends_at),
        "room": str(booked), "place": "" if booked else sitting.place, "mediator": str(sitting.mediator_id or ""),
        "co_mediators": staff[part.CO_MEDIATOR], "recorder": (staff[part.RECORDER] or [""])[0],
        "parties": [str(one.party_id) for one in people if one.part == part.PARTY],
        "others": _("、").join(one.name for one in people if one.part == part.OTHER), "agenda": sitting.agenda,
    }  # fmt: skip


class RecordForm(MergingForm):
    """The record of a sitting; who came is a pair of ticks for each person asked."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    starts_at = MomentField(label=t("实际开始"))
    ends_at = MomentField(label=t("实际结束"))
    rights_told = forms.BooleanField(
        label=t("已向到场当事人告知权利义务"), required=False,
        help_text=t("自愿参加、可以要求公开或不公开、可以随时退出;如实陈述、遵守秩序、尊重对方(《人民调解法》第二十三、二十四条)。"),
    )  # fmt: skip
    talk = forms.CharField(
        label=t("问答记录"), max_length=30000, required=False,
        widget=forms.Textarea(attrs={"rows": "14", "placeholder": t("问:\n答(王某):")}),
        help_text=t("一行一句,以“问:”“答(谁):”开头。"),
    )  # fmt: skip
    disputed = forms.CharField(
        label=t("争议焦点"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    proposals = forms.CharField(
        label=t("调解方案"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=t("谁提出了什么,对方怎么说。"),
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=t("本次结果"), choices=[("", t("还在进行,先存草稿")), *Sitting.Outcome.choices], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    outcome_note = forms.CharField(
        label=t("结果说明"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=t("延期再调的,写明原因。"),
    )  # fmt: skip
    next_on = forms.DateField(label=t("下次调解日期"), required=False, widget=day_input())
    people = forms.CharField(required=False, widget=forms.HiddenInput)  # where faults about who came are shown

    def __init__(self, *args: Any, people: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(people)
        for one in people:
            self.fields[f"came_{one.pk}"] = forms.BooleanField(label=t("到场"), required=False)
            self.fields[f"card_{one.pk}"] = forms.BooleanField(label=t("已核对身份"), required=False)
            self.initial.setdefault(f"came_{one.pk}", bool(one.came))
            self.initial.setdefault(f"card_{one.pk}", one.identity_checked)

    def rows(self) -> list[tuple[Attendance, forms.BoundField, forms.BoundField]]:
        """Each person asked with the two ticks."""
        return [(one, self[f"came_{one.pk}"], self[f"card_{one.pk}"]) for one in self.asked]

    def record(self) -> SittingRecord:
        """What was said, for the service."""
        given = self.cleaned_data
        people: Mapping[UUID, Came] = {
            one.pk: Came(given[f"came_{one.pk}"], given[f"card_{one.pk}"]) for one in self.asked
        }
        own = (
            "starts_at",
            "ends_at",
            "rights_told",
            "talk",
            "disputed",
            "proposals",
            "outcome",
            "outcome_note",
            "next_on",
        )
        return SittingRecord(people=people, **{name: given[name] for name in own})


RECORDED = ("rights_told", "talk", "disputed", "proposals", "outcome", "outcome_note", "next_on")


def record_as_initial(sitting: Sitting) -> dict[str, Any]:
    """The record as it stands; a sitting that was only planned is taken to have run as planned so far."""
    values = {name: getattr(sitting, name) for name in RECORDED}
    return values | {"starts_at": local(sitting.starts_at), "ends_at": local(sitting.ends_at), "seen": sitting.version}


class SignForm(DeskForm):
    signature = SignatureField(label=t("手写签名"), required=False)


class ScanForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    scan = forms.FileField(
        label=t("签字扫描件"), max_length=200, widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
        help_text=t("打印后请到场的人阅读、签名,再拍照或扫描上传(照片或 PDF)。"),
    )  # fmt: skip


class SignOrScanForm(DeskForm):
    signature = SignatureField(label=t("手写签名"), required=False)
    scan = forms.FileField(
        label=t("或上传签字扫描件"), max_length=200, required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
    )  # fmt: skip


class InvestigationForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    way = forms.ChoiceField(label=t("调查方式"), choices=Investigation.Way.choices)
    starts_at = MomentField(label=t("调查时间"))
    place = forms.CharField(label=t("调查地点"), max_length=120, required=False)
    investigator = ColleagueField(label=t("调查人"), required=False)
    others = forms.CharField(label=t("参加调查人"), max_length=120, required=False)
    witness = forms.CharField(label=t("被调查人"), max_length=60, required=False)
    witness_phone = forms.CharField(label=t("被调查人电话"), max_length=30, required=False)
    relation = forms.CharField(
        label=t("与当事人的关系"), max_length=60, required=False, help_text=t("例如“申请人的邻居”“被申请人的会计”。")
    )
    talk = forms.CharField(
        label=t("调查内容"), max_length=30000, required=False,
        widget=forms.Textarea(attrs={"rows": "10", "placeholder": t("问:\n答:")}),
    )  # fmt: skip
    finding = forms.CharField(
        label=t("查明情况"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    evidence = forms.MultipleChoiceField(
        label=t("证据材料"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=t("照片和文件先在事项页“证据材料”里上传,再在这里勾选。"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Staff], shown: Sequence[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = {str(one.pk): one for one in shown}
        _choices(self.fields["evidence"], [(key, one.caption or one.file.name) for key, one in self.shown.items()])
        if not shown:
            del self.fields["evidence"]
        field = self.fields["investigator"]
        assert isinstance(field, ColleagueField)
        field.serve(people)

    def entry(self) -> InvestigationEntry:
        """What was said, for the service."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "evidence"}}
        return InvestigationEntry(files=[self.shown[key] for key in self.cleaned_data.get("evidence", [])], **given)


def investigation_as_initial(made: Investigation) -> dict[str, Any]:
    """A record as the form shows it."""
    own = ("way", "place", "others", "witness", "witness_phone", "relation", "talk", "finding")
    return {name: getattr(made, name) for name in own} | {
        "seen": made.version, "starts_at": local(made.starts_at), "investigator": str(made.by_id or ""),
        "evidence": [str(one.pk) for one in made.files.all()],
    }  # fmt: skip


class ExtensionForm(DeskForm):
    days = forms.IntegerField(label=t("延长几天"), required=False)
    applicant_agreed_on = forms.DateField(label=t("申请人同意日期"), required=False, widget=day_input())
    respondent_agreed_on = forms.DateField(label=t("被申请人同意日期"), required=False, widget=day_input())
    reason = forms.CharField(label=t("延长理由"), max_length=200, required=False)

    def consent(self) -> Consent:
        """What the parties agreed, for the service."""
        return Consent(**self.cleaned_data)


class NoteForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=t("保密笔记"), max_length=10000, required=False,
        widget=forms.Textarea(attrs={"rows": "6", "data-draft-skip": True, "autocomplete": "off"}),
    )  # fmt: skip


class InvitedForm(DeskForm):
    people = forms.MultipleChoiceField(
        label=t("已经通知到"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=t("打电话、发消息或送纸质通知后勾选;通知时间记为现在。"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self.fields["people"],
            [
                (str(one.pk), f"{one.get_part_display()} {mask_name(one.called)}")
                for one in people
                if one.invited_at is None
            ],
        )
