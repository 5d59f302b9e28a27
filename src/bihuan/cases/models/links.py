"""Reversible merges, joint cases, links between cases, and pairs that were looked at and are not the same."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
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
    """Two cases that belong together without being one, until `undone_at`."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_by")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other"], condition=models.Q(undone_at=None), name="case_link_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Apart(Record):
    """Somebody set `case` beside `other` and found two matters: the pair is proposed as alike no more, until `undone_at`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="apart_from")
    other = models.ForeignKey(Case, models.PROTECT, related_name="apart_of")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("判为不同事项")
        constraints = [
            models.UniqueConstraint(
                Least("case", "other"), Greatest("case", "other"), condition=models.Q(undone_at=None),
                name="apart_once_a_pair",
            ),
            models.CheckConstraint(name="apart_not_from_itself", condition=~models.Q(case=models.F("other"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id}"
