"""Prevention in the demo county: quarterly analysis meetings with their tasks, and the summer search of 城关镇."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bihuan.config.demo import names
from bihuan.config.demo.mediators import BUSY
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.kernel import clock
from bihuan.mediation.models import Dispute, DragnetCampaign
from bihuan.mediation.prevention import services
from bihuan.mediation.prevention.registers import CAMPAIGNS, MEETINGS, TASKS, VISITS
from bihuan.orgs.models import Area, Role
from bihuan.platform.actors import SYSTEM

SUMMER = (date(2026, 6, 8), date(2026, 8, 31))
QUARTERS = (
    ("一季度", date(2026, 1, 1), date(2026, 3, 31)),
    ("二季度", date(2026, 4, 1), date(2026, 6, 30)),
    ("三季度", date(2026, 7, 1), date(2026, 9, 30)),
)
JOBS = (
    ("对重复当事人逐户上门走访,建立台账", "司法所"),
    ("对到期未履行的协议逐件回访督促", "人民调解委员会"),
    ("排查在建项目工资支付情况", "村镇建设办公室"),
    ("到纠纷多发村开一次法治讲座", "综治中心"),
)
VIEWS = "邻里和婚姻家庭纠纷仍占多数,劳动报酬纠纷集中在在建项目;个别村上升较快,重复当事人要提前介入。"
MINUTES = "一、对预警清单逐件明确包案人;二、纠纷上升的村由包联领导带队走访;三、会后任务按期完成,下次会议先通报。"
VISITS_A_VILLAGE = 26


def fill(world: World, random: Random) -> int:
    """Write the rows; returns how many."""
    written = 0
    for name in BUSY:
        town = world.areas[name]
        written += sum(_meeting(world, random, town, *quarter) for quarter in QUARTERS if quarter[2] < world.today)
    written += _planned(world)
    if SUMMER[0] < world.today:
        written += _search(world, random, world.areas["城关镇"])
    return written


def _meeting(world: World, random: Random, town: Area, title: str, first: date, last: date) -> int:
    held = last + timedelta(days=random.choice((4, 6, 8)))
    with clock.at(clock.instant(held, 9)):
        meeting = MEETINGS.add(
            actor=SYSTEM,
            values={
                "title": f"{first.year}年{title}矛盾纠纷分析研判会", "area": town, "held_on": held, "period_from": first,
                "period_to": last, "place": f"{town.name}综治中心会议室", "chair": world.people(Role.LEADER, town)[0],
                "participants": "综治中心、司法所、派出所、村镇建设办公室、各村(社区)书记",
            },
        )  # fmt: skip
        services.conclude(SYSTEM, pk=meeting.pk, views=VIEWS, minutes=MINUTES)
        tasks = []
        for words, office in random.sample(JOBS, 3):
            values = {
                "meeting": meeting, "title": words, "office": world.office(town.name, office),
                "due_on": held + timedelta(days=random.choice((14, 21, 30))),
            }  # fmt: skip
            tasks.append(TASKS.add(actor=SYSTEM, values=values))
    for task in tasks[: 3 if last.month < 9 else 2]:
        done = min(task.due_on + timedelta(days=random.choice((-5, -2, -1, 3))), world.today)
        with clock.at(clock.instant(done, 16)):
            services.finish_task(SYSTEM, pk=task.pk, result="已按要求完成,情况已在例会上通报。")
    return 1 + len(tasks)


def _planned(world: World) -> int:
    """The meeting that 德固镇 holds next, its figures made already."""
    town = world.areas["德固镇"]
    last = world.today.replace(day=1) - timedelta(days=1)
    MEETINGS.add(
        actor=SYSTEM,
        values={
            "title": f"{last:%Y年}{last.month}月矛盾纠纷分析研判会", "area": town, "held_on": world.today + timedelta(days=1),
            "period_from": last.replace(day=1), "period_to": last, "place": "德固镇综治中心会议室",
            "chair": world.people(Role.LEADER, town)[0], "participants": "综治中心、司法所、派出所",
        },
    )  # fmt: skip
    return 1


def _search(world: World, random: Random, town: Area) -> int:
    """Every village's homes; what was heard is what the town's disputes of that summer were about."""
    campaign = CAMPAIGNS.add(
        actor=SYSTEM,
        values={
            "title": "2026年夏季矛盾纠纷大排查大化解", "area": town, "from_day": SUMMER[0], "to_day": SUMMER[1],
            "focus": "婚恋家庭、邻里、债务、欠薪、土地流转;重点走访有过纠纷的户和外出返乡人员",
            "goal": len(world.villages[town.name]) * 30, "leader": world.people(Role.LEADER, town)[0],
        },
    )  # fmt: skip
    rows = [*_heard(town, campaign), *_doors(world, random, town, campaign)]
    visits = stored(VISITS.add_many(actor=SYSTEM, rows=[values for values, _number in rows]))
    for one, (_values, number) in zip(visits, rows, strict=True):
        if number:
            services.link_case(SYSTEM, pk=one.pk, number=number)
    return 1 + len(rows)


def _heard(town: Area, campaign: DragnetCampaign) -> Iterator[tuple[dict[str, object], str]]:
    found = Dispute.objects.filter(town=town, day__gte=SUMMER[0], day__lte=SUMMER[1]).select_related("area", "case")
    for dispute in found.order_by("day", "pk")[:14]:
        yield (
            {
                "campaign": campaign, "area": dispute.area, "day": dispute.day, "home": dispute.applicant,
                "clue": dispute.summary, "kind": dispute.kind, "people": 2,
            },
            dispute.case.number,
        )  # fmt: skip


def _doors(
    world: World, random: Random, town: Area, campaign: DragnetCampaign
) -> Iterator[tuple[dict[str, object], str]]:
    span = (min(SUMMER[1], world.today) - SUMMER[0]).days
    for village in world.villages[town.name]:
        for number in range(VISITS_A_VILLAGE):
            grid = random.choice(world.grids[village])
            clue = number == 0 and random.random() < 0.5  # here and there something still waits
            yield (
                {
                    "campaign": campaign, "area": grid, "day": SUMMER[0] + timedelta(days=random.randrange(span)),
                    "home": names.person(random), "by": world.people(Role.GRID_WORKER, grid)[0],
                    "clue": "两户因房前屋后排水有争执,情绪尚平稳" if clue else "", "kind": "neighbour" if clue else "",
                },
                "",
            )  # fmt: skip
