"""Reading the register of enterprises."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.enterprises.models import Enterprise
from bihuan.enterprises.policies import READ
from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible


@dataclass(frozen=True, slots=True)
class RevealedContacts:
    """The people of an enterprise in clear, after a logged reveal."""

    legal_rep: str
    contact: str
    phone: str


def enterprises(viewer: Actor) -> QuerySet[Enterprise]:
    """Every enterprise and project on the register that the viewer may see."""
    return visible(Enterprise, viewer, READ).filter(voided_at=None)


def enterprise_by_id(viewer: Actor, enterprise_id: UUID) -> Enterprise:
    """One of them with its area and people, voided or not.

    Raises:
        NotAllowed: the viewer sees no enterprises at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ)
    rows = visible(Enterprise, viewer, READ).select_related("area", "town", "officer", "leader")
    found = rows.filter(pk=enterprise_id).first()
    if found is None:
        raise NotFound(_("没有找到这家企业(项目),或者不在您的管辖范围内。"))
    return found
