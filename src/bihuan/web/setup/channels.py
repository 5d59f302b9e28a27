"""The ways notices leave the house: listed, added, changed, tried."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.platform.models import NoticeChannel
from bihuan.platform.notify.setting_up import add_channel, edit_channel, try_channel
from bihuan.platform.policies import require, visible
from bihuan.platform.rights import MANAGE_CHANNELS
from bihuan.web.forms import DeskForm, answer, attempt


class _ChannelForm(DeskForm):
    name = forms.CharField(
        label=gettext_lazy("渠道名称"), max_length=60, error_messages={"required": gettext_lazy("请填写渠道名称。")}
    )
    address = forms.CharField(
        label=gettext_lazy("地址"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "机器人的 Webhook 地址、短信网关地址,或 smtp+tls://用户名@服务器:587;邮件留空则用系统默认服务器。"
        ),
    )
    signature = forms.CharField(
        label=gettext_lazy("短信签名"), max_length=22, required=False,
        help_text=gettext_lazy("只对短信网关有用:运营商核准的签名,例如“德固镇综治中心”,发出时自动加【】。"),
    )  # fmt: skip


class AddChannelForm(_ChannelForm):
    """A new channel, for the county or one town."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=NoticeChannel.Kind.choices)
    town = forms.ModelChoiceField(
        label=gettext_lazy("适用范围"), queryset=Area.objects.none(), required=False, empty_label=gettext_lazy("全县")
    )
    secret = forms.CharField(
        label=gettext_lazy("密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("钉钉加签密钥、短信网关令牌或邮箱密码;加密保存,以后不再显示。"),
    )
    field_order = ["kind", "name", "address", "secret", "signature", "town"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Area.objects.filter(level=Area.Level.TOWN).order_by("code")


class EditChannelForm(_ChannelForm):
    """A channel as it is; its secret is not shown, an empty field keeps it."""

    secret = forms.CharField(
        label=gettext_lazy("新密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("留空则不改。"),
    )
    active = forms.BooleanField(label=gettext_lazy("启用"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["name", "address", "secret", "signature", "active"]


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, MANAGE_CHANNELS)
    return request.user


def _channel(staff: Staff, channel_id: UUID) -> NoticeChannel:
    found = visible(NoticeChannel, staff, MANAGE_CHANNELS).filter(pk=channel_id).first()
    if found is None:
        raise NotFound(_("没有找到这个通知渠道。"))
    return found


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The channels of the person's area."""
    channels = list(visible(NoticeChannel, _staff(request), MANAGE_CHANNELS).order_by("kind", "name"))
    towns = dict(Area.objects.filter(pk__in={one.town_id for one in channels if one.town_id}).values_list("pk", "name"))
    lines = [(one, towns.get(one.town_id, _("全县")) if one.town_id else _("全县")) for one in channels]
    return render(request, "web/setup/channels.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a channel."""
    staff = _staff(request)
    form = AddChannelForm(request.POST or None)

    def write() -> NoticeChannel:
        values = dict(form.cleaned_data)
        town = values.pop("town")
        return add_channel(actor=staff, town_id=town.pk if town else None, **values)

    if attempt(form, write) is not None:
        messages.success(request, _("通知渠道已添加,可以先试发一条。"))
        return redirect("web:setup_channels")
    return answer(
        request,
        "web/setup/form.html",
        {"form": form, "title": _("添加通知渠道"), "back": reverse("web:setup_channels")},
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Change a channel."""
    staff = _staff(request)
    channel = _channel(staff, channel_id)
    initial = {
        "name": channel.name,
        "address": channel.address,
        "active": channel.active,
        "seen": channel.version,
        "signature": channel.signature,
    }
    form = EditChannelForm(request.POST or None, initial=initial)
    if channel.kind != NoticeChannel.Kind.SMS:
        del form.fields["signature"]

    def write() -> NoticeChannel:
        values = dict(form.cleaned_data)
        return edit_channel(actor=staff, channel_id=channel_id, **{**values, "secret": values["secret"] or None})

    if attempt(form, write) is not None:
        messages.success(request, _("通知渠道已保存。"))
        return redirect("web:setup_channels")
    title = f"{channel.get_kind_display()} · {channel.name}"
    return answer(request, "web/setup/form.html", {"form": form, "title": title, "back": reverse("web:setup_channels")})


@require_POST
def attempt_now(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Send a test message over the channel, to oneself where it needs somebody."""
    staff = _staff(request)
    channel = _channel(staff, channel_id)
    try:
        try_channel(actor=staff, person=staff, channel=channel)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("测试消息已发出,请到对应的群或邮箱查看。"))
    return redirect("web:setup_channels")
