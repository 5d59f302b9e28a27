"""A filled form as a phone sends it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.api.v1.base import Sent
from bihuan.field.kinds import Done, Made, kind
from bihuan.inspections.forms.services import Where, fill
from bihuan.inspections.models import FormVersion
from bihuan.kernel.errors import Invalid
from bihuan.kernel.positions import position_of
from bihuan.orgs.models import Household, PlacePoint
from bihuan.orgs.selectors import households, place_points


class Answered(Sent):
    """The answers to one version of a form; of a picture that follows "photo:" and its file's name."""

    version: UUID
    values: dict[str, Any]
    area: UUID
    place_point: UUID | None = None
    household: UUID | None = None


@kind("answer", gettext_lazy("填表"), Answered)
def answer(made: Made, sent: Answered) -> Done:
    """An answer under the record's own id, judged by the version that the phone had."""
    version = FormVersion.objects.select_related("form__campaign", "form__town").filter(pk=sent.version).first()
    if version is None:
        raise Invalid(_("没有找到这张表单,请更新数据后重试。"), field="version", code="unknown")
    where = Where(
        made.batch.area(sent.area), _point(made, sent.place_point), _household(made, sent.household),
        made.position.lat if made.position else None, made.position.lon if made.position else None,
    )  # fmt: skip
    found = fill(made.actor, version=version, values=sent.values, where=where, at=made.at, answer_id=made.id)
    spot = position_of(where.point.lat, where.point.lon) if where.point is not None else None
    said = {"answer": str(found.pk), "number": version.form.name}
    return Done(said, found.pk, str(found), found.town_id, found.area_id, found.area_path, spot)


def _point(made: Made, pk: UUID | None) -> PlacePoint | None:
    found = place_points(made.actor).filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Invalid(_("没有找到这个部位,可能已注销或不在您的辖区。"), field="place_point", code="unknown")
    return found


def _household(made: Made, pk: UUID | None) -> Household | None:
    found = households(made.actor).filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Invalid(_("没有找到这一户,可能不在您的辖区。"), field="household", code="unknown")
    return found
