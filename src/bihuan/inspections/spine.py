"""Where a case came from – the round on which it was found – and what is open at a place point by a round."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.cases.models import OVER
from bihuan.inspections import selectors
from bihuan.inspections.models import Finding
from bihuan.inspections.points import spine as point_spine  # noqa: F401  # declares its readers
from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor

MOST = 20


def url_of_finding(finding: Finding) -> str:
    """Where a finding opens on the desk."""
    return f"/findings/{finding.pk}/"


@on_spine("findings", gettext_lazy("巡查发现的问题"))
def found(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The finding a case came from, or the open findings at a place point; one query."""
    rows = selectors.findings(viewer)
    if thing.kind is ThingKind.CASE:
        rows = rows.filter(case=thing.id)
    elif thing.kind is ThingKind.PLACE_POINT:
        rows = rows.filter(case__place_point=thing.id).exclude(case__state__in=OVER)
    else:
        return
    now = clock.now()
    for one in rows.order_by("-created_at")[:MOST]:
        said = _("%(severity)s问题,限 %(days)d 天整改") % {
            "severity": one.get_severity_display(), "days": one.limit_days,
        }  # fmt: skip
        title = one.requirement or said if thing.kind is ThingKind.CASE else one.case.title
        late = one.case.due_at is not None and one.case.due_at < now and one.case.is_open
        yield SpineItem(title, said, url_of_finding(one), one.case.reported_at, late)
