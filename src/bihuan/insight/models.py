"""Forms that are filled (一表通): a superior's template, what its cells are bound to, its filling of each period; briefings kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class FormTemplate(Record):
    """A superior's workbook, kept as it came. `area` is whose form it is (a town, or the county: `town` is None)."""

    class Every(models.TextChoices):
        WEEK = "week", _("每周")
        MONTH = "month", _("每月")
        QUARTER = "quarter", _("每季度")
        YEAR = "year", _("每年")

    class State(models.TextChoices):
        BINDING = "binding", _("待绑定")
        READY = "ready", _("已启用")
        RETIRED = "retired", _("已停用")

    title = models.CharField(_("报表名称"), max_length=100)
    issuer = models.CharField(_("下发单位"), max_length=60)
    every = models.CharField(_("周期"), max_length=8, choices=Every)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("填报单位"))
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("模板文件"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.BINDING)

    class Meta:
        verbose_name = _("报表模板")
        constraints = [models.UniqueConstraint(fields=["area", "title"], name="form_template_once")]
        indexes = [models.Index(fields=["town", "-created_at"], name="form_template_of_town")]

    def __str__(self) -> str:
        return self.title


class FormBinding(Record):
    """What fills one column of cells (or one cell) of a sheet: rows `first_row` to `last_row` of `column`, from 1.

    The area of a figure is the one named in `names_column` of the same row; without such a column it is `area`.
    """

    class Kind(models.TextChoices):
        INDICATOR = "indicator", _("指标自动填")
        ENTERED = "entered", _("每期由人填")
        LEFT = "left", _("不填")

    class Span(models.TextChoices):
        THIS = "this", _("本期")
        BEFORE = "before", _("上期")
        YEAR_BEFORE = "year_before", _("去年同期")
        YEAR = "year", _("今年累计")

    class Part(models.TextChoices):
        VALUE = "value", _("指标值")
        NUMERATOR = "numerator", _("分子")
        DENOMINATOR = "denominator", _("分母")

    class Scale(models.TextChoices):
        ONE = "one", _("原值")
        TEN_THOUSAND = "ten_thousand", _("万")
        PERCENT = "percent", _("百分数(95 表示 95%)")

    template = models.ForeignKey(FormTemplate, models.PROTECT, related_name="bindings", verbose_name=_("报表模板"))
    sheet = models.CharField(_("工作表"), max_length=31)
    column = models.PositiveIntegerField(_("列"))
    first_row = models.PositiveIntegerField(_("起始行"))
    last_row = models.PositiveIntegerField(_("结束行"))
    heading = models.CharField(_("表头"), max_length=200, blank=True)
    kind = models.CharField(_("填法"), max_length=10, choices=Kind)
    key = models.CharField(_("指标"), max_length=60, blank=True)
    names_column = models.PositiveIntegerField(_("区域名称所在列"), null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("固定区域"))
    span = models.CharField(_("期间"), max_length=12, choices=Span, default=Span.THIS)
    part = models.CharField(_("取值"), max_length=12, choices=Part, default=Part.VALUE)
    scale = models.CharField(_("计量"), max_length=14, choices=Scale, default=Scale.ONE)
    numeric = models.BooleanField(_("只能填数字"), default=True)
    reason = models.CharField(_("建议理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("单元格绑定")
        constraints = [
            models.UniqueConstraint(fields=["template", "sheet", "column", "first_row"], name="form_binding_once"),
            models.CheckConstraint(
                name="form_binding_rows", condition=models.Q(first_row__gte=1, last_row__gte=models.F("first_row"))
            ),
            models.CheckConstraint(name="form_binding_key", condition=~models.Q(kind="indicator") | ~models.Q(key="")),
        ]

    def __str__(self) -> str:
        return self.heading


class FormFilling(Record):
    """A template filled for one period. `figures` (see `filling.figures.Figure`) and `file` are frozen when it is submitted."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审批")
        APPROVED = "approved", _("已批准")
        SUPERSEDED = "superseded", _("已被更正")

    audit_hidden = ("figures",)

    template = models.ForeignKey(FormTemplate, models.PROTECT, related_name="fillings", verbose_name=_("报表模板"))
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(editable=False)
    start = models.DateField(_("期间起"))
    end = models.DateField(_("期间止"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    entered = models.JSONField(_("人工填写"), default=dict, blank=True)
    figures = models.JSONField(_("填报数值"), default=list, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填好的文件")
    )
    saved_cells = models.PositiveIntegerField(_("免填格数"), default=0)
    missing_cells = models.PositiveIntegerField(_("未填格数"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交人")
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("报表填报")
        constraints = [
            models.UniqueConstraint(
                fields=["template", "start"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="one_open_filling_a_period",
            ),
            models.UniqueConstraint(
                fields=["template", "start"], condition=models.Q(state="approved"), name="one_approved_filling_a_period"
            ),
            models.CheckConstraint(name="form_filling_period", condition=models.Q(end__gte=models.F("start"))),
            models.CheckConstraint(
                name="form_filling_frozen",
                condition=models.Q(state="draft") | models.Q(file__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="form_filling_approved",
                condition=~models.Q(state="approved") | models.Q(approved_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["town", "-start"], name="form_filling_of_town")]

    def __str__(self) -> str:
        return f"{self.start}—{self.end}"


class KeptBriefing(Record):
    """A briefing as it was made, edited and approved; `area` is a town, a part of it, or the county (`town` is None).

    `sections` hold paragraphs in which `{3}` stands for the third of `figures`: see `briefings.text`.
    """

    class Every(models.TextChoices):
        WEEK = "week", _("周报")
        MONTH = "month", _("月报")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审批")
        APPROVED = "approved", _("已批准")
        SUPERSEDED = "superseded", _("已被更正")

    audit_hidden = ("sections", "figures")

    title = models.CharField(_("标题"), max_length=100)
    every = models.CharField(_("简报种类"), max_length=8, choices=Every)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("区域"))
    town = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"))
    area_path = AreaPathField(editable=False)
    start = models.DateField(_("期间起"))
    end = models.DateField(_("期间止"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    sections = models.JSONField(_("正文"), default=list)
    figures = models.JSONField(_("数字"), default=list)
    by_hand = models.PositiveIntegerField(_("人工改动的数字"), default=0)
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("拟稿人")
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("修改人")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提交人")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审批人")
    )
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("简报")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "every", "start"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="one_open_briefing_a_period",
            ),
            models.UniqueConstraint(
                fields=["area", "every", "start"],
                condition=models.Q(state="approved"),
                name="one_approved_briefing_a_period",
            ),
            models.CheckConstraint(name="briefing_period", condition=models.Q(end__gte=models.F("start"))),
            models.CheckConstraint(
                name="briefing_approved",
                condition=~models.Q(state="approved") | models.Q(approved_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["town", "-start"], name="briefing_of_town")]

    def __str__(self) -> str:
        return f"{self.title} {self.start}"
