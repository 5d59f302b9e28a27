"""Signing in and out, and one's own password; each is written to the audit trail."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.orgs.models import Staff
from bihuan.orgs.services import own_account
from bihuan.platform import audit
from bihuan.platform.actors import PUBLIC
from bihuan.platform.addresses import client_address
from bihuan.platform.limits import hit
from bihuan.web.forms import DeskForm, answer, attempt

# A whole office may share one address; a single name is locked much earlier.
TRIES, TRIES_SECONDS = 120, 600


class SignInForm(DeskForm):
    """Name and password, nothing else."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=40,
        error_messages={"required": _("请填写登录名。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请填写密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(DeskForm):
    """A new password of one's own."""

    old_password = forms.CharField(
        label=_("现在的密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请填写现在的密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        help_text=_("至少 10 个字符,不能全是数字,也不要用常见密码。"),
        error_messages={"required": _("请填写新密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label=_("再输一遍新密码"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请再输一遍新密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, staff: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not self.staff.check_password(old):
            raise ValidationError(_("现在的密码不对,请重新输入。"))
        return old

    def clean_new_password(self) -> str:
        new = str(self.cleaned_data["new_password"])
        validate_password(new, self.staff)
        if self.staff.check_password(new):
            raise ValidationError(_("新密码不能与现在的密码相同。"))
        return new

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        again = values.get("new_password_again")
        if again and values.get("new_password") and again != values["new_password"]:
            self.add_error("new_password_again", _("两次输入的新密码不一致。"))
        return values


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. Repeated failures lock the name at this address for a while (see AXES settings)."""
    onward = _onward(request)
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(onward)
    form = SignInForm(request.POST or None)
    if attempt(form, lambda: hit(f"sign-in:{client_address(request)}", limit=TRIES, seconds=TRIES_SECONDS)) is not None:
        staff = authenticate(request, **form.cleaned_data)
        if isinstance(staff, Staff):
            return _signed_in(request, staff, onward)
        _note_failure(form.cleaned_data["username"], request)
        form.add_error(None, _("登录名或密码不对。请检查大小写后重试;忘记密码请联系系统管理员重设。"))
    context = {"form": form, "next": onward, "signed_out": "out" in request.GET}
    return answer(request, "web/shell/sign_in.html", context)


def _signed_in(request: HttpRequest, staff: Staff, onward: str) -> HttpResponse:
    login(request, staff)
    audit.append(staff, actor=staff, verb="sign_in", note=_address(request))
    response = redirect("web:password") if staff.must_change_password else HttpResponseRedirect(onward)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, staff.language, max_age=365 * 86400, samesite="Lax")
    return response


def _note_failure(username: str, request: HttpRequest) -> None:
    """Failures for a name that nobody has are kept by the lock-out's own log only: there is no record to tie them to."""
    staff = Staff.objects.filter(username=username).first()
    if staff is not None:
        audit.append(staff, actor=PUBLIC, verb="sign_in_failed", note=_address(request))


def _address(request: HttpRequest) -> str:
    return client_address(request)


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: the remembered page when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("web:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Staff):
        audit.append(request.user, actor=request.user, verb="sign_out", note=_address(request))
    logout(request)
    return HttpResponseRedirect(resolve_url("web:sign_in") + "?out=1")  # the page then forgets this browser's drafts


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the first page of somebody who was given one."""
    assert isinstance(request.user, Staff)
    staff = request.user
    form = PasswordForm(staff, request.POST or None)
    changed = attempt(
        form, lambda: own_account.change_password(actor=staff, password=form.cleaned_data["new_password"])
    )
    if changed is not None:
        update_session_auth_hash(request, changed)
        messages.success(request, _("密码已修改。"))
        return redirect("web:home")
    template = "web/shell/password.html"
    return answer(request, template, {"form": form, "forced": staff.must_change_password})
