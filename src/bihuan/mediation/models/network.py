"""Mediation's people: committees from county to village and of trades, mediators, and whose quarrels a mediator keeps out of."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.beside import BesideDispute
from bihuan.mediation.models.dispute import DisputeKind
from bihuan.orgs.models import Area, Household, Office, Staff
from bihuan.orgs.registers.rows import RegisteredAnywhere
from bihuan.platform.fields import BlindIndexField, CodesField, EncryptedTextField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class Committee(RegisteredAnywhere):
    """A people's mediation committee: of the county, a town or a village (vertical), or of a trade (horizontal).

    `trade` is the kind of dispute that a committee of a trade is for; `members` its elected members, three to nine
    (People's Mediation Law, art. 8), elected for three years from `elected_on` (art. 9).
    """

    TERM_YEARS = 3

    class Kind(models.TextChoices):
        COUNTY = "county", _("县级调委会")
        TOWN = "town", _("乡镇(街道)调委会")
        VILLAGE = "village", _("村(社区)调委会")
        TRADE = "trade", _("行业性专业性调委会")
        FIRM = "firm", _("企事业单位调委会")

    name = models.CharField(_("调委会名称"), max_length=80)
    kind = models.CharField(_("调委会类型"), max_length=10, choices=Kind)
    trade = models.CharField(
        _("所属行业(专业)"), max_length=12, choices=DisputeKind, blank=True, help_text=_("行业性专业性调委会填写。")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对应单位"),
        help_text=_("事项派到这个单位,就是派给这个调委会。"),
    )  # fmt: skip
    head = models.CharField(_("主任"), max_length=40, blank=True)
    members = models.PositiveSmallIntegerField(
        _("委员人数"), null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(9)],
        help_text=_("人民调解法第八条:委员三至九人。"),
    )  # fmt: skip
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    elected_on = models.DateField(_("本届选举日期"), null=True, blank=True, help_text=_("每届任期三年,到期前会提醒。"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    phone = models.CharField(_("办公电话"), max_length=30, blank=True)
    address = models.CharField(_("办公地址"), max_length=120, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("人民调解委员会")
        indexes = [models.Index(fields=["town", "kind"], name="committee_of_town")]

    def __str__(self) -> str:
        return self.name


class Mediator(RegisteredAnywhere):
    """A people's mediator, with an account (`staff`) or without. What he has done is counted from the disputes, never typed.

    `origin` is the village he comes from and `household` his home: disputes of both are examined for interest.
    Until and with `away_until` he takes no new disputes.
    """

    class Engagement(models.TextChoices):
        FULL = "full", _("专职")
        PART = "part", _("兼职")

    name = models.CharField(_("姓名"), max_length=40, blank=True, help_text=_("选了账号的可以不填。"))
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("账号"),
        help_text=_("没有账号的调解员不选,只填姓名。"),
    )  # fmt: skip
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="mediators", verbose_name=_("所在调委会")
    )
    second_committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("兼任调委会")
    )
    kinds = CodesField(verbose_name=_("擅长类型"), offered=DisputeKind.choices)
    engagement = models.CharField(_("专兼职"), max_length=6, choices=Engagement, default=Engagement.PART)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    certificate = models.CharField(_("调解员证号"), max_length=40, blank=True)
    certificate_until = models.DateField(_("证件有效期至"), null=True, blank=True)
    since = models.DateField(_("聘任日期"), null=True, blank=True)
    until = models.DateField(_("解聘日期"), null=True, blank=True)
    away_until = models.DateField(
        _("暂不接案至"), null=True, blank=True, help_text=_("病事假、学习期间填写,到期自动恢复。")
    )
    origin = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户籍所在村(社区)"),
        help_text=_("用来判断是否需要回避。"),
    )  # fmt: skip
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("本人所属户")
    )
    remark = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("人民调解员")
        indexes = [models.Index(fields=["town", "name"], name="mediator_of_town")]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(staff__isnull=False, voided_at=None), name="mediator_account_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Relative(Record):
    """Somebody whose disputes a mediator keeps out of, as he declared; found among parties by blind index."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("配偶")
        PARENT = "parent", _("父母")
        CHILD = "child", _("子女")
        SIBLING = "sibling", _("兄弟姐妹")
        IN_LAW = "in_law", _("姻亲")
        KIN = "kin", _("其他亲属")
        BUSINESS = "business", _("合伙、雇佣或债权债务关系")
        OTHER = "other", _("其他利害关系")

    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="relatives")
    relation = models.CharField(_("关系"), max_length=10, choices=Relation)
    name = EncryptedTextField(_("姓名"))
    name_index = BlindIndexField(of="name", kind="name", db_index=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    phone_index = BlindIndexField(of="phone", kind="phone", db_index=True)
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("回避关系")

    def __str__(self) -> str:
        return str(self.Relation(self.relation).label)


class Assignment(BesideDispute):
    """A dispute given to a mediator: why (`reasons` for, `concerns` against), by whom, and from when until when.

    `interests` are the reasons for avoidance that were known; with any of them both parties' written `consent` is recorded.
    `place` is where the mediator stood in the proposal, 1 first, 0 not in it.
    """

    mediator = models.ForeignKey(Mediator, models.PROTECT, related_name="assignments", verbose_name=_("调解员"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("指派人"))
    place = models.PositiveSmallIntegerField(_("推荐名次"), default=0)
    score = models.IntegerField(_("推荐得分"), default=0)
    reasons = models.JSONField(_("理由"), default=list)
    concerns = models.JSONField(_("不利因素"), default=list)
    interests = models.JSONField(_("回避事由"), default=list)
    reason = models.CharField(_("指派说明"), max_length=200, blank=True)
    consent = models.CharField(_("双方书面同意情况"), max_length=200, blank=True)
    consent_paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("同意书")
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    end_reason = models.CharField(_("改派原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("调解员指派")
        indexes = [models.Index(fields=["mediator", "ended_at"], name="assignment_of_mediator")]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=models.Q(ended_at=None), name="one_mediator_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.mediator.name
