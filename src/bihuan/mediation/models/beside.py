"""What every record beside a dispute repeats of it, so that a scope is a plain condition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import Dispute
from bihuan.orgs.models import Area
from bihuan.platform.fields import AreaPathField
from bihuan.platform.models.record import Record


class BesideDispute(Record):
    """Abstract. `town`, `area` and `area_path` are the dispute's."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="%(class)ss", verbose_name=_("矛盾纠纷"))
    town = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属乡镇"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("所属村(社区)"))
    area_path = AreaPathField(editable=False)

    class Meta:
        abstract = True

    def lay_beside(self, dispute: Dispute) -> None:
        """Take over where the dispute is."""
        self.dispute, self.area_path = dispute, dispute.area_path
        self.town_id, self.area_id = dispute.town_id, dispute.area_id

    @property
    def label(self) -> str:
        return self.dispute.label
