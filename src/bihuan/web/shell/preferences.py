"""One's own settings: where one is reached, by which ways one is told, language, type size."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.kernel import clock
from bihuan.orgs.models import Staff
from bihuan.orgs.selectors import posts_of
from bihuan.orgs.services import own_account
from bihuan.platform.models import NoticeChannel
from bihuan.platform.notify.preferences import KEY, NIGHT, Preferences
from bihuan.web.context import LARGE_TYPE
from bihuan.web.forms import DeskForm, answer, attempt

YEAR = 365 * 86400


class PreferencesForm(DeskForm):
    """Everything on the page, saved at once."""

    phone = forms.CharField(label=_("手机号码"), max_length=20, required=False, help_text=_("用于短信提醒,加密保存。"))
    mail = forms.EmailField(
        label=_("电子邮箱"), required=False, error_messages={"invalid": _("邮箱地址不完整,应类似 name@example.cn。")}
    )
    channels = forms.MultipleChoiceField(
        label=_("除站内消息外,还用这些方式通知我"),
        choices=NoticeChannel.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet = forms.BooleanField(label=_("免打扰时段内不外发通知(突发事项除外)"), required=False)
    quiet_from = forms.TimeField(
        label=_("免打扰开始"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label=_("免打扰结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    large_type = forms.BooleanField(label=_("使用大字"), required=False)
    language = forms.ChoiceField(label=_("界面语言"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("quiet_from", "quiet_to"):
            if values.get("quiet") and not values.get(name) and name not in self.errors:
                self.add_error(name, _("请填写时间,例如 22:00。"))
        return values


def _of(staff: Staff) -> dict[str, Any]:
    wishes = Preferences.of(staff.preferences)
    begins, ends = wishes.quiet or NIGHT
    return {
        "phone": staff.phone,
        "mail": staff.mail,
        "channels": wishes.channels_for("", urgent=False),
        "quiet": wishes.quiet is not None,
        "quiet_from": begins,
        "quiet_to": ends,
        "large_type": bool(staff.preferences.get("large_type")),
        "language": staff.language,
    }


def _save(staff: Staff, values: dict[str, Any]) -> Staff:
    quiet: tuple[time, time] | None = (values["quiet_from"], values["quiet_to"]) if values["quiet"] else None
    wishes = Preferences(
        channels=tuple(values["channels"]), by_kind=Preferences.of(staff.preferences).by_kind, quiet=quiet
    )
    if (values["phone"], values["mail"]) != (staff.phone, staff.mail):
        own_account.set_own_contact(actor=staff, phone=values["phone"], mail=values["mail"])
    return own_account.set_preferences(
        actor=staff,
        preferences={KEY: wishes.stored(), "large_type": values["large_type"]},
        language=values["language"],
    )


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The settings and the posts they belong to."""
    assert isinstance(request.user, Staff)
    staff = request.user
    form = PreferencesForm(request.POST or None, initial=_of(staff))
    if attempt(form, lambda: _save(staff, form.cleaned_data)) is not None:
        messages.success(request, _("设置已保存。"))
        response = redirect("web:settings")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], max_age=YEAR, samesite="Lax")
        response.set_cookie(LARGE_TYPE, "1" if form.cleaned_data["large_type"] else "0", max_age=YEAR, samesite="Lax")
        return response
    posts = posts_of(staff)
    return answer(request, "web/shell/settings.html", {"form": form, "posts": posts, "today": clock.today()})


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """The viewer's posts in force, for the user menu."""
    assert isinstance(request.user, Staff)
    return render(request, "web/shell/_posts.html", {"posts": posts_of(request.user, day=clock.today())})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language here and, when signed in, for later sign-ins."""
    wanted = request.POST.get("language", "")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = resolve_url("web:home")
    response = HttpResponseRedirect(onward)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax")
        if isinstance(request.user, Staff) and request.user.language != wanted:
            own_account.set_preferences(actor=request.user, preferences={}, language=wanted)
    return response
