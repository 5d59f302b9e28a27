"""The lasting links of wall displays: one's own, made and taken back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.cases.models import WallLink
from bihuan.cases.policies import SCREEN
from bihuan.cases.services import walls as do
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area, Staff
from bihuan.platform.addresses import outside_address
from bihuan.platform.policies import require
from bihuan.web.centre.screen import places_of
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import viewer_of, with_one_tree

LASTING = [(30, t("30 天")), (do.DEFAULT_DAYS, t("90 天")), (do.LONGEST_DAYS, t("一年"))]


class LinkForm(DeskForm):
    """What for, which screen, how long."""

    name = forms.CharField(
        label=t("用途"), max_length=60, help_text=t("例如:一楼大厅电视。"),
        error_messages={"required": t("请填写用途,以便日后辨认。")},
    )  # fmt: skip
    area = forms.ChoiceField(label=t("显示区域"))
    days = forms.TypedChoiceField(label=t("有效期"), coerce=int, choices=LASTING, initial=do.DEFAULT_DAYS)

    def __init__(self, *args: Any, viewer: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places_of(viewer)


def _viewer(request: HttpRequest) -> Staff:
    viewer = viewer_of(request)
    require(viewer, SCREEN)
    return viewer


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One's own links, those in force first."""
    viewer, now = _viewer(request), clock.now()
    found = WallLink.objects.filter(owner=viewer).select_related("area").order_by("-created_at")[:100]
    rows = sorted(({"link": one, "in_force": one.in_force(now)} for one in found), key=lambda row: not row["in_force"])
    return render(request, "web/centre/links.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest) -> HttpResponse:
    """Make a link; its address is shown this once."""
    viewer = _viewer(request)
    form = LinkForm(request.POST or None, viewer=viewer)
    made = attempt(form, lambda: _make(viewer, form.cleaned_data))
    if made is not None:
        link, secret = made
        address = outside_address(request, reverse("web:centre_wall", args=[secret]))
        return render(request, "web/centre/link_made.html", {"link": link, "address": address})
    context = {"form": form, "title": _("创建大屏链接"), "back": reverse("web:centre_links")}
    return answer(request, "web/setup/form.html", context)


def _make(viewer: Staff, given: dict[str, Any]) -> tuple[WallLink, str]:
    area = Area.objects.filter(pk=given["area"]).first()
    return do.make_link(viewer, area=area, name=given["name"], days=given["days"])


@require_POST
def revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Take a link back, at once."""
    viewer = _viewer(request)
    if not WallLink.objects.filter(pk=link_id, owner=viewer).exists():
        raise NotFound(_("没有找到这个大屏链接。"))
    do.revoke_link(viewer, link_id=link_id)
    messages.success(request, _("大屏链接已停用。"))
    return redirect("web:centre_links")
