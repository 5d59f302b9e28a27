"""Reversible merges, joint cases and links between cases."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models.case import Case
from bihuan.kernel import clock
from bihuan.platform.models.record import Record


class Merge(Record):
    """`part` was merged into `whole`; it keeps number, reporter and clock, so that undoing gives back `state_before`."""

    whole = models.ForeignKey(Case, models.PROTECT, related_name="merges")
    part = models.ForeignKey(Case, models.PROTECT, related_name="merged_by")
    reason = models.CharField(_("并案理由"), max_length=300)
    state_before = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=models.Q(undone_at=None), name="one_merge_in_force_a_part"
            ),
            models.CheckConstraint(name="merge_not_into_itself", condition=~models.Q(whole=models.F("part"))),
        ]

    def __str__(self) -> str:
        return self.reason


class CaseLink(models.Model):
    """Two cases that belong together without being one."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_by")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other"], name="case_link_once")]

    def __str__(self) -> str:
        return self.reason
