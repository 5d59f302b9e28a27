"""Pairs that somebody set side by side and found to be two matters: what was decided once is not asked again."""

from uuid import UUID

from django.db.models import QuerySet

from bihuan.cases.models import Apart, Case


def without_apart(found: QuerySet[Case], case_id: UUID) -> QuerySet[Case]:
    """`found` without those told apart from the case, in either direction; no statement of its own."""
    in_force = Apart.objects.filter(undone_at=None).order_by()
    others = in_force.filter(case_id=case_id).values("other_id")
    return found.exclude(pk__in=others).exclude(pk__in=in_force.filter(other_id=case_id).values("case_id"))
