"""Where a child is at school, as programmes enrol by it and needs are counted by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grade(models.TextChoices):
    """Where a child is at school."""

    KINDERGARTEN = "k", _("幼儿园")
    FIRST = "1", _("一年级")
    SECOND = "2", _("二年级")
    THIRD = "3", _("三年级")
    FOURTH = "4", _("四年级")
    FIFTH = "5", _("五年级")
    SIXTH = "6", _("六年级")
    JUNIOR = "j", _("初中")
    SENIOR = "s", _("高中")
    NONE = "n", _("不在校")
