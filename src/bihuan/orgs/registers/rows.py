"""What every row of a register has: where it lies, and that it can be voided with a reason."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class Registered(Record):
    """Abstract. `area` is the town, village or grid it belongs to; `town` and `area_path` repeat where that lies.

    A model that lets its `town` be empty takes rows of the county itself.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属区域"))
    area_id: UUID
    area_path = AreaPathField(db_index=True, editable=False)
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"), editable=False)
    town_id: UUID
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def lie_with(self, other: "Registered") -> None:
        """Take the place of another row that this one is a part of."""
        self.area_id, self.area_path, self.town_id = other.area_id, other.area_path, other.town_id


class RegisteredAnywhere(Registered):
    """Abstract. Rows may also belong to the county itself; `town` is empty then."""

    town = models.ForeignKey(  # type: ignore[assignment]  # the county lies in no town
        Area, models.PROTECT, null=True, related_name="+", verbose_name=_("所属乡镇"), editable=False
    )

    class Meta:
        abstract = True
