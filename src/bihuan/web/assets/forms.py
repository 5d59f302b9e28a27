"""Forms of the assets' pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.assets.models import Readiness
from bihuan.assets.sizes import read_size
from bihuan.kernel import clock
from bihuan.web.orgs.forms import DayField, SeenForm, Words

YUAN_WRONG = {"invalid": t("请填写以元为单位的数字,例如 12000。")}


class SizeField(forms.CharField):
    """A size in square metres or mu, as people write it; gives square metres."""

    def __init__(self, **options: Any) -> None:
        options = {"label": t("面积"), "help_text": t("写“120平方米”或“3.5亩”;只写数字按平方米算。"), **options}
        super().__init__(max_length=30, required=False, **options)

    def clean(self, value: Any) -> Decimal | None:
        """The square metres, or a sentence how to write them."""
        try:
            return read_size(super().clean(value))
        except ValueError:
            raise forms.ValidationError(_("看不懂这个面积,请写成“120平方米”或“3.5亩”。")) from None


class ReclassifyForm(SeenForm):
    """Another of the three classes."""

    readiness = forms.ChoiceField(label=t("盘活分类"), choices=Readiness.choices)
    reason = Words(t("调整原因"), 200)


class RevitaliseForm(SeenForm):
    """From when and for what the asset is used."""

    day = DayField(label=t("盘活日期"), initial=clock.today)
    use = Words(t("用途"), 120, help_text=t("例如“助餐点”“扶贫车间”“农贸市场”。"))
    yearly_income = forms.DecimalField(
        label=t("年收益(元)"), required=False, decimal_places=2, error_messages=YUAN_WRONG
    )
    contract_until = DayField(label=t("合同到期日"), required=False)
