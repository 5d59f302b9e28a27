"""What ledgers remember: saved views, remembered mappings, import batches and the rows each batch brought."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel import clock
from bihuan.platform.models.record import Record


class SavedView(Record):
    """A named set of filters, columns and order of one ledger; shared with all who see the ledger, or one's own."""

    ledger = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    query = models.JSONField(default=dict)  # {"filters": {...}, "columns": [...], "order": [...], "text": ""}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class ImportMapping(Record):
    """A mapping a person confirmed, found again by the signature of the file's headings."""

    ledger = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)
    source = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "signature"], name="import_mapping_once")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.source}"


class ImportBatch(Record):
    """One import of one file into one ledger, from upload to (perhaps) being undone as a whole."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("待核对")
        RUNNING = "running", _("导入中")
        DONE = "done", _("已导入")
        FAILED = "failed", _("未导入")
        UNDONE = "undone", pgettext_lazy("导入", "已撤销")

    ledger = models.CharField(max_length=40)
    file = models.ForeignKey("platform.StoredFile", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    atomic = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    report = models.JSONField(default=dict)  # the dict that `bihuan import --json` prints
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    town_id = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """Which record a row of a batch became; `fingerprint` finds repetitions against what is stored."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    ledger = models.CharField(max_length=40)
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    object_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["batch", "row"], name="imported_row_of_batch")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"
