"""Sittings (调解会): planned with room and people, held with a record that those who came have read and signed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.mediation.models.dispute import Dispute
from bihuan.mediation.models.party import Party
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record
from bihuan.venues.models import Booking


class Sitting(Record):
    """One mediation meeting of a dispute; `number` counts them from 1.

    `starts_at`, `ends_at` are planned until it is `held`, then when it really was. `talk` is the record in questions and
    answers, a line each ("问:…", "答(张某):…"); `disputed` the points in dispute, `proposals` what was proposed and by
    whom. The record is confirmed, and no longer changed, when everybody who came has signed it (`confirmed_at`) or a
    paper signed by hand was scanned (`scan`).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("已约定")
        HELD = "held", _("已召开")
        CANCELLED = "cancelled", _("已取消")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("达成协议")
        ADJOURNED = "adjourned", _("延期再调")
        BROKE_DOWN = "broke_down", _("未达成协议")

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="sittings", verbose_name=_("纠纷"))
    number = models.PositiveSmallIntegerField(_("第几次"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    place = models.CharField(_("地点"), max_length=120)
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="+", verbose_name=_("场地预订"))
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("主持调解员")
    )
    agenda = models.CharField(_("事由"), max_length=200, blank=True)

    rights_told = models.BooleanField(_("已告知权利义务"), default=False)
    talk = models.TextField(_("问答记录"), blank=True)
    disputed = models.TextField(_("争议焦点"), blank=True)
    proposals = models.TextField(_("调解方案"), blank=True)
    outcome = models.CharField(_("本次结果"), max_length=12, choices=Outcome, blank=True)
    outcome_note = models.TextField(_("结果说明"), blank=True)
    next_on = models.DateField(_("下次调解日期"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("签字扫描件"))
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("调解会")
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="sitting_number_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="sitting_has_length"),
            models.CheckConstraint(
                condition=models.Q(state="held") | models.Q(outcome=""), name="sitting_outcome_when_held"
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_at"], name="sitting_recent"),
            models.Index(fields=["mediator", "starts_at"], name="sitting_of_mediator"),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.number}"


class SittingRevision(models.Model):
    """The record of a sitting as one save left it, who came included: the ground on which two people's changes are merged.

    `content` maps field to text (JSON, encrypted); rows are only ever added.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    content = EncryptedTextField()
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("笔录稿次")
        constraints = [models.UniqueConstraint(fields=["sitting", "version"], name="sitting_revision_once")]

    def __str__(self) -> str:
        return str(self.version)


class Attendance(Record):
    """Somebody asked to a sitting: a party, a mediator (`staff`), or another person by `name`.

    Who is not `asked` any more, since the plan changed, keeps the row. `came` is None until the sitting was held;
    `identity_checked` says that a card was looked at; `signature` is the drawn name under the record.
    """

    class Part(models.TextChoices):
        PARTY = "party", _("当事人")
        AGENT = "agent", _("代理人")
        MEDIATOR = "mediator", _("主持调解员")
        CO_MEDIATOR = "co_mediator", _("参加调解员")
        RECORDER = "recorder", _("记录人")
        OTHER = "other", _("其他参加人")

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="attendances")
    part = models.CharField(_("身份"), max_length=12, choices=Part)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("当事人"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("工作人员")
    )
    name = EncryptedTextField(_("姓名"), blank=True)
    asked = models.BooleanField(_("邀请"), default=True)
    invited_at = models.DateTimeField(_("通知时间"), null=True)
    came = models.BooleanField(_("到场"), null=True)
    identity_checked = models.BooleanField(_("已核对身份"), default=False)
    signature = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("签名"))
    signed_at = models.DateTimeField(_("签名时间"), null=True)

    class Meta:
        verbose_name = _("参加人")
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "party", "part"], condition=models.Q(party__isnull=False), name="party_sits_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "staff"], condition=models.Q(staff__isnull=False), name="staff_sits_once"
            ),
        ]

    @property
    def called(self) -> str:
        """The name in full; personal, for the record and its paper only."""
        if self.staff is not None:
            return str(self.staff.name)
        if self.party is not None:
            return str(self.party.agent_name if self.part == self.Part.AGENT else self.party.name)
        return str(self.name)

    def __str__(self) -> str:
        return str(self.Part(self.part).label)
