"""What is known of a household before somebody knocks: visits paid to it, and the care it needs."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case, CaseKind, Channel
from bihuan.orgs.models import Household, Resident, Staff
from bihuan.orgs.registers.rows import Registered
from bihuan.platform.fields import BlindIndexField, EncryptedTextField
from bihuan.visits.models.matter import BroughtMatter

MOST_TITLE = 30
ENDS = "。!?;\n.!?;"


class OfHousehold(Registered):
    """Abstract. A row about a household lies where the household lies."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("户"))
    household_id: UUID

    class Meta:
        abstract = True

    def lie_at_home(self) -> None:
        """Take the household's place."""
        self.area_id, self.area_path, self.town_id = (
            self.household.area_id,
            self.household.area_path,
            self.household.town_id,
        )


class HouseholdVisit(OfHousehold):
    """One visit (入户走访). What was heard is the household's own affair: sealed, and open to who looks after it."""

    class Way(models.TextChoices):
        HOME = "home", _("上门")
        PHONE = "phone", _("电话")
        MET = "met", _("路遇、来访")

    visited_on = models.DateField(_("走访日期"))
    visitor = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("走访人"))
    visitor_id: UUID
    way = models.CharField(_("方式"), max_length=6, choices=Way, default=Way.HOME)
    met = EncryptedTextField(_("见到谁"), blank=True, help_text=_("主要和谁说的话,例如户主本人。"))
    met_index = BlindIndexField(of="met", kind="name")
    heard = EncryptedTextField(
        _("听到什么"), help_text=_("像跟人说话一样写,可以用输入法的语音输入;加密保存,只有管这一户的人看得见。")
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="household_visits", verbose_name=_("转办事项"), editable=False
    )
    case_id: UUID | None

    class Meta:
        verbose_name = _("入户走访")
        indexes = [
            models.Index(fields=["household", "-visited_on"], name="visit_of_household"),
            models.Index(fields=["visitor", "visited_on"], name="visit_of_visitor"),
            models.Index(fields=["town", "-visited_on"], name="visit_of_town"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "visited_on", "visitor"], condition=models.Q(voided_at=None), name="visit_once_a_day"
            )
        ]  # fmt: skip

    @property
    def brought(self) -> BroughtMatter:
        """What was heard, as a case is reported."""
        title = first_words(self.heard) or said("入户走访反映的事")
        return BroughtMatter(CaseKind.APPEAL, Channel.GRID, title, self.heard, self.met, "", household=self.household)

    def __str__(self) -> str:
        return f"{self.household.number} {self.visited_on:%Y-%m-%d}"


def first_words(text: str) -> str:
    """The first sentence of what was heard, short enough for a title."""
    for place, sign in enumerate(text):
        if sign in ENDS and place:
            text = text[:place]
            break
    return text.strip()[:MOST_TITLE]


class Care(OfHousehold):
    """A reason to look after a household more closely (重点关爱), in force from `since` until the day before `until`.

    It says something about health, poverty or the past of people, so it has a right of its own and is neither searched,
    counted nor exported.
    """

    need = models.CharField(_("关爱类别"), max_length=16, choices=Resident.Need)
    since = models.DateField(_("从何时起"))
    until = models.DateField(_("解除日期"), null=True, blank=True)
    remark = EncryptedTextField(_("说明"), blank=True)
    visit = models.ForeignKey(
        HouseholdVisit, models.PROTECT, null=True, related_name="cares", verbose_name=_("来自走访"), editable=False
    )

    class Meta:
        verbose_name = _("重点关爱")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "need"], condition=models.Q(voided_at=None, until=None), name="care_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="care_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household.number} {self.get_need_display()}"
