"""Subscribers of outgoing webhooks: listed, added, changed, their deliveries, and sending one again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform import events, webhooks
from bihuan.platform.models import Webhook, WebhookDelivery
from bihuan.platform.policies import require, visible
from bihuan.platform.rights import MANAGE_WEBHOOKS
from bihuan.web.forms import DeskForm, answer, attempt

DELIVERIES_SHOWN = 50


class WebhookForm(DeskForm):
    """Who wants to hear of what."""

    name = forms.CharField(
        label=gettext_lazy("接收方名称"), max_length=60, error_messages={"required": gettext_lazy("请填写接收方名称。")}
    )
    url = forms.URLField(
        label=gettext_lazy("接收地址"),
        max_length=300,
        assume_scheme="https",
        error_messages={
            "required": gettext_lazy("请填写接收地址。"),
            "invalid": gettext_lazy("地址不完整,应类似 https://example.cn/hook。"),
        },
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("推送哪些事件"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一种事件。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["events"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in events.names()]


class EditWebhookForm(WebhookForm):
    """The same of one that exists."""

    active = forms.BooleanField(label=gettext_lazy("启用"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, MANAGE_WEBHOOKS)
    return request.user


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The subscribers of the person's area and the newest deliveries; two queries."""
    own = visible(Webhook, _staff(request), MANAGE_WEBHOOKS)
    deliveries = WebhookDelivery.objects.filter(webhook__in=own).select_related("webhook").order_by("-created_at")
    context = {"webhooks": list(own.order_by("name")), "deliveries": list(deliveries[:DELIVERIES_SHOWN])}
    return render(request, "web/setup/webhooks.html", context)


def _secret_page(request: HttpRequest, name: str, secret: str) -> HttpResponse:
    return render(request, "web/setup/webhook_secret.html", {"name": name, "secret": secret})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a subscriber; its secret is shown this once."""
    staff = _staff(request)
    form = WebhookForm(request.POST or None)
    made = attempt(form, lambda: webhooks.subscribe(actor=staff, **form.cleaned_data))
    if made is not None:
        return _secret_page(request, made[0].name, made[1])
    return answer(
        request, "web/setup/form.html", {"form": form, "title": _("添加接收方"), "back": reverse("web:setup_webhooks")}
    )


def _webhook(staff: Staff, webhook_id: UUID) -> Webhook:
    found = visible(Webhook, staff, MANAGE_WEBHOOKS).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound(_("没有找到这个接收方。"))
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Change a subscriber."""
    staff = _staff(request)
    webhook = _webhook(staff, webhook_id)
    initial = {
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.events,
        "active": webhook.active,
        "seen": webhook.version,
    }
    form = EditWebhookForm(request.POST or None, initial=initial)
    if attempt(form, lambda: webhooks.revise(actor=staff, webhook_id=webhook_id, **form.cleaned_data)) is not None:
        messages.success(request, _("接收方已保存。"))
        return redirect("web:setup_webhooks")
    return answer(
        request, "web/setup/form.html", {"form": form, "title": webhook.name, "back": reverse("web:setup_webhooks")}
    )


@never_cache
@require_POST
def renew(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Give a subscriber a new secret, shown this once."""
    staff = _staff(request)
    webhook = _webhook(staff, webhook_id)
    return _secret_page(request, webhook.name, webhooks.renew_secret(actor=staff, webhook_id=webhook.pk))


@require_POST
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a delivery again."""
    staff = _staff(request)
    delivery = WebhookDelivery.objects.filter(
        pk=delivery_id, webhook__in=visible(Webhook, staff, MANAGE_WEBHOOKS)
    ).first()
    if delivery is None:
        raise NotFound(_("没有找到这次推送。"))
    webhooks.replay(actor=staff, delivery_id=delivery.pk)
    messages.success(request, _("已重新排队推送。"))
    return redirect("web:setup_webhooks")
