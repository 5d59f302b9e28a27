"""Stored files: content-addressed bytes with what is known of them."""

from django.conf import settings
from django.db import models

from bihuan.platform.models.record import Record


class StoredFile(Record):
    """`sha256` addresses the original; `public_sha256` the copy stripped of metadata (images only); sizes in bytes."""

    sha256 = models.CharField(max_length=64)
    public_sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_by_content")]

    def __str__(self) -> str:
        return self.name
