"""One's own tokens: listed, made, taken back; administrators see and take back everybody's."""

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

from bihuan.api.models import ApiToken
from bihuan.api.policies import USE_TOKENS
from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import DEFAULT_DAYS, LONGEST_DAYS, issue_token, revoke_token
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.policies import require, visible
from bihuan.web.forms import DeskForm, answer, attempt

LASTING = [
    (30, gettext_lazy("30 天")),
    (DEFAULT_DAYS, gettext_lazy("半年")),
    (365, gettext_lazy("一年")),
    (LONGEST_DAYS, gettext_lazy("两年")),
]


class TokenForm(DeskForm):
    """What for, what it may do, how long."""

    name = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=60,
        help_text=gettext_lazy("例如:热线系统对接。"),
        error_messages={"required": gettext_lazy("请填写用途,以便日后辨认。")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("授权范围"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只选用得着的;令牌能做的事不会超过您本人的权限。"),
        error_messages={"required": gettext_lazy("请至少选择一项授权范围。")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("有效期"),
        coerce=int,
        choices=LASTING,
        initial=DEFAULT_DAYS,
    )


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    require(request.user, USE_TOKENS)
    return request.user


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The tokens the person may take back, own ones first; one query beside the posts."""
    staff = _staff(request)
    found = visible(ApiToken, staff, USE_TOKENS).select_related("owner").order_by("-created_at")[:500]
    now, titles = clock.now(), dict(TokenScope.choices)
    rows: list[dict[str, Any]] = [
        {
            "token": one,
            "own": one.owner_id == staff.pk,
            "in_force": one.in_force(now),
            "scopes": [str(titles.get(scope, scope)) for scope in one.scopes],
        }
        for one in found
    ]
    rows.sort(key=lambda row: (not row["own"], not row["in_force"]))
    return render(request, "web/api/tokens.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a token for oneself; its secret is shown this once."""
    staff = _staff(request)
    form = TokenForm(request.POST or None)
    made = attempt(form, lambda: issue_token(staff, owner=staff, **form.cleaned_data))
    if made is not None:
        return render(request, "web/api/token_secret.html", {"token": made[0], "secret": made[1]})
    return answer(
        request, "web/setup/form.html", {"form": form, "title": _("创建接口令牌"), "back": reverse("web:tokens")}
    )


@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Take a token back, at once."""
    staff = _staff(request)
    if not visible(ApiToken, staff, USE_TOKENS).filter(pk=token_id).exists():
        raise NotFound(_("没有找到这个令牌。"))
    revoke_token(staff, token_id=token_id)
    messages.success(request, _("令牌已停用。"))
    return redirect("web:tokens")
