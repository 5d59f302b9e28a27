"""The register of assets."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.assets import policies
from bihuan.assets.models.asset import Asset, State
from bihuan.assets.readiness import proposed
from bihuan.kernel import clock
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults


def _check(asset: Asset, faults: Faults) -> None:
    """What must hold between the fields; what became useful without a day became so today."""
    if asset.state != State.REVITALISED:
        asset.revitalised_on = None
    elif asset.revitalised_on is None:
        asset.revitalised_on = clock.today()
    if asset.left_on is not None and asset.left_on <= asset.listed_on:
        faults.add("left_on", _("处置日期应晚于入账日期。"), "date")
    faults.position(asset.lat, asset.lon)
    if not asset.readiness:
        found = proposed(asset)
        asset.readiness = found.readiness if found is not None else ""


def _said(asset: Asset) -> str:
    return f"{asset.get_kind_display()} · {asset.get_form_display()} · {asset.get_state_display()}"


ASSETS = Register(
    Asset,
    key="assets",
    search_kind="asset",
    title=t("资产"),
    path="assets",
    policy=policies.ASSETS,
    read=policies.READ,
    keep=policies.EDIT,
    bring=policies.IMPORT,
    fields=[
        "name", "kind", "form", "readiness", "owner", "area", "address", "size", "state", "revitalised_on", "use",
        "yearly_income", "contract_until", "title_clear", "planning_ok", "sound", "power", "road", "listed_on", "left_on",
        "lat", "lon",
    ],
    past=["revitalised_on"],
    once=["name", "area"],
    found_by=["name", "owner", "address", "use"],
    check=_check,
    said=_said,
    verbs={"reclassify": policies.EDIT, "revitalise": policies.EDIT, "follow_contract": policies.EDIT},
)  # fmt: skip
