"""Who could mediate a dispute: every mediator within reach, best first, each with the reasons for and against."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.mediation.models import Committee, Dispute, DisputeKind, Mediator
from bihuan.mediation.network.interests import interests_of, quarrel_of, ties_of, village_path
from bihuan.mediation.network.results import REMEMBERED, Done, done_by, usual_rate
from bihuan.mediation.network.scoring import Near, Point, Standing, Why, points_of, ranked, score

K = Committee.Kind
NEAR = {K.TOWN: Near.TOWN, K.TRADE: Near.TRADE, K.COUNTY: Near.COUNTY, K.FIRM: Near.FIRM}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mediator for a dispute: `place` in the proposal from 1, points, sentences for and against, reasons to keep out."""

    mediator: Mediator
    place: int
    score: int
    standing: Standing
    done: Done
    reasons: Sequence[str]
    concerns: Sequence[str]
    interests: Sequence[str]

    @property
    def barred(self) -> bool:
        return self.standing.barred


def candidates(dispute: Dispute) -> list[Candidate]:
    """Everybody who could mediate `dispute`, best first; who is away or interested comes last. Eight statements."""
    people = list(within_reach(dispute))
    since = clock.today() - REMEMBERED
    done, usual = done_by(people, since=since, kind=dispute.kind), usual_rate(dispute.town_id, since=since)
    quarrel, ties = quarrel_of(dispute), ties_of(people)
    interests = {one.pk: interests_of(one, quarrel, ties) for one in people}
    standings = [_standing(one, dispute, done[one.pk], bool(interests[one.pk])) for one in people]
    found = []
    for place, index in enumerate(ranked(standings, usual=usual), start=1):
        one, standing = people[index], standings[index]
        points = points_of(standing, usual=usual)
        found.append(
            Candidate(
                one, place, score(standing, usual=usual), standing, done[one.pk],
                [_said(point, one, standing, dispute) for point in points if point.points > 0],
                [_said(point, one, standing, dispute) for point in points if point.points < 0] + _away(one, standing),
                interests[one.pk],
            )
        )  # fmt: skip
    return found


def within_reach(dispute: Dispute) -> "Sequence[Mediator]":
    """The town's mediators and those of county committees, in service today."""
    today = clock.today()
    serving = Q(until=None) | Q(until__gt=today)
    reach = Q(town_id=dispute.town_id) | Q(committee__town=None, committee__isnull=False)
    rows = Mediator.objects.filter(serving & reach, voided_at=None)
    rows = rows.select_related("committee", "second_committee", "staff", "origin", "area")
    return list(rows.order_by("name", "pk"))


def _standing(one: Mediator, dispute: Dispute, done: Done, interested: bool) -> Standing:
    today = clock.today()
    village = village_path(dispute.area_path)
    committees = [each for each in (one.committee, one.second_committee) if each is not None]
    trade = any(each.kind == K.TRADE and each.trade == dispute.kind for each in committees)
    near = _near(one, committees, dispute, village)
    from_here = bool(village) and one.origin is not None and one.origin.path.startswith(village)
    return Standing(
        near=near,
        field=dispute.kind in one.kinds,
        trade=trade,
        load=done.load,
        settled=done.settled,
        concluded=done.concluded,
        alike=done.alike,
        certificate_over=one.certificate_until is not None and one.certificate_until < today,
        neighbour=from_here and near is not Near.VILLAGE,
        away=one.away_until is not None and one.away_until >= today,
        interested=interested,
    )


def _near(one: Mediator, committees: Sequence[Committee], dispute: Dispute, village: str) -> Near:
    """The nearest of the mediator's committees; of those of trades only one for this kind of dispute counts."""
    found: list[Near] = []
    for each in committees:
        if each.kind == K.VILLAGE:
            found.append(Near.VILLAGE if village and each.area_path == village else Near.OTHER_VILLAGE)
        elif each.kind != K.TRADE or each.trade == dispute.kind:
            found.append(NEAR[K(each.kind)])
    if not found:
        return Near.OTHER_VILLAGE if one.town_id == dispute.town_id else Near.FIRM
    order = [Near.VILLAGE, Near.TOWN, Near.TRADE, Near.OTHER_VILLAGE, Near.COUNTY, Near.FIRM]
    return min(found, key=order.index)


def _said(point: Point, one: Mediator, standing: Standing, dispute: Dispute) -> str:
    kind = DisputeKind(dispute.kind).label
    match point.why:
        case Why.NEAR:
            return _near_said(standing.near)
        case Why.FIELD:
            return _("擅长%(kind)s") % {"kind": kind}
        case Why.TRADE:
            return _("是%(kind)s的专业调委会成员") % {"kind": kind}
        case Why.LOAD:
            return _("手上在调 %(count)d 件") % {"count": standing.load}
        case Why.PAST if standing.concluded:
            words = {"concluded": standing.concluded, "settled": standing.settled}
            return _("近三年调结 %(concluded)d 件,成功 %(settled)d 件") % words
        case Why.PAST:
            return _("近三年没有调结记录,按本乡镇平均水平估计")
        case Why.ALIKE:
            return _("近三年调成同类纠纷 %(count)d 件") % {"count": standing.alike}
        case Why.CERTIFICATE:
            return _("调解员证已于 %(day)s 到期") % {"day": one.certificate_until}
    return _("户籍在纠纷所在村,与双方可能相识")


def _near_said(near: Near) -> str:
    return {
        Near.VILLAGE: _("本村(社区)调委会成员"),
        Near.TOWN: _("本乡镇(街道)调委会成员"),
        Near.TRADE: _("行业性专业性调委会成员"),
        Near.OTHER_VILLAGE: _("本乡镇其他村(社区)的调解员"),
        Near.COUNTY: _("县级调委会成员"),
        Near.FIRM: _("企事业单位调委会成员"),
    }[near]


def _away(one: Mediator, standing: Standing) -> list[str]:
    return [_("登记了暂不接案至 %(day)s") % {"day": one.away_until}] if standing.away else []
