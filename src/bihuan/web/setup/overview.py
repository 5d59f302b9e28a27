"""The first page of setting up, with what needs attention, and the table of rights."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.cases import limits
from bihuan.cases.policies import SET_UP
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Role, Staff
from bihuan.platform.policies import Scope, holds, require, table, title_of
from bihuan.platform.rights import MANAGE_CHANNELS, MANAGE_TEMPLATES, MANAGE_WEBHOOKS
from bihuan.web.setup.calendar import missing_years


@dataclass(frozen=True, slots=True)
class Door:
    """One part of setting up."""

    title: str
    text: str
    url: str
    icon: str


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The parts this person may set up, and the years whose calendar is missing."""
    assert isinstance(request.user, Staff)
    doors = []
    if holds(request.user, SET_UP):
        doors += [
            Door(_("办理时限"), _("各类事项、各紧急程度每个环节的时限"), reverse("web:setup_limits"), "stopwatch"),
            Door(_("渠道回复要求"), _("热线、来文等渠道怎么回复、几天内回复"), reverse("web:setup_duties"), "reply"),
            Door(_("事项类别"), _("类别名称与同义词,自动分类靠它们"), reverse("web:setup_categories"), "diagram-3"),
            Door(_("工作日历"), _("法定节假日、调休与办公时间"), reverse("web:setup_calendar"), "calendar3"),
            Door(_("权限表"), _("每个岗位能做什么,管到哪里"), reverse("web:setup_rights"), "person-lock"),
        ]
    if holds(request.user, MANAGE_CHANNELS):
        doors.append(Door(_("通知渠道"), _("邮件、企业微信、钉钉、短信"), reverse("web:setup_channels"), "send"))
    if holds(request.user, MANAGE_WEBHOOKS):
        doors.append(Door(_("数据推送"), _("把事项变化推送给其他系统"), reverse("web:setup_webhooks"), "broadcast"))
    if holds(request.user, MANAGE_TEMPLATES):
        doors.append(
            Door(
                _("文书模板"),
                _("卷宗各种文书的 Word 模板,可换成本地的"),
                reverse("web:setup_papers"),
                "file-earmark-word",
            )
        )
    if not doors:
        raise NotAllowed(_("您当前的岗位不能维护系统设置,请联系系统管理员。"))
    return render(request, "web/setup/overview.html", {"doors": doors, "missing": missing_years(limits.calendar())})


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right: how far it reaches for each role, in the order of the headings."""

    right: str
    title: str
    scopes: list[str]


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """The whole table, as the code declares it: rights are given to posts, never to people."""
    assert isinstance(request.user, Staff)
    require(request.user, SET_UP)
    words = {Scope.OWN: _("本人"), Scope.OFFICE: _("本单位"), Scope.AREA: _("本辖区"), Scope.ALL: _("全县")}
    lines = [
        RightLine(
            right,
            str(title_of(right)),
            [_("、").join(words[scope] for scope in Scope if scope in roles.get(role, ())) for role in Role],
        )
        for right, roles in sorted(table().items())
    ]
    return render(request, "web/setup/rights.html", {"roles": [role.label for role in Role], "lines": lines})
