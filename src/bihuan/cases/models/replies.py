"""The reply that a channel is owed (回复): to the hotline's platform, in writing to whoever sent the letter, to the visitor."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models.case import Case, Channel
from bihuan.cases.models.clocks import TimeLimit
from bihuan.cases.models.deadline import Deadline
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.record import Record


class ReplyWay(models.TextChoices):
    """How the answer reaches whoever brought the matter."""

    PLATFORM = "platform", _("平台回复")
    LETTER = "letter", _("书面回复")
    PHONE = "phone", _("电话回复")
    FACE = "face", _("当面回复")
    ONLINE = "online", _("网上回复")


class ChannelDuty(Record):
    """What a channel is owed: how, and within which budget. `town` None stands for every town without one of its own.

    `active` False: this channel owes no reply of its own (the revisit answers the reporter).
    """

    channel = models.CharField(_("来源渠道"), max_length=12, choices=Channel)
    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用乡镇"))
    way = models.CharField(_("回复方式"), max_length=10, choices=ReplyWay)
    amount = models.DecimalField(_("时限"), max_digits=6, decimal_places=1)
    unit = models.CharField(pgettext_lazy("计量", "单位"), max_length=16, choices=TimeLimit.Unit)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    active = models.BooleanField(_("需要回复"), default=True)

    class Meta:
        verbose_name = _("渠道回复要求")
        constraints = [
            models.UniqueConstraint(fields=["channel", "town"], name="channel_duty_once"),
            models.UniqueConstraint(fields=["channel"], condition=models.Q(town=None), name="channel_duty_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_way_display()}"


class Reply(Deadline, Record):
    """The answer owed for one case. `source_number` is the order number of a hotline, the number of a letter.

    Of two matters of a channel that numbers its own, each number stands once, so that a repeated import or call finds
    the case that is there.
    """

    class State(models.TextChoices):
        OWED = "owed", _("待回复")
        SENT = "sent", _("已回复")
        DROPPED = "dropped", _("无需回复")

    case = models.OneToOneField(Case, models.PROTECT, related_name="reply", verbose_name=_("事项"))
    channel = models.CharField(_("来源渠道"), max_length=12, choices=Channel)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("发生区域"))
    area_path = AreaPathField(editable=False)
    source_number = models.CharField(_("来件编号"), max_length=60, blank=True)
    issuer = models.CharField(_("来文单位"), max_length=80, blank=True)
    way = models.CharField(_("回复方式"), max_length=10, choices=ReplyWay)
    state = models.CharField(_("回复状态"), max_length=8, choices=State, default=State.OWED)
    text = models.TextField(_("回复内容"), blank=True)
    replied_at = models.DateTimeField(_("回复时间"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回复人")
    )
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("回复原件")
    )
    content_mark = models.CharField(max_length=64, blank=True, editable=False)  # tells a resend from other content
    drop_reason = models.CharField(_("无需回复的理由"), max_length=300, blank=True)

    audit_hidden = ("content_mark",)

    class Meta:
        verbose_name = _("回复")
        indexes = [
            models.Index(fields=["town", "state", "due_at"], name="reply_of_town"),
            models.Index(fields=["-started_at", "-id"], name="reply_recent"),
            models.Index(fields=["look_at"], name="reply_look", condition=models.Q(look_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source_number"],
                condition=models.Q(channel="hotline") & ~models.Q(source_number=""),
                name="hotline_order_once",
            ),
            models.CheckConstraint(
                name="reply_sent_has_time", condition=~models.Q(state="sent") | models.Q(replied_at__isnull=False)
            ),
        ]

    @property
    def label(self) -> str:
        """The channel's own number, or the case's where the case is at hand: a label costs no statement."""
        return self.source_number or (self.case.number if "case" in self._state.fields_cache else str(self.case_id))

    def __str__(self) -> str:
        return self.get_state_display()
