"""The pages of the assets: the register's, reclassifying, bringing into use."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.assets import services
from bihuan.assets.models import Asset, State
from bihuan.assets.policies import ASSETS, EDIT
from bihuan.assets.registers import REGISTER
from bihuan.orgs.spine import ThingKind
from bihuan.platform.actors import Actor
from bihuan.web.assets.forms import ReclassifyForm, RevitaliseForm, SizeField
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.records import Action, RecordPages
from bihuan.web.templatetags.bihuan import grouped


def _size(asset: Asset) -> str:
    if asset.size is None:
        return ""
    return _("%(metres)s 平方米(%(mu)s 亩)") % {"metres": grouped(asset.size), "mu": grouped(asset.size_in_mu)}


def _actions(viewer: Actor, asset: Asset) -> Sequence[Action]:
    if not ASSETS.allows(viewer, EDIT, asset):
        return []
    found = [Action(_("调整分类"), PAGES.url("reclassify", asset.pk))]
    if asset.state != State.REVITALISED:
        found.insert(0, Action(_("记盘活"), PAGES.url("revitalise", asset.pk), primary=True))
    return found


PAGES = RecordPages(
    REGISTER,
    name="asset",
    layout=[
        (t("基本信息"), ["readiness", "owner", "address", "size", "listed_on", "left_on"]),
        (t("使用与收益"), ["state", "revitalised_on", "use", "yearly_income", "contract_until"]),
    ],
    controls={"size": SizeField},
    told={"size": _size},
    actions=_actions,
    thing=ThingKind.ASSET,
)


@require_http_methods(["GET", "POST"])
def reclassify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another of the three classes, for a reason."""
    viewer, asset = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    ASSETS.check(viewer, EDIT, asset)
    form = ReclassifyForm(request.POST or None, initial={"readiness": asset.readiness, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.reclassify_asset(actor=viewer, asset_id=pk, **form.cleaned_data),
        record=asset,
        title=_("调整盘活分类:%(name)s") % {"name": asset.name},
        submit=_("调整"),
        done=_("分类已调整。"),
        back=REGISTER.url(pk),
    )


@require_http_methods(["GET", "POST"])
def revitalise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It came into use."""
    viewer, asset = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    ASSETS.check(viewer, EDIT, asset)
    form = RevitaliseForm(request.POST or None, initial={"use": asset.use, "seen": asset.version})
    return act(
        request,
        form,
        lambda: services.revitalise_asset(actor=viewer, asset_id=pk, **form.cleaned_data),
        record=asset,
        title=_("记盘活:%(name)s") % {"name": asset.name},
        submit=_("记盘活"),
        done=_("已记为盘活。"),
        back=REGISTER.url(pk),
    )
