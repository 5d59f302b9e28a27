"""How heads were counted, the same everywhere: what was signed for and what was guessed are never added together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountedBy(models.TextChoices):
    """Where a number of person-times comes from."""

    SIGN_IN = "sign_in", _("签到清点")
    ESTIMATE = "estimate", _("现场估计")
