"""Who is told of what; run through the outbox as the worker does it."""

from datetime import timedelta

import pytest

from bihuan.cases import services as do
from bihuan.cases.diagram import diagram
from bihuan.cases.models import State
from bihuan.cases.services import TaskDraft
from bihuan.cases.tests.conftest import BUILDING, DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, WATER
from bihuan.kernel import clock
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.events import history
from bihuan.platform.jobs import registered
from bihuan.platform.models import Job, Notice


def deliver() -> None:
    """Run every waiting reaction, each once."""
    for job in Job.objects.filter(name__startswith="bihuan.cases.handlers", state="queued").order_by("id"):
        registered()[job.name].handler(job.payload, lambda percent, message="": None)
        Job.objects.filter(pk=job.pk).update(state="done")


def told(county, name: str) -> list[str]:
    deliver()
    return sorted(Notice.objects.filter(to=county.who(name)).values_list("kind", flat=True))


def test_a_public_report_is_told_to_the_desk_and_ones_own_is_not(report, county):
    report(by="德固镇网格员")
    assert told(county, DESK) == ["case.reported"]
    report(text="另一件")
    assert told(county, DESK) == ["case.reported"]


def test_what_is_written_down_afterwards_is_told_only_from_the_day_asked_for(report, county):
    with history(reacting_since=MONDAY):
        with clock.at(MONDAY - timedelta(days=1)):
            report(by="德固镇网格员")
        with clock.at(MONDAY + timedelta(hours=2)):
            report(by="德固镇网格员", text="另一件")
    assert not Job.objects.filter(name__startswith="bihuan.cases.handlers").exists()
    assert told(county, DESK) == ["case.reported"]
    assert Notice.objects.get(to=county.who(DESK)).created_at == MONDAY + timedelta(hours=2)


def test_the_office_hears_of_a_dispatch_and_nobody_else(report, county):
    report().dispatched_to(WATER)
    assert told(county, HANDLER) == told(county, HEAD) == ["case.dispatched"]
    assert told(county, OTHER_HANDLER) == []


def test_notices_carry_no_word_of_the_reporter(report, county):
    report(title="王某家停水", text="王某电话13800001234").dispatched_to(WATER).do(
        do.send_back_case, HANDLER, reason="王某不配合"
    )
    deliver()
    everything = "".join(f"{one.title}{one.text}" for one in Notice.objects.all())
    assert Notice.objects.exists() and "王某" not in everything and "1380000" not in everything


def test_the_decider_is_asked_after_the_second_send_back(report, county):
    loop = report()
    for _time in range(2):
        loop.dispatched_to(WATER).do(do.send_back_case, HANDLER, reason="不属职责")
    assert "case.sent_back" in told(county, LEADER)


def test_dissatisfaction_reaches_handler_and_leader(report, county):
    report().verified().do(do.record_revisit, DESK, settled=False, satisfied=False, remark="又停了")
    assert "case.dissatisfied" in told(county, HANDLER)
    assert "case.dissatisfied" in told(county, HEAD)


def test_whoever_a_revisit_is_handed_to_hears_of_it(report, county):
    report().verified().do(do.assign_revisit, DESK, owner=county.who("县县综治中心"), reason="今天外出")
    assert "case.revisit_assigned" in told(county, "县县综治中心")


def test_suspensions_conferences_tasks_and_mentions_reach_those_they_concern(report, county):
    loop = report().taken().do(do.ask_suspension, HANDLER, reason="等", until=MONDAY + timedelta(days=5))
    assert "case.suspension_asked" in told(county, LEADER)
    loop.do(do.refuse_suspension, LEADER, reason="不必")
    assert "case.suspension_decided" in told(county, HANDLER)
    loop.do(do.split_case, DESK, tasks=[TaskDraft(county.office(BUILDING), "恢复路面")])
    assert "case.tasks_given" in told(county, OTHER_HANDLER)
    do.comment_case(county.who(DESK), case_id=loop.case.pk, text=f"@{HANDLER} 请看")
    assert "case.commented" in told(county, HANDLER)


def test_a_reaction_run_twice_tells_once(report, county):
    report().dispatched_to(WATER)
    job = Job.objects.get(name="bihuan.cases.handlers.tell_office")
    for _time in range(2):
        registered()[job.name].handler(job.payload, lambda percent, message="": None)
    assert Notice.objects.filter(to=county.who(HANDLER), kind="case.dispatched").count() == 1


def test_the_diagram_is_made_from_the_table():
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2")
    for state in State:
        assert state.value in drawn and str(state.label) in drawn
    assert "dispatched --> accepted" in drawn


@pytest.mark.parametrize("kind", [ThingKind.AREA, ThingKind.STAFF])
def test_open_cases_hang_on_the_spine(report, county, kind):
    loop = report().taken()
    area = county.area("刘庄村")
    thing = Thing(kind, area.pk, area.path) if kind is ThingKind.AREA else Thing(kind, county.who(HANDLER).pk)
    (section,) = [one for one in spine(county.who(DESK), thing) if one.key == "cases"]
    assert [item.title for item in section.items] == [loop.case.title]
    loop.closed()
    assert not [one for one in spine(county.who(DESK), thing) if one.key == "cases"]
