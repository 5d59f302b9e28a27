"""Which enterprises meet which policies: kept in `PolicyMatch`, worked out from rules and profiles, told to who looks after them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.enterprises.facts import KNOWN, facts_of, profiles_of
from bihuan.enterprises.models.enterprise import Enterprise, State
from bihuan.enterprises.models.policy import Policy, PolicyMatch
from bihuan.kernel import clock
from bihuan.platform.conditions import Judged, Rule, Verdict, asked, judge, judge_many, read
from bihuan.platform.conditions.model import conditions_of
from bihuan.platform.jobs import Progress, enqueue, job, periodic
from bihuan.platform.notify import tell

BATCH = 2000
AT_ONCE = 20  # changed profiles up to this many are matched where they are saved, more in a job


def in_force() -> QuerySet[Policy]:
    """The policies that can be applied for today."""
    today = clock.today()
    return Policy.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today, voided_at=None)


def candidates(policy: Policy | None = None) -> QuerySet[Enterprise]:
    """The enterprises that policies are for: on the register, not closed; those of its town for a town's policy."""
    rows = Enterprise.objects.filter(voided_at=None).exclude(state=State.CLOSED)
    return rows if policy is None or policy.town_id is None else rows.filter(town_id=policy.town_id)


def rule_of(policy: Policy) -> Rule:
    """The policy's conditions, read."""
    return read(policy.conditions, KNOWN)


def judged(policy: Policy, enterprise: Enterprise) -> Judged:
    """How one enterprise stands to one policy, with every reason."""
    return judge(rule_of(policy), facts_of(enterprise))


def rematch(policies: Iterable[Policy]) -> int:
    """Work the matches of `policies` out anew and tell the officers of what is new; says how many matches changed.

    Every profile is read once, whatever the number of policies; a policy that is not in force matches nobody.
    """
    policies = list(policies)
    valid = set(in_force().filter(pk__in=[one.pk for one in policies]).values_list("pk", flat=True))
    profiles = profiles_of(candidates())
    officers = _officers()
    changed = 0
    for policy in policies:
        fits: set[UUID] = set()
        if policy.pk in valid:
            held = judge_many(rule_of(policy), profiles.columns, len(profiles.ids)) == 1
            if policy.town_id is not None:
                held &= profiles.towns == policy.town_id
            fits = {profiles.ids[place] for place in np.flatnonzero(held)}
        changed += _keep(policy, fits, officers)
    return changed


def _officers() -> dict[UUID, UUID]:
    """Who looks after which enterprise, of those who can sign in."""
    looked_after = Enterprise.objects.filter(officer__isnull=False, officer__is_active=True, voided_at=None)
    return dict(looked_after.order_by().values_list("pk", "officer_id"))


def _keep(policy: Policy, fits: set[UUID], officers: Mapping[UUID, UUID]) -> int:
    there = set(PolicyMatch.objects.filter(policy=policy).values_list("enterprise_id", flat=True))
    gained, lost = fits - there, there - fits
    if not gained and not lost:
        return 0
    with transaction.atomic():
        gone = list(lost)
        for start in range(0, len(gone), BATCH):
            PolicyMatch.objects.filter(policy=policy, enterprise_id__in=gone[start : start + BATCH]).delete()
        _insert(policy, gained)
        if gained:
            _tell_officers(policy, gained, officers)
    return len(gained) + len(lost)


def _insert(policy: Policy, gained: set[UUID]) -> None:
    """Rows written without a model instance each: a policy for the whole county may fit tens of thousands at once."""
    table, stored = connection.ops.quote_name(PolicyMatch._meta.db_table), PolicyMatch._meta.get_field("enterprise")
    today, place = clock.today(), stored.get_db_prep_value(policy.pk, connection)
    rows = [(place, stored.get_db_prep_value(key, connection), today) for key in gained]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.executemany(
                f"INSERT INTO {table} (policy_id, enterprise_id, since) VALUES (%s, %s, %s) "  # noqa: S608  # our own table
                "ON CONFLICT (policy_id, enterprise_id) DO NOTHING",
                rows[start : start + BATCH],
            )


def _tell_officers(policy: Policy, gained: set[UUID], officers: Mapping[UUID, UUID]) -> None:
    """One notice an officer, however many of the enterprises are his or hers."""
    counts = Counter(officers[key] for key in gained if key in officers)
    for officer, count in counts.items():
        tell(
            officer,
            kind="policy.fits",
            title=_("惠企政策“%(policy)s”适合您包保的 %(count)d 家") % {"policy": policy.title, "count": count},
            key=f"policy.fits:{policy.pk}:{policy.version}",
            url=f"/policies/{policy.pk}/",
        )


def match_profiles(enterprises: Sequence[Enterprise]) -> None:
    """Match the changed profiles with every policy in force, and tell the officer of each what has become open to it."""
    rules = [(policy, rule_of(policy)) for policy in in_force()]
    there: dict[UUID, set[UUID]] = {}
    keys = [one.pk for one in enterprises]
    for enterprise, policy in PolicyMatch.objects.filter(enterprise__in=keys).values_list("enterprise_id", "policy_id"):
        there.setdefault(enterprise, set()).add(policy)
    for one in enterprises:
        open_to = one.voided_at is None and one.state != State.CLOSED
        facts = facts_of(one)
        fits = {
            policy.pk: policy
            for policy, rule in rules
            if open_to and policy.town_id in (None, one.town_id) and judge(rule, facts).verdict is Verdict.MET
        }
        known = there.get(one.pk, set())
        lost = known - fits.keys()
        gained = [policy for key, policy in fits.items() if key not in known]
        if lost:
            PolicyMatch.objects.filter(enterprise=one, policy_id__in=lost).delete()
        PolicyMatch.objects.bulk_create(PolicyMatch(policy=policy, enterprise=one) for policy in gained)
        if gained and one.officer_id is not None and known:
            names = _("、").join(policy.title for policy in gained[:3])
            tell(
                one.officer_id,
                kind="policy.fits",
                title=_("%(enterprise)s新符合 %(count)d 项政策:%(names)s")
                % {"enterprise": one.name, "count": len(gained), "names": names},
                key=f"policy.fits:{one.pk}:{one.version}",
                url=f"/enterprises/{one.pk}/",
            )


def after_profiles(enterprises: Sequence[Enterprise]) -> None:
    """What follows from registered or corrected profiles: a few are matched now, many in a job."""
    if len(enterprises) <= AT_ONCE:
        match_profiles(enterprises)
    else:
        rematch_soon(in_force().values_list("pk", flat=True), f"many:{enterprises[0].pk}:{enterprises[0].version}")


def after_policies(policies: Sequence[Policy]) -> None:
    """What follows from new or changed policies: a job matches them."""
    mark = f"{policies[0].pk}:{policies[0].version}:{len(policies)}"
    rematch_soon([policy.pk for policy in policies], mark)


def rematch_soon(policies: Iterable[UUID], mark: str) -> None:
    """Have the policies matched by the worker; the same `mark` is matched once."""
    keys = [str(key) for key in policies]
    if keys:
        enqueue("enterprises.rematch", {"policies": keys}, key=f"enterprises.rematch:{mark}")


@job("enterprises.rematch", atomic=False)
def rematch_job(payload: dict[str, Any], _progress: Progress) -> None:
    """Match the named policies; doing it again changes nothing."""
    rematch(Policy.objects.filter(pk__in=payload["policies"]))


@periodic(daily_at=time(1, 40), atomic=False)
def rematch_each_night() -> None:
    """Policies begin and end by the calendar, without anybody touching them."""
    rematch(Policy.objects.filter(voided_at=None))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the enterprises of a viewer stand to a rule: counts, and for each condition how many fail it or are unknown in it."""

    met: int
    unknown: int
    unmet: int
    conditions: tuple[tuple[str, int, int], ...]  # (what is asked, unmet, unknown)


def standing(rule: Rule, rows: QuerySet[Enterprise]) -> Standing:
    """Try a rule on `rows` without keeping anything (the test bench); one query."""
    profiles = profiles_of(rows)
    columns, count = profiles.columns, len(profiles.ids)
    verdicts = judge_many(rule, columns, count)
    parts = []
    for condition in conditions_of(rule):
        each = judge_many(condition, columns, count)
        parts.append((asked(condition), int((each == -1).sum()), int((each == 0).sum())))
    return Standing(int((verdicts == 1).sum()), int((verdicts == 0).sum()), int((verdicts == -1).sum()), tuple(parts))
