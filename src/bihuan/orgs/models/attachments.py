"""Photos and files shown for a row of any register."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class Attachment(Record):
    """A stored file shown for the record `object_id` of the type `object_type` ("app.model"); voided, never deleted."""

    object_type = models.CharField(max_length=60, editable=False)
    object_id = models.UUIDField(editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("说明"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("附件")
        indexes = [models.Index(fields=["object_id", "created_at"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.caption or str(self.file_id)
