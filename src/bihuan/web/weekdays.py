"""The days of the week as pages name them."""

from django.utils.translation import gettext as _


def weekday_names() -> list[str]:
    """Monday to Sunday."""
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
