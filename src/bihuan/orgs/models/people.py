"""Residents and households, with their personal fields encrypted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models.areas import Area
from bihuan.platform.fields import AreaPathField, BlindIndexField, EncryptedTextField
from bihuan.platform.models.record import Record


class Household(Record):
    """A home. `number` is the office's own household number; the address is personal."""

    number = models.CharField(_("户编号"), max_length=40, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属网格"))
    area_path = AreaPathField(db_index=True, editable=False)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    address = EncryptedTextField(_("住址"), blank=True)
    address_index = BlindIndexField(of="address", kind="address", db_index=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)

    class Meta:
        verbose_name = _("户")

    def __str__(self) -> str:
        return self.number


class Resident(Record):
    """A person. Name, phone, ID number and address are sealed, masked by default, and found by blind index.

    `needs` lists the reasons for special care (codes of `Need`); `erased_at` marks that the personal part is gone,
    `merged_into` that this record turned out to be the same person as another.
    """

    class Gender(models.TextChoices):
        MALE = "male", _("男")
        FEMALE = "female", _("女")

    class Need(models.TextChoices):
        ELDERLY_ALONE = "elderly_alone", _("独居老人")
        LEFT_BEHIND = "left_behind", _("留守儿童")
        DISABLED = "disabled", _("残疾人")
        LOW_INCOME = "low_income", _("低收入")
        RELEASED = "released", _("刑满释放")
        MENTAL = "mental", _("精神障碍")

    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    initials = models.CharField(_("拼音首字母"), max_length=20, blank=True, editable=False)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    id_number = EncryptedTextField(_("身份证号"), blank=True)
    id_number_index = BlindIndexField(of="id_number", kind="id_number", db_index=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="residents", verbose_name=_("所属户")
    )
    is_head = models.BooleanField(_("户主"), default=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属网格"))
    area_path = AreaPathField(db_index=True, editable=False)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    address = EncryptedTextField(_("住址"), blank=True)
    needs = models.JSONField(_("关爱类别"), default=list, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged_here")

    class Meta:
        verbose_name = _("居民")
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"], condition=~models.Q(id_number_index=""), name="resident_id_number_once"
            )
        ]
        indexes = [models.Index(fields=["town", "-created_at"], name="resident_of_town")]

    @property
    def label(self) -> str:
        return f"{self.initials or '居民'}-{str(self.pk)[-6:]}"

    def __str__(self) -> str:
        return self.label
