"""Tax income by the month, never without its source."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.registers.rows import Registered


class TaxIncome(Registered):
    """A town's tax income of one month in yuan; `month` is its last day, `rank` its place in the district."""

    month = models.DateField(_("所属月份"), help_text=_("填当月任意一天,系统记为月末。"))
    amount = models.DecimalField(_("税收收入(元)"), max_digits=16, decimal_places=2)
    rank = models.PositiveSmallIntegerField(_("全区位次"), null=True, blank=True, validators=[MinValueValidator(1)])
    source = models.CharField(
        _("数据来源"), max_length=120, help_text=_("例如:区税务局 6 月收入旬报。没有来源的数字不能登记。")
    )

    class Meta:
        verbose_name = _("税收收入")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
