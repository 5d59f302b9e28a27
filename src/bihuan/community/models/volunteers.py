"""Volunteers with their skills and background check, their shifts, and the pairing of a child with one of them."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, CodesField, EncryptedTextField

SKILLS = (
    ("tutor", _("功课辅导")),
    ("arts", _("音乐美术")),
    ("sport", _("体育")),
    ("craft", _("手工")),
    ("reading", _("阅读")),
    ("care", _("照护")),
    ("first_aid", _("急救")),
    ("hair", _("理发")),
    ("repair", _("维修")),
    ("cook", _("做饭送餐")),
    ("law", _("法律")),
    ("drive", _("驾驶")),
)


class Volunteer(Registered):
    """Somebody who helps without pay. Only who passed a background check that is still valid may be with children."""

    class Checked(models.TextChoices):
        NONE = "none", _("还没查")
        PASSED = "passed", _("合格")
        FAILED = "failed", _("不合格")

    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    phone = EncryptedTextField(_("联系电话"))
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    body = models.CharField(_("单位或身份"), max_length=60, blank=True)
    skills = CodesField(verbose_name=_("特长"), offered=SKILLS)
    since = models.DateField(_("加入日期"))
    checked = models.CharField(_("背景核查"), max_length=6, choices=Checked, default=Checked.NONE)
    checked_on = models.DateField(_("核查日期"), null=True, blank=True)
    check_until = models.DateField(_("核查有效期至"), null=True, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("志愿者")
        constraints = [
            models.UniqueConstraint(
                fields=["name_index", "phone_index", "area"], condition=models.Q(voided_at=None), name="volunteer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name[:1]}**"

    def may_mind_children(self, day: date) -> bool:
        """Whether the background check is passed and valid on `day`."""
        done, until = self.checked_on, self.check_until
        return self.checked == self.Checked.PASSED and done is not None and until is not None and done <= day <= until


class Shift(Registered):
    """A volunteer's hours on one day. `came` is said afterwards; only hours of those who came are certified."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="shifts", verbose_name=_("志愿者"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("服务项目")
    )
    day = models.DateField(_("日期"))
    from_hour = models.TimeField(_("开始时刻"))
    to_hour = models.TimeField(_("结束时刻"))
    with_children = models.BooleanField(_("接触儿童的岗位"), default=False)
    task = models.CharField(_("做什么"), max_length=80)
    came = models.BooleanField(_("已到岗"), null=True, blank=True)

    class Meta:
        verbose_name = _("志愿者排班")
        indexes = [models.Index(fields=["volunteer", "day"], name="shift_of_volunteer")]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_hour__gt=models.F("from_hour")), name="shift_hours"),
        ]

    def __str__(self) -> str:
        return self.task

    @property
    def minutes(self) -> int:
        """How long it is."""
        begin, end = self.from_hour, self.to_hour
        return (end.hour - begin.hour) * 60 + end.minute - begin.minute


class Pairing(Registered):
    """One child of a class and one volunteer who keeps an eye on it, from `since` until `until` (None: still)."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="pairings", verbose_name=_("报名"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="pairings", verbose_name=_("志愿者"))
    since = models.DateField(_("结对日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)
    remark = models.CharField(_("帮扶内容"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("一对一结对")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=models.Q(voided_at=None, until=None), name="pairing_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class PairingVisit(Registered):
    """One visit of a paired child; what was found is for those who run the class."""

    pairing = models.ForeignKey(Pairing, models.PROTECT, related_name="visits", verbose_name=_("一对一结对"))
    visited_on = models.DateField(_("走访日期"))
    found = EncryptedTextField(_("了解到的情况"))
    helped = models.CharField(_("做了什么"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("结对走访")
        indexes = [models.Index(fields=["town", "-visited_on"], name="pairing_visit_of_town")]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d}"
