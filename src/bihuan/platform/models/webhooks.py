"""Outgoing webhooks: who wants to hear of what, and the log of every delivery."""

from django.db import models

from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models.record import Record


class Webhook(Record):
    """A subscriber's address; bodies are signed with `secret` (HMAC-SHA256); `events` is a list of event names."""

    audit_hidden = ("secret",)
    name = models.CharField(max_length=60)
    url = models.URLField(max_length=300)
    secret = EncryptedTextField()
    events = models.JSONField(default=list)
    town_id = models.UUIDField(null=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event for one subscriber; retried with growing pauses until sent or given up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)
    body = models.JSONField()
    state = models.CharField(max_length=10, default="queued")  # queued, sent, failed
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.event} {self.state}"
