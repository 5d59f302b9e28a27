"""Needs heard at the doors of the demo county, some answered by programmes and works, some met."""

from datetime import timedelta
from random import Random

from bihuan.community.models import Programme
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.orgs.models import Grade, Household
from bihuan.platform.actors import SYSTEM
from bihuan.visits.models import Need
from bihuan.visits.need_registers import NEEDS
from bihuan.visits.services import AnsweredBy, answer_need, meet_need, withdraw_need

Kind = Need.Kind
EAST, ELSEWHERE = "东岸街道", 9  # in every ninth household elsewhere
WANTED = (
    (Kind.CHILDCARE, "7 月到 8 月全天,要午饭"),
    (Kind.AFTER_SCHOOL, "周一到周五放学后到六点"),
    (Kind.CANTEEN, "工作日午饭,最好能送到楼下"),
    (Kind.RENOVATION, "老楼供暖管道改造"),
    (Kind.CLINIC, "在小区里量血压、看牙"),
    (Kind.JOB, "离家近的半天工作"),
)
GRADES = (Grade.FIRST, Grade.SECOND, Grade.THIRD, Grade.FOURTH)


def fill(world: World, random: Random) -> int:
    """Write needs and how far they are; returns how many rows."""
    rows: list[dict[str, object]] = []
    for town in world.towns:
        homes = list(Household.objects.filter(town=town).order_by("number"))
        for number, home in enumerate(homes[:: 3 if town.name == EAST else ELSEWHERE]):
            kind, wanted = WANTED[number % len(WANTED)]
            grade = random.choice(GRADES) if kind in Need.OF_CHILDREN else ""
            heard = world.today - timedelta(days=random.randrange(4, 150))
            rows.append({"household": home, "kind": kind, "wanted": wanted, "grade": grade, "heard_on": heard})
    needs = stored(NEEDS.add_many(actor=SYSTEM, rows=rows))
    _answered(world, needs)
    return len(needs)


def _answered(world: World, needs: list[Need]) -> None:
    """Half of what a programme of the town meets is answered by it, a third of that is met; a few are withdrawn."""
    offered = {
        (one.town_id, str(one.kind)): one for one in Programme.objects.filter(voided_at=None).order_by("starts_on")
    }
    for number, need in enumerate(needs):
        programme = offered.get((need.town_id, str(need.kind)))
        if programme is not None and number % 4 < 2:
            answer = AnsweredBy(Need.Answer.PROGRAMME, programme.pk, programme.title)
            answer_need(actor=SYSTEM, pk=need.pk, answer=answer)
            if number % 6 < 2:
                meet_need(actor=SYSTEM, pk=need.pk, day=world.today)
        elif number % 29 == 28:
            withdraw_need(actor=SYSTEM, pk=need.pk, reason="已搬到外地随子女居住")
