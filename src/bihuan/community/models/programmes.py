"""Programmes that people enrol for, and the enrolments: a seat is a number of its own, so that no programme is overbooked."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area, Grade, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField

MOST_SEATS, LONGEST_HOLD = 500, 168


class Programme(Registered):
    """Something held over days that people enrol for: who may (`must`), who comes first (`first`), how many (`quota`).

    `must` and `first` are rules of `platform.conditions` over the facts of an applicant (see `applicants`): who does not meet
    `must` is refused; each condition of `first` that is met gives a point, and more points come first on the waiting list.
    A seat offered is held for `hold_hours`.
    """

    class Kind(models.TextChoices):
        CHILDCARE = "childcare", _("假期托管班")
        AFTER_SCHOOL = "after_school", _("课后服务班")
        ARTS = "arts", _("艺术课堂")
        CLINIC = "clinic", _("义诊")
        HAIRCUT = "haircut", _("义剪")
        OPERA_TEA = "opera_tea", _("戏曲茶座")
        CANTEEN = "canteen", _("老年食堂")
        FESTIVAL = "festival", _("节庆活动")

    title = models.CharField(_("项目名称"), max_length=80)
    kind = models.CharField(_("项目类型"), max_length=14, choices=Kind)
    starts_on = models.DateField(_("第一天"))
    ends_on = models.DateField(_("最后一天"))
    from_hour = models.TimeField(_("开始时刻"), null=True, blank=True)
    to_hour = models.TimeField(_("结束时刻"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("负责人"))
    quota = models.PositiveSmallIntegerField(
        _("名额"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    opens_on = models.DateField(_("报名开始"))
    closes_on = models.DateField(_("报名截止"))
    hold_hours = models.PositiveSmallIntegerField(
        _("名额保留小时数"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HOLD)],
        help_text=_("排到名额后,多少小时内要确认;过时名额自动给下一位。"),
    )
    must = models.JSONField(_("报名条件"), default=dict, blank=True)
    first = models.JSONField(_("优先条件"), default=dict, blank=True)
    publicity = models.TextField(_("宣传文字"), blank=True)
    online = models.BooleanField(
        _("网上公开并接受报名"),
        default=False,
        help_text=_("勾选后,群众在服务大厅网页能看到宣传文字、剩余名额并自己报名。"),
    )
    alarm_minutes = models.PositiveSmallIntegerField(
        _("超时未接多少分钟报警"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text=_("放学以后超过这些分钟还没有人接走的孩子,系统提醒负责人。"),
    )

    CHILDREN = (Kind.CHILDCARE, Kind.AFTER_SCHOOL, Kind.ARTS)

    class Meta:
        verbose_name = _("服务项目")
        indexes = [models.Index(fields=["town", "-starts_on"], name="programme_of_town")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="programme_days"),
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="programme_enrolling"),
            models.CheckConstraint(condition=models.Q(quota__gte=1, quota__lte=MOST_SEATS), name="programme_quota"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def for_children(self) -> bool:
        """Whether those who come are minded: a guardian enrols them and somebody fetches them."""
        return self.kind in self.CHILDREN


class Enrolment(Registered):
    """One person enrolled for a programme. `seat` (1 to the quota) is held by those offered, confirmed, attending or finished.

    `points` says who comes first among those who wait, `applied_at` who came earlier. For an adult the guardian is left empty.
    `receipt` and `code` are what whoever enrolled follows it by, without a login.
    """

    audit_hidden = ("code",)

    class State(models.TextChoices):
        WAITING = "waiting", _("候补")
        OFFERED = "offered", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        ATTENDING = "attending", _("参加中")
        FINISHED = "finished", _("已结业")
        DECLINED = "declined", _("未录取")
        WITHDRAWN = "withdrawn", _("已退出")
        EXPIRED = "expired", _("过期未确认")

    class Way(models.TextChoices):
        ONLINE = "online", _("网上")
        PHONE = "phone", _("电话")
        SPOT = "spot", _("现场")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="enrolments", verbose_name=_("服务项目"))
    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    grade = models.CharField(_("年级"), max_length=1, choices=Grade, blank=True)
    home = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("居住地"))
    left_behind = models.BooleanField(_("留守儿童"), null=True, blank=True)
    parents_work = models.BooleanField(_("父母都上班"), null=True, blank=True)
    low_income = models.BooleanField(_("低收入家庭"), null=True, blank=True)
    guardian = EncryptedTextField(_("监护人"), blank=True)
    phone = EncryptedTextField(_("联系电话"))
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    allergies = EncryptedTextField(_("过敏和健康提示"), blank=True)
    pick_up = EncryptedTextField(_("可以接走的人"), blank=True, help_text=_("姓名,用顿号分开;只有写在这里的人能接走。"))
    consent = models.BooleanField(_("监护人或本人已同意"), default=False)
    way = models.CharField(_("报名方式"), max_length=6, choices=Way, default=Way.SPOT)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING, editable=False)
    seat = models.PositiveSmallIntegerField(_("席位号"), null=True, editable=False)
    points = models.PositiveSmallIntegerField(_("优先分"), default=0, editable=False)
    applied_at = models.DateTimeField(_("报名时间"), editable=False)
    held_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("保留到"), null=True, editable=False
    )

    receipt = models.CharField(_("报名号"), max_length=20, blank=True, editable=False)
    code = models.CharField(_("查询码"), max_length=12, blank=True, editable=False)
    consent_version = models.CharField(_("同意书版本"), max_length=12, blank=True, editable=False)
    consent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("同意时间"), null=True, editable=False
    )

    SEATED = (State.OFFERED, State.CONFIRMED, State.ATTENDING, State.FINISHED)
    ENROLLED = (State.CONFIRMED, State.ATTENDING, State.FINISHED)
    LIVE = (State.WAITING, *SEATED)

    class Meta:
        verbose_name = _("报名")
        indexes = [models.Index(fields=["state", "held_until"], name="enrolment_held")]
        constraints = [
            models.UniqueConstraint(fields=["programme", "seat"], name="enrolment_seat_once"),
            models.CheckConstraint(
                condition=models.Q(seat__gte=1, state__in=["offered", "confirmed", "attending", "finished"])
                | models.Q(seat=None, state__in=["waiting", "declined", "withdrawn", "expired"]),
                name="enrolment_seat_of_the_seated",
            ),
            models.UniqueConstraint(
                fields=["programme", "name_index", "phone_index"],
                condition=models.Q(
                    voided_at=None, state__in=["waiting", "offered", "confirmed", "attending", "finished"]
                ),
                name="enrolment_once",
            ),
            models.CheckConstraint(condition=models.Q(consent=True), name="enrolment_consent"),
            models.UniqueConstraint(fields=["receipt"], condition=~models.Q(receipt=""), name="enrolment_receipt_once"),
            models.CheckConstraint(
                condition=models.Q(voided_at=None) | models.Q(seat=None), name="enrolment_voided_has_no_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name[:1]}**"
