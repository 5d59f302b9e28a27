"""Venues with their rooms, and the bookings that fill them slot by slot."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class Venue(Record):
    """A house with rooms that people can book: a governance centre, a community service centre, a village hall."""

    name = models.CharField(_("场所名称"), max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    area_path = AreaPathField(editable=False)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    address = models.CharField(_("地址"), max_length=200, blank=True)
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("场所")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], condition=models.Q(voided_at=None), name="venue_once")
        ]

    def __str__(self) -> str:
        return self.name


class Room(Record):
    """A room of a venue; `seats` is how many people it holds, `equipment` what stands in it.

    `area_m2` and `use` say how much of the house is offices and how much is for residents; either may be unknown.
    """

    class Use(models.TextChoices):
        OFFICE = "office", _("办公")
        RESIDENTS = "residents", _("居民活动和服务")
        OTHER = "other", _("仓储、设备等其他")

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="rooms", verbose_name=_("场所"))
    name = models.CharField(_("房间名称"), max_length=60)
    area_path = AreaPathField(editable=False)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    seats = models.PositiveSmallIntegerField(_("可容纳人数"), null=True, blank=True)
    equipment = models.CharField(_("设备"), max_length=200, blank=True)
    area_m2 = models.DecimalField(_("面积(平方米)"), max_digits=7, decimal_places=2, null=True, blank=True)
    use = models.CharField(_("主要用途"), max_length=10, choices=Use, blank=True)
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("房间")
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], condition=models.Q(voided_at=None), name="room_once")
        ]
        indexes = [models.Index(fields=["town", "name"], name="room_of_town")]

    def __str__(self) -> str:
        return self.name


class Booking(Record):
    """A room taken from `starts_at` until just before `ends_at`, both on a quarter of an hour.

    `about_kind` and `about_id` name the record of an upper room it was made for ("sitting"), empty for any other use.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("已预订")
        CANCELLED = "cancelled", _("已取消")

    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("房间"))
    area_path = AreaPathField(editable=False)
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    purpose = models.CharField(_("用途"), max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("预订人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.BOOKED)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    about_kind = models.CharField(max_length=20, blank=True, editable=False)
    about_id = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("场地预订")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="booking_has_length")
        ]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="booking_of_room"),
            models.Index(fields=["town", "-starts_at"], name="booking_of_town"),
        ]

    def __str__(self) -> str:
        return self.purpose


class BookedSlot(models.Model):
    """One quarter of an hour of a room that a booking holds; the unique index is what makes double booking impossible.

    `slot` counts quarters since 1970-01-01 00:00 UTC. The rows are an index of the bookings in force, not a record: a
    booking that is cancelled or moved gives its slots back.
    """

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    slot = models.PositiveIntegerField()
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "slot"], name="slot_of_room_once")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.slot}"
