"""What a token may be used for; it narrows the rights of the person it belongs to and never widens them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """Scopes by the words that stand in the documentation and on the command line."""

    CASES_READ = "cases:read", _("查看事项")
    CASES_WRITE = "cases:write", _("登记和办理事项")
    HOTLINE = "hotline:write", _("推送和查询热线工单")
    WARNINGS = "warnings:write", _("推送天气预警")
    LEDGERS_READ = "ledgers:read", _("读取台账")
    INDICATORS_READ = "indicators:read", _("读取统计指标")
    ORGS_READ = "orgs:read", _("读取区域、单位和人员")
    WEBHOOKS_MANAGE = "webhooks:manage", _("维护数据推送")
    OPEN311_WRITE = "open311:write", _("通过 Open311 上报")
