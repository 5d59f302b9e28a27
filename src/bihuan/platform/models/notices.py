"""Notices to people: what waits in the inbox and how it went out over other channels."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models.record import Record


class Notice(models.Model):
    """One message to one person; `url` is a path of the desk; `key` keeps an event from telling twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "-created_at"], name="notice_inbox"),
            models.Index(fields=["to"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeChannel(Record):
    """A way out of the house: mail server, WeCom or DingTalk group robot, SMS gateway; `secret` is its key or token."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("电子邮件")
        WECOM = "wecom", _("企业微信机器人")
        DINGTALK = "dingtalk", _("钉钉机器人")
        SMS = "sms", _("短信网关")

    audit_hidden = ("secret", "address")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    address = EncryptedTextField(blank=True)
    secret = EncryptedTextField(blank=True)
    town_id = models.UUIDField(null=True)
    active = models.BooleanField(default=True)
    signature = models.CharField(_("短信签名"), max_length=20, blank=True)  # without the brackets; SMS gateways alone

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One attempt series to carry a notice out over one channel."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(NoticeChannel, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default="queued")  # queued, sent, failed
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class ShortMessage(models.Model):
    """One SMS to somebody without an account: a party of a mediation, a guest of a conference.

    The telephone number is not kept: `to_kind` and `to_id` name the record that has it, and it is read when the message is
    sent. `key` names the occasion, so that nobody is told of it twice. `masked` is the number as a list may show it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")
        DROPPED = "dropped", _("不再发送")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("事由"), max_length=40)
    about_id = models.UUIDField()  # the dispute or conference under which it is listed
    to_kind = models.CharField(max_length=40)
    to_id = models.UUIDField()
    town_id = models.UUIDField(null=True)
    masked = models.CharField(_("发给"), max_length=40)
    text = EncryptedTextField(_("内容"))
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    error = models.CharField(_("原因"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("发送次数"), default=0)
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)
    send_at = models.DateTimeField(_("计划发送时间"), default=clock.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    class Meta:
        verbose_name = _("短信")
        indexes = [models.Index(fields=["about_id", "-created_at"], name="short_message_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
