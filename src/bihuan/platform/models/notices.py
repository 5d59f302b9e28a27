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
