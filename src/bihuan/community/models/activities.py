"""Activities of a community, courses among them, and the people who signed in: heads signed for are rows, never a typed number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Staff
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField


class Activity(Registered):
    """One activity, planned, held or cancelled.

    Heads are counted in one of two ways and never in both: by the rows of `SignIn`, or by `estimate` (person-times).
    A room taken for it is a booking of `venues` about it.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("课程讲座")
        CULTURE = "culture", _("文体活动")
        FESTIVAL = "festival", _("节庆民俗")
        VOLUNTEER = "volunteer", _("志愿服务")
        HEALTH = "health", _("健康义诊")
        CHILDREN = "children", _("儿童青少年活动")
        PARTY = "party", _("党员活动")
        OTHER = "other", _("其他活动")

    class State(models.TextChoices):
        PLANNED = "planned", _("计划中")
        HELD = "held", _("已举办")
        CANCELLED = "cancelled", _("已取消")

    title = models.CharField(_("活动名称"), max_length=80)
    kind = models.CharField(_("活动类型"), max_length=10, choices=Kind)
    state = models.CharField(_("进展"), max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(_("活动日期"))
    from_hour = models.TimeField(_("开始时刻"), null=True, blank=True)
    to_hour = models.TimeField(_("结束时刻"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    host = models.CharField(_("主办单位或主讲人"), max_length=80, blank=True)
    organiser = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("负责人")
    )
    audience = models.CharField(
        _("面向人群"), max_length=80, blank=True, help_text=_("例如:60 岁以上老人、小学生、全体居民。")
    )
    planned = models.PositiveIntegerField(_("计划人数"), null=True, blank=True)
    counted_by = models.CharField(
        _("人次来源"),
        max_length=10,
        choices=CountedBy,
        default=CountedBy.SIGN_IN,
        help_text=_("签到清点的人次由签到名单得出,不用填;没有签到的选“现场估计”,再填估计人次。两种人次分别统计。"),
    )
    estimate = models.PositiveIntegerField(_("现场估计人次"), null=True, blank=True)
    remark = models.TextField(_("活动情况"), blank=True)

    class Meta:
        verbose_name = _("社区活动")
        indexes = [models.Index(fields=["town", "-held_on"], name="activity_of_town")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(estimate=None) | models.Q(counted_by=CountedBy.ESTIMATE, state="held"),
                name="activity_heads_one_way",
            ),
            models.CheckConstraint(
                condition=models.Q(to_hour=None) | models.Q(to_hour__gt=models.F("from_hour")), name="activity_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SignIn(Registered):
    """One person who came to an activity and signed for it: one person-time."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sign_ins", verbose_name=_("社区活动"))
    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    phone = EncryptedTextField(
        _("联系电话"), blank=True, help_text=_("可以不填;同一场活动里有同名的人时,请填电话区分。")
    )
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)

    class Meta:
        verbose_name = _("活动签到")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "name_index", "phone_index"],
                condition=models.Q(voided_at=None),
                name="sign_in_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name[:1]}**"
