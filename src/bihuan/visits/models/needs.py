"""What households need and who answers it: heard at a visit or asked for door to door before something is offered."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.orgs.models import Grade
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.visits.models.household import HouseholdVisit, OfHousehold
from bihuan.visits.models.matter import BroughtMatter
from bihuan.visits.models.works import BenefitWork


class Need(OfHousehold):
    """One need (需求) of a household: open, answered by something, then met or withdrawn. State and answer go by steps alone.

    A programme belongs to another room: its key and its title are kept, the title as it was when it answered.
    """

    class Kind(models.TextChoices):
        CHILDCARE = "childcare", _("假期托管")
        AFTER_SCHOOL = "after_school", _("课后服务")
        CANTEEN = "canteen", _("老年食堂、助餐")
        RENOVATION = "renovation", _("房屋和小区改造")
        CLINIC = "clinic", _("看病、义诊")
        JOB = "job", _("就业")
        OTHER = "other", _("其他需求")

    class State(models.TextChoices):
        OPEN = "open", _("待回应")
        ANSWERED = "answered", _("已回应")
        MET = "met", _("已满足")
        WITHDRAWN = "withdrawn", _("不再需要")

    class Answer(models.TextChoices):
        PROGRAMME = "programme", _("服务项目")
        WORK = "work", _("惠民工程")
        CASE = "case", _("转为事项")

    OF_CHILDREN = (Kind.CHILDCARE, Kind.AFTER_SCHOOL)
    LIVE = (State.OPEN, State.ANSWERED)

    kind = models.CharField(_("需要什么"), max_length=14, choices=Kind)
    person = EncryptedTextField(_("谁需要"), blank=True, help_text=_("例如孩子或老人的姓名;加密保存。"))
    person_index = BlindIndexField(of="person", kind="name", db_index=True)
    grade = models.CharField(_("年级"), max_length=1, choices=Grade, blank=True, help_text=_("托管和课后服务填写。"))
    wanted = models.CharField(
        _("什么时候、怎样需要"),
        max_length=200,
        blank=True,
        help_text=_("例如:7 月全天、要午饭。不写姓名和病情。"),
    )
    heard_on = models.DateField(_("听到日期"))
    visit = models.ForeignKey(
        HouseholdVisit, models.PROTECT, null=True, related_name="needs", verbose_name=_("来自走访"), editable=False
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN, editable=False)
    answer = models.CharField(_("由什么回应"), max_length=10, choices=Answer, blank=True, editable=False)
    answer_title = models.CharField(_("回应的项目"), max_length=120, blank=True, editable=False)
    programme_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, editable=False)
    work = models.ForeignKey(
        BenefitWork, models.PROTECT, null=True, related_name="needs", verbose_name=_("惠民工程"), editable=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="needs", verbose_name=_("转办事项"), editable=False
    )
    answered_on = models.DateField(_("回应日期"), null=True, editable=False)
    met_on = models.DateField(_("满足日期"), null=True, editable=False)

    class Meta:
        verbose_name = _("居民需求")
        indexes = [
            models.Index(fields=["town", "state", "kind"], name="need_of_town"),
            models.Index(fields=["household"], name="need_of_household"),
            models.Index(fields=["programme_id"], name="need_of_programme"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "person_index"],
                condition=models.Q(voided_at=None, state__in=["open", "answered"]),
                name="need_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "withdrawn"]) | models.Q(answered_on__isnull=False),
                name="need_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(state="met", met_on__isnull=False)
                | (~models.Q(state="met") & models.Q(met_on=None)),
                name="need_met",
            ),
        ]

    @property
    def brought(self) -> BroughtMatter:
        """The need, as a case is reported."""
        title = f"{self.get_kind_display()}:{self.wanted[:40] or self.household.number}"
        text = self.wanted or str(self.get_kind_display())
        return BroughtMatter(CaseKind.BENEFIT, Channel.GRID, title, text, self.person, "", household=self.household)

    def __str__(self) -> str:
        return f"{self.household.number} {self.get_kind_display()}"
