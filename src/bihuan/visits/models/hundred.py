"""双百行动: what each secretary sets out to do in a year, and the benefit matters that count towards it."""

from datetime import date
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.orgs.models import Household, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.models.record import Record
from bihuan.visits.models.household import HouseholdVisit

HUNDRED = 100
FIRST_YEAR, LAST_YEAR = 2020, 2099
AT_LEAST_ONE, AT_MOST = MinValueValidator(1), MaxValueValidator(2000)


class HundredTarget(Registered):
    """A secretary's goals of a year, at his or her village; in force from `since` until the day before `until`."""

    secretary = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("书记"))
    secretary_id: UUID
    year = models.PositiveSmallIntegerField(
        _("年度"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    visits_goal = models.PositiveSmallIntegerField(
        _("走访目标(户次)"), default=HUNDRED, validators=[AT_LEAST_ONE, AT_MOST]
    )
    matters_goal = models.PositiveSmallIntegerField(
        _("实事目标(件)"), default=HUNDRED, validators=[AT_LEAST_ONE, AT_MOST]
    )
    since = models.DateField(editable=False)
    until = models.DateField(editable=False)

    class Meta:
        verbose_name = _("双百目标")
        constraints = [
            models.UniqueConstraint(
                fields=["secretary", "year"], condition=models.Q(voided_at=None), name="hundred_target_once"
            ),
            models.CheckConstraint(
                condition=models.Q(visits_goal__gt=0, matters_goal__gt=0), name="hundred_target_has_goals"
            ),
        ]

    def set_days(self) -> None:
        """The first day of the year, and of the next."""
        self.since, self.until = date(self.year, 1, 1), date(self.year + 1, 1, 1)

    def __str__(self) -> str:
        return f"{self.secretary.name} {self.year}"


class BenefitMatter(Record):
    """A benefit matter (惠民实事) beside its case, which has the clock, the evidence, the outcome and the resident's word.

    It counts as done when the case is closed as solved and the return visit found the resident satisfied.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="benefit", verbose_name=_("事项"))
    case_id: UUID
    secretary = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("落实书记")
    )
    secretary_id: UUID | None
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("受益户")
    )
    beneficiaries = models.PositiveIntegerField(
        _("受益人数"), null=True, blank=True, validators=[AT_LEAST_ONE, MaxValueValidator(1_000_000)]
    )
    visit = models.ForeignKey(
        HouseholdVisit, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("来自走访")
    )

    class Meta:
        verbose_name = _("惠民实事")
        indexes = [
            models.Index(fields=["secretary", "-created_at"], name="matter_of_secretary"),
            models.Index(fields=["household", "-created_at"], name="matter_of_household"),
        ]

    @property
    def label(self) -> str:
        return self.case.number

    def __str__(self) -> str:
        return str(self.case_id)
