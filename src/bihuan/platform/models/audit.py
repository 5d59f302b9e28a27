"""The audit trail: append-only entries, ordered and chained afterwards by one sealer."""

from django.conf import settings
from django.db import models

from bihuan.kernel import clock


class AuditEntry(models.Model):
    """One thing somebody did. `changes` is {field: [before, after]}; hidden fields show "●" for both.

    `mark` is the keyed digest made at writing; `sequence` and `chain` are set by the sealer within a second.
    `object_version` is the record's version after the change, so a removed entry leaves a gap even before sealing.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=60)
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    object_label = models.CharField(max_length=120, blank=True)
    object_version = models.PositiveIntegerField(default=0)
    town_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    mark = models.CharField(max_length=64)
    sequence = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_of_object"),
            models.Index(fields=["-at"], name="audit_by_time"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(sequence=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.object_label}"


class AuditHead(models.Model):
    """Where the chain stands: one row, locked by the sealer."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64, default="0" * 64)
    sealed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.sequence}"
