"""Joint conferences (联席会): called for one or several cases, attended, concluded with minutes and tasks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.case import Case
from bihuan.orgs.models import Area, Office
from bihuan.platform.fields import AreaPathField, EncryptedTextField
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record


class Conference(Record):
    """One conference. `at` None: called, its time still to be named. Its cases, guests and tasks point to it."""

    class State(models.TextChoices):
        CALLED = "called", _("已召集")
        CONCLUDED = "concluded", _("已形成纪要")
        CALLED_OFF = "called_off", pgettext_lazy("联席会", "已取消")

    number = models.CharField(_("联席会编号"), max_length=40, unique=True)
    title = models.CharField(_("议题"), max_length=120)
    reason = models.CharField(_("召集理由"), max_length=300)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("涉及区域"))
    area_path = AreaPathField(editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.CALLED)
    at = models.DateTimeField(_("开会时间"), null=True, blank=True)
    place = models.CharField(_("开会地点"), max_length=120, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主持人")
    )
    agenda = models.TextField(_("议程"), blank=True)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("召集人")
    )
    minutes = models.TextField(_("会议纪要"), blank=True)
    concluded_at = models.DateTimeField(_("形成纪要时间"), null=True, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签字纪要")
    )
    called_off_reason = models.CharField(_("取消原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("联席会")
        indexes = [
            models.Index(fields=["town", "state", "at"], name="conference_of_town"),
            models.Index(fields=["-created_at", "-id"], name="conference_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="conference_concluded_has_minutes",
                condition=~models.Q(state="concluded") | (models.Q(concluded_at__isnull=False) & ~models.Q(minutes="")),
            )
        ]

    @property
    def label(self) -> str:
        return self.number

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ConferenceCase(Record):
    """A case on a conference's table, and the office that leads it from there."""

    class State(models.TextChoices):
        OPEN = "open", _("待会商")
        CONCLUDED = "concluded", _("已明确")
        WITHDRAWN = "withdrawn", _("已撤出")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="entries")
    case = models.ForeignKey(Case, models.PROTECT, related_name="conference_entries")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    lead = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )

    class Meta:
        verbose_name = _("会商事项")
        constraints = [
            models.UniqueConstraint(fields=["conference", "case"], name="case_once_a_conference"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="open"), name="one_open_conference_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.case_id}"


class Invitation(Record):
    """An office or a person asked to a conference: what they answered, whether they came, and their signature.

    A guest from outside has no account: `guest_body` says for whom they come, and a link of their own (`link_digest` of its
    secret, empty once it is taken back) lets them read, answer and sign. `substitute` comes in the invited person's or
    office's stead. `attendance` is noted by the conveners.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", _("未答复")
        COMES = "comes", _("参加")
        SUBSTITUTE = "substitute", _("派人替会")
        CANNOT = "cannot", _("请假")

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", _("未登记")
        PRESENT = "present", _("按时到会")
        LATE = "late", _("迟到")
        EXCUSED = "excused", _("请假未到")
        ABSENT = "absent", _("无故缺席")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="invitations")
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("参会单位")
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("参会人")
    )
    answer = models.CharField(_("参会答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替会人")
    )
    reason = models.CharField(_("答复说明"), max_length=200, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    attendance = models.CharField(_("到会情况"), max_length=10, choices=Attendance, default=Attendance.UNKNOWN)
    late_minutes = models.PositiveSmallIntegerField(_("迟到分钟"), null=True, blank=True)
    attended_by = models.CharField(_("到会人"), max_length=40, blank=True)
    signature = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签名")
    )
    signed_at = models.DateTimeField(_("签名时间"), null=True, blank=True)
    guest_body = models.CharField(_("来宾单位或身份"), max_length=60, blank=True)
    guest_name = EncryptedTextField(_("来宾姓名"), blank=True)
    guest_phone = EncryptedTextField(_("来宾电话"), blank=True)
    guest_asked = models.CharField(_("请来宾准备什么"), max_length=300, blank=True)
    link_secret = EncryptedTextField(blank=True, editable=False)
    link_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    link_made_at = models.DateTimeField(null=True, editable=False)

    audit_hidden = ("link_digest",)

    class Meta:
        verbose_name = _("参会邀请")
        indexes = [models.Index(fields=["office", "attendance"], name="invitation_of_office")]
        constraints = [
            models.CheckConstraint(
                name="invitation_names_somebody",
                condition=models.Q(office__isnull=False) | models.Q(staff__isnull=False) | ~models.Q(guest_body=""),
            ),
            models.UniqueConstraint(
                fields=["conference", "office"], condition=models.Q(staff=None), name="office_invited_once"
            ),
            models.UniqueConstraint(fields=["conference", "staff"], name="staff_invited_once"),
            models.CheckConstraint(
                name="invitation_late_has_minutes",
                condition=models.Q(late_minutes=None) | models.Q(attendance="late"),
            ),
        ]

    @property
    def who(self) -> str:
        """Whom the invitation names."""
        if self.guest_body:
            return f"{self.guest_body} {self.guest_name}"
        if self.staff is None:
            return self.office.name if self.office is not None else ""
        return f"{self.office.name} {self.staff.name}" if self.office is not None else self.staff.name

    def __str__(self) -> str:
        return self.who
