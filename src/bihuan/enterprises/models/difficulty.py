"""What an enterprise finds hard, beside the case that carries it through the loop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Case
from bihuan.enterprises.models.enterprise import Enterprise
from bihuan.platform.models.record import Record


class Difficulty(Record):
    """A difficulty (企业难题): the enterprise, what it is about, and its case, which has the clock, the office and the outcome."""

    class About(models.TextChoices):
        LABOUR = "labour", _("用工")
        FUNDS = "funds", _("融资")
        LAND = "land", _("用地")
        POWER = "power", _("水电气")
        PERMITS = "permits", _("审批办证")
        MARKET = "market", _("市场销路")
        LOGISTICS = "logistics", _("道路物流")
        ORDER = "order", _("周边秩序")
        OTHER = "other", _("其他")

    case = models.OneToOneField(Case, models.PROTECT, related_name="difficulty", verbose_name=_("事项"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="difficulties", verbose_name=_("企业(项目)")
    )
    about = models.CharField(_("难题类型"), max_length=10, choices=About)

    class Meta:
        verbose_name = _("企业难题")
        indexes = [models.Index(fields=["enterprise", "-created_at"], name="difficulty_of_enterprise")]

    @property
    def label(self) -> str:
        return self.case.number

    def __str__(self) -> str:
        return str(self.case_id)
