"""Forms of campaigns: the form, its versions, the answers given to one, and the editions of an answer."""

import json
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.inspections.models.campaign import Campaign
from bihuan.kernel.survey.design import Design
from bihuan.orgs.models import Household, PlacePoint, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models import StoredFile
from bihuan.platform.models.record import Record


class SurveyForm(Registered):
    """A form for a campaign, or in the library of its area. What it asks stands in its versions; the newest counts."""

    name = models.CharField(_("表单名称"), max_length=80)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="forms", verbose_name=_("专项行动"),
        help_text=_("不选就放在表单库里,以后再挂到行动上。"),
    )  # fmt: skip
    campaign_id: UUID | None
    about = models.TextField(_("填写说明"), blank=True)
    closed = models.BooleanField(_("停止填写"), default=False)
    newest = models.PositiveIntegerField(_("版本"), default=0, editable=False)

    class Meta:
        verbose_name = _("表单")
        indexes = [models.Index(fields=["campaign"], name="form_of_campaign")]

    def __str__(self) -> str:
        return self.name


class FormVersion(Record):
    """What a form asked from `created_at` on. Never changed: answers keep the version they were given to."""

    form = models.ForeignKey(SurveyForm, models.PROTECT, related_name="versions")
    form_id: UUID
    number = models.PositiveIntegerField(_("版本"))
    design = models.JSONField(_("题目"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_id: UUID | None
    audit_hidden = ("design",)

    class Meta:
        verbose_name = _("表单版本")
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_once")]

    @cached_property
    def read(self) -> Design:
        """The design."""
        return Design.from_json(self.design)

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"


class Answer(Registered):
    """One filled form. `values` are sealed JSON, since people's names and numbers may stand in them; `said` names none."""

    form = models.ForeignKey(SurveyForm, models.PROTECT, related_name="answers", verbose_name=_("表单"))
    form_id: UUID
    filled = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", verbose_name=_("表单版本"))
    filled_id: UUID
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("专项行动")
    )
    answered_at = models.DateTimeField(_("填写时间"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("填写人"))
    by_id: UUID | None
    point = models.ForeignKey(
        PlacePoint, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("部位")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("户")
    )
    lat = models.FloatField(_("纬度"), null=True)
    lon = models.FloatField(_("经度"), null=True)
    values = EncryptedTextField(_("答案"))
    said = models.CharField(_("摘要"), max_length=200, blank=True)
    editions = models.PositiveIntegerField(_("修改次数"), default=0)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("转办事项"))
    case_id: UUID | None

    class Meta:
        verbose_name = _("填表")
        indexes = [
            models.Index(fields=["form", "-answered_at"], name="answer_of_form"),
            models.Index(fields=["town", "-answered_at"], name="answer_of_town"),
        ]

    @property
    def given(self) -> dict[str, Any]:
        """The values as they were settled."""
        found: dict[str, Any] = json.loads(self.values) if self.values else {}
        return found

    def __str__(self) -> str:
        return f"{self.form.name} {self.answered_at:%Y-%m-%d}"


class AnswerEdition(Record):
    """The values of an answer before a correction, sealed; who corrected it and when stands in the audit trail too."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="past")
    answer_id: UUID
    number = models.PositiveIntegerField()
    values = EncryptedTextField()
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("填表的旧版")
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_edition_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.number}"
