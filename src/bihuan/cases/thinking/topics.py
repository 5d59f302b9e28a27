"""Hot topics of a town, worked out by a job and kept on a sheet, because a page cannot wait for some thousand comparisons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bihuan.cases.models import Case, State, TopicSheet
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.orgs.tree import area_tree, one_tree
from bihuan.platform.jobs.schedule import periodic
from bihuan.triage import Row
from bihuan.triage import topics as find_topics

WITHIN = timedelta(days=90)
MOST_CASES = 3000  # the newest of a town; a few seconds of work
LEAST_CASES = 2
MOST_TOPICS = 60


@periodic(minutes=60, atomic=False)
def refresh_topics() -> None:
    """Work out anew the topics of every town to which a case came, or from whose ninety days one fell."""
    for town in Area.objects.filter(level=Area.Level.TOWN).order_by("code"):
        refresh_town(town)


def refresh_town(town: Area, *, at: datetime | None = None) -> bool:
    """Work out the topics of one town up to `at`; says whether there was anything new to work out."""
    moment = at or clock.now()
    cases = _cases(town, moment)
    mark = f"{len(cases)}:{cases[0]['id']}:{cases[-1]['id']}" if cases else "0"
    there = TopicSheet.objects.filter(town=town).first()
    if there is not None and there.mark == mark:
        return False
    with one_tree():
        rows = [_row(case) for case in cases]
    found = [topic.as_json() for topic in find_topics(rows, least=LEAST_CASES)[:MOST_TOPICS]]
    values = {"made_at": moment, "mark": mark, "topics": found}
    TopicSheet.objects.update_or_create(town=town, defaults=values)
    return True


def _cases(town: Area, moment: datetime) -> Sequence[dict[str, Any]]:
    heard = Case.objects.filter(town=town, reported_at__gt=moment - WITHIN, reported_at__lte=moment)
    kept = heard.exclude(state__in=[State.VOIDED, State.DECLINED]).order_by("-reported_at", "-id")
    columns = ("id", "title", "text", "reported_at", "people_involved", "area_path")
    return [dict(row) for row in kept.values(*columns)[:MOST_CASES]]


def _row(case: dict[str, Any]) -> Row:
    text = case["text"]
    if case["people_involved"]:
        text = f"{text} {case['people_involved']}人"
    seen = clock.local(case["reported_at"]).date().isoformat()
    return Row(id=str(case["id"]), title=case["title"], text=text, seen=seen, place=_village(case["area_path"]))


def _village(path: str) -> str:
    """The village a case lies in; "" where only the town is known."""
    line = [node for node in area_tree().line(path) if node.level == Area.Level.VILLAGE]
    return str(line[0].id) if line else ""
