"""What triage keeps: routing rules, learnt models, what was proposed beside what was decided, a town's threshold."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models.case import Case
from bihuan.cases.models.category import Category
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office
from bihuan.platform.models.record import Record


class RoutingRule(Record):
    """To `office` when everything asked for holds; what is left empty is not asked.

    A county's rules (`town` None) come after those of the town, each list by `place`. `kinds`, `channels`, `categories`
    (codes, with what is below them) and `areas` (ids of areas, with what is below them) are lists; hours are local,
    0 to 24, and may run over midnight.
    """

    town = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用范围"))
    place = models.PositiveIntegerField(_("次序"))
    name = models.CharField(_("规则名称"), max_length=40)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    kinds = models.JSONField(_("事项类型"), default=list, blank=True)
    categories = models.JSONField(_("类别"), default=list, blank=True)
    channels = models.JSONField(_("来源渠道"), default=list, blank=True)
    areas = models.JSONField(_("发生区域"), default=list, blank=True)
    words = models.JSONField(_("内容提到"), default=list, blank=True)
    without_words = models.JSONField(_("内容没有提到"), default=list, blank=True)
    urgency_from = models.CharField(_("紧急程度不低于"), max_length=10, blank=True)
    from_hour = models.PositiveSmallIntegerField(_("从几点"), null=True, blank=True)
    until_hour = models.PositiveSmallIntegerField(_("到几点"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    active = models.BooleanField(_("启用"), default=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("研判规则")
        indexes = [models.Index(fields=["town", "place"], name="routing_rule_order")]
        constraints = [
            models.CheckConstraint(
                name="routing_rule_hours",
                condition=models.Q(from_hour=None, until_hour=None)
                | models.Q(from_hour__gte=0, from_hour__lt=24, until_hour__gt=0, until_hour__lte=24),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TriageModel(Record):
    """A learnt classifier: its files stand under `folder` of the models' directory; `figures` are those of held-back cases."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("在用")
        EARLIER = "earlier", _("曾用")
        NOT_BETTER = "not_better", _("未采用")

    number = models.PositiveIntegerField(_("版本"), unique=True)
    state = models.CharField(_("状态"), max_length=12, choices=State)
    folder = models.CharField(max_length=40, editable=False)
    learnt_from = models.PositiveIntegerField(_("训练事项数"))
    held_back = models.PositiveIntegerField(_("留出事项数"))
    figures = models.JSONField(_("指标"), default=dict)
    figures_before = models.JSONField(_("原模型的指标"), default=dict)
    reason = models.CharField(_("结论"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发起人")
    )
    used_from = models.DateTimeField(_("启用时间"), null=True, blank=True)
    used_until = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("研判模型")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="in_use"), name="one_triage_model_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class TriageDecision(Record):
    """What was proposed for a case beside what was decided; the last decision on a case stands. What the model learns from.

    `model` None means the model of the first day; `automatic` that nobody but the system confirmed it, which is never learnt.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="triage_decision", verbose_name=_("事项"))
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    decided_at = models.DateTimeField(_("确认时间"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    automatic = models.BooleanField(_("自动分派"), default=False)
    model = models.ForeignKey(
        TriageModel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("研判模型")
    )
    proposed_category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("建议类别")
    )
    confidence = models.FloatField(
        _("把握"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认类别")
    )
    proposed_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("建议单位")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认单位")
    )
    proposed_urgency = models.CharField(_("建议紧急程度"), max_length=10, blank=True)
    urgency = models.CharField(_("确认紧急程度"), max_length=10, blank=True)
    followed = models.BooleanField(_("类别一致"), default=False)

    class Meta:
        verbose_name = _("研判记录")
        indexes = [
            models.Index(fields=["town", "-decided_at"], name="triage_decision_of_town"),
            models.Index(fields=["-decided_at"], name="triage_decision_recent"),
            models.Index(fields=["proposed_category", "category"], name="triage_decision_confused"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class TriageSetting(Record):
    """What a town sets for its triage: from which confidence (0.5 to 1) cases go out by themselves; None: never."""

    town = models.OneToOneField(Area, models.PROTECT, related_name="+", verbose_name=_("乡镇"))
    automatic_from = models.FloatField(_("自动分派把握不低于"), null=True, blank=True)

    class Meta:
        verbose_name = _("研判设置")
        constraints = [
            models.CheckConstraint(
                name="triage_setting_range",
                condition=models.Q(automatic_from=None) | models.Q(automatic_from__gte=0.5, automatic_from__lte=1),
            )
        ]

    def __str__(self) -> str:
        return str(self.town)


class TopicSheet(models.Model):
    """The hot topics of a town as last worked out; made anew by a job, never edited, so it is no record."""

    town = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="+")
    made_at = models.DateTimeField()
    mark = models.CharField(max_length=80, blank=True)  # tells whether a case came since
    topics = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.town} {self.made_at:%Y-%m-%d}"
