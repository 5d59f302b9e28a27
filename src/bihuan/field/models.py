"""Phones, the receipts for what they sent, and photographs on their way."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField, CodesField
from bihuan.platform.models import Record, StoredFile


class FieldDevice(Record):
    """A phone that acts as `staff` with a secret of its own until `expires_at`, or until it is ordered to wipe itself.

    Only the SHA-256 of the secret is kept. `wiped_at` is when the phone confirmed that nothing is left on it. `skew` is by
    how many seconds the phone's clock was behind ours when it last sent something (negative: ahead).
    """

    audit_hidden = ("secret_digest",)

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="field_devices", verbose_name=_("使用人")
    )
    name = models.CharField(_("手机"), max_length=60)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("到期时间"))
    last_seen_at = models.DateTimeField(_("最近同步"), null=True, editable=False)
    skew = models.IntegerField(default=0, editable=False)
    wipe_ordered_at = models.DateTimeField(_("要求清除的时间"), null=True, editable=False)
    wiped_at = models.DateTimeField(_("已清除的时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("外勤手机")
        indexes = [models.Index(fields=["staff", "-created_at"], name="field_device_of_staff")]

    def in_force(self, at: datetime) -> bool:
        """Whether it may act at this instant."""
        return self.wipe_ordered_at is None and at < self.expires_at

    def __str__(self) -> str:
        return self.name


class Mark(models.TextChoices):
    """What is noted about where and when a record was made; nothing of it is a reason to refuse."""

    CLOCK = "clock", _("手机时钟不准")
    FAR = "far", _("离现场较远")
    MOCKED = "mocked", _("疑似模拟定位")
    COARSE = "coarse", _("定位误差大")
    NOWHERE = "nowhere", _("没有定位")


class FieldReceipt(models.Model):
    """That one record of a phone has been taken in, with the answer it got; written in the same transaction as its effect.

    `id` was made on the phone; `digest` tells other content under the same id. `made_at` is when it was made by our clock,
    reckoned from the phone's own (`phone_at`) and by how much that was off. `about` is the record it changed or made.
    Positions are WGS-84 degrees, `accuracy` metres.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(_("回执号"), max_length=20, unique=True)
    device = models.ForeignKey(FieldDevice, models.PROTECT, related_name="receipts", verbose_name=_("手机"))
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上报人"))
    kind = models.CharField(_("记录种类"), max_length=20)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    about = models.UUIDField(null=True)
    label = models.CharField(_("关于"), max_length=120, blank=True)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属区域"))
    area_path = AreaPathField(editable=False, blank=True)
    phone_at = models.DateTimeField(_("手机上的时间"))
    made_at = models.DateTimeField(_("发生时间"))
    received_at = models.DateTimeField(_("收到时间"), default=clock.now)
    lat = models.FloatField(_("纬度"), null=True)
    lon = models.FloatField(_("经度"), null=True)
    accuracy = models.FloatField(_("定位误差(米)"), null=True)
    marks = CodesField(verbose_name=_("提示"), offered=Mark.choices)

    class Meta:
        verbose_name = _("外勤回执")
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="field_receipt_recent"),
            models.Index(fields=["staff", "-received_at"], name="field_receipt_of_staff"),
            models.Index(fields=["area_path", "-received_at"], name="field_receipt_of_area"),
            models.Index(fields=["about"], name="field_receipt_about"),
        ]

    def __str__(self) -> str:
        return self.number


class FieldFile(models.Model):
    """A photograph that arrives in pieces: announced with size and digest, `have` bytes of it are here.

    `refusal` holds why its content was not taken ({"code", "message"}); then nothing of it is kept.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(FieldDevice, models.PROTECT, related_name="files")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    target = models.CharField(max_length=20)
    about = models.UUIDField()
    phase = models.CharField(max_length=8)
    caption = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    have = models.PositiveBigIntegerField(default=0)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=20, unique=True, null=True)
    refusal = models.JSONField(null=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="field_file_within_size", condition=models.Q(have__lte=models.F("size"))),
            models.CheckConstraint(
                name="field_file_stored_has_number",
                condition=models.Q(stored=None, number=None) | models.Q(stored__isnull=False, number__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["changed_at"], name="field_file_by_change")]

    def __str__(self) -> str:
        return self.name
