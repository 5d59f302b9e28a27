"""The three classes by a rule that gives its reason; a person may decide otherwise, with a reason of his or her own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.assets.models.asset import Asset, Readiness


@dataclass(frozen=True, slots=True)
class Proposed:
    """The class that the facts speak for, and why."""

    readiness: Readiness
    reason: str


def proposed(asset: Asset) -> Proposed | None:
    """What the facts say: unclear title or unfit planning waits for policy, what needs repair needs work, the rest is ready.

    None while the facts that would decide are not known.
    """
    if asset.title_clear is False:
        return Proposed(Readiness.NEEDS_POLICY, _("权属不清晰,要先确权。"))
    if asset.planning_ok is False:
        return Proposed(Readiness.NEEDS_POLICY, _("不符合规划用途,要先调整规划或取得政策支持。"))
    if asset.title_clear is None or asset.planning_ok is None:
        return None
    if asset.sound is False:
        return Proposed(Readiness.NEEDS_WORK, _("权属清晰、符合规划,但要修缮后才能用。"))
    return Proposed(Readiness.NOW, _("权属清晰、符合规划、能直接使用。")) if asset.sound else None
