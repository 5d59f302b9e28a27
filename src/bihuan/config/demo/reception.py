"""Twelve months of leaders' reception in the demo county, this week and the next; every name and matter is made up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from bihuan.cases.models import CaseKind, Channel, Outcome
from bihuan.cases.services import PastCase, record_past_cases
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.visits.models import ReceptionRecord, ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import RECEPTIONS, ROTA
from bihuan.visits.services import PastTurn, become_case, enter_past_turns, link_case, monday_of, publish_week

WEEKS_BACK = 52
DAYS = {"德固镇": (1, 3), "东岸街道": (2, 4)}  # weekdays; other towns receive on Wednesdays
ROOM = "综治中心一楼接访室"
MORNING, AFTERNOON = "08:30—11:30", "14:30—17:30"
Result = ReceptionRecord.Result


@dataclass(frozen=True, slots=True)
class Brought:
    """A matter people bring; `{village}` stands for where."""

    title: str
    text: str
    answer: str
    instruction: str = ""
    result: str = Result.FOLLOW
    kind: str = CaseKind.APPEAL
    people: int = 1


BROUGHT = (
    Brought(
        "{village}通村路破损积水",
        "路面坑洼,雨天积水,学生骑车摔倒过。",
        "情况属实,先垫平,再列入修复计划。",
        "请村镇建设办公室 15 日内修补,月底前报修复计划。",
        people=3,
    ),
    Brought(
        "咨询高龄津贴什么时候发",
        "满 80 周岁两个月了,还没有收到津贴。",
        "从满岁当月算起,材料已交的下月一并补发。",
        result=Result.EXPLAINED,
    ),
    Brought(
        "{village}机井电费收缴争议",
        "两组电费算法不同,有人拒交。",
        "按表计量、按户公示,村里三天内把底数贴出来。",
        result=Result.SOLVED,
    ),
    Brought(
        "邻居建房滴水侵占滴水檐",
        "邻居翻建时房檐伸出,雨水冲墙根。",
        "请调解员和村镇办到场量尺寸,先停工再协商。",
        "请司法所牵头调解,村镇建设办公室提供宅基地图纸。",
        kind=CaseKind.DISPUTE,
        people=2,
    ),
    Brought(
        "工地拖欠工资",
        "在工地干了三个月,还有一半工钱没有结。",
        "先登记工时和人数,当天联系项目部。",
        "请人社服务窗口 3 日内约项目部当面核对,一周内报结果。",
        people=8,
    ),
    Brought("{village}路灯不亮", "村口到学校一段八盏路灯不亮。", "当场联系维修队,今天去看。", result=Result.SOLVED),
    Brought(
        "低保申请没有通过不理解",
        "家里两口人有病,申请低保没有批。",
        "家庭收入超过标准,已逐项解释,可申请临时救助。",
        result=Result.EXPLAINED,
    ),
    Brought(
        "小区电梯经常停运",
        "六楼以上老人下不了楼,物业推给维保公司。",
        "约物业、维保公司和业主代表当面谈。",
        "请社区书记本周组织协商,住建部门派人参加。",
        people=5,
    ),
    Brought(
        "不动产证办不下来",
        "交房六年,开发商手续不全,全楼办不了证。",
        "列入历史遗留问题清单,逐户登记。",
        "请县自然资源局协调,一个月内给出办证路径。",
        people=12,
    ),
    Brought(
        "养殖场气味大",
        "夏天开不了窗,找过几次没有解决。",
        "请生态环境工作站取样检测,要求加盖。",
        "请生态环境工作站 10 日内检测并公布结果。",
        people=6,
    ),
    Brought(
        "要求更换低压线路",
        "线路老化,农忙时一开泵就跳闸。",
        "供电所已列入改造,先调整用电时段。",
        "请经济发展办公室跟进供电所改造时间。",
        people=4,
    ),
    Brought(
        "土地流转合同续签",
        "流转期满,承包方不肯涨租金也不退地。",
        "按合同约定先协商,协商不成走调解仲裁。",
        "请农业农村办公室、司法所一周内组织双方面谈。",
        kind=CaseKind.DISPUTE,
        people=9,
    ),
    Brought(
        "孩子转学手续", "外出务工回来,孩子想转回镇上小学。", "带户口本和学籍表,学校当天可以办。", result=Result.SOLVED
    ),
    Brought(
        "医保报销比例怎么算", "在市里住院,报销比老家少。", "没有办异地备案,已帮着在手机上补办。", result=Result.SOLVED
    ),
    Brought(
        "{village}河道堆放垃圾",
        "河边堆了几车建筑垃圾,没有人清。",
        "今天派车清运,装监控。",
        "请生态环境工作站 3 日内清完,查清来源。",
    ),
    Brought(
        "反映村务公开不及时",
        "村里的账半年没有贴。",
        "本周四前补公开,监委会到场。",
        "请镇纪检和村务监督委员会核查,一周内答复。",
        people=2,
    ),
)
DOWN_TOPICS = ("灌溉用水", "宅基地边界", "工资欠薪", "环境卫生", "办证遗留问题", "养老助餐", "道路修复")
MISSED = ("接访领导参加防汛值守", "县里临时召开紧急会议")


def fill(world: World, random: Random) -> int:
    """Write rota and records; returns how many rows."""
    turns = enter_past_turns(actor=SYSTEM, turns=list(_past(world, random)))
    rows = [row for turn in turns if turn.state == ReceptionTurn.State.HELD for row in _brought(world, random, turn)]
    _pass_on(stored(RECEPTIONS.add_many(actor=SYSTEM, rows=rows)), random)
    return len(turns) + len(rows) + _ahead(world)


def _leaders(world: World, town: Area) -> list[Staff]:
    return [*world.people(Role.TOWN_SECRETARY, town), *world.people(Role.LEADER, town)]


def _past(world: World, random: Random) -> Iterator[PastTurn]:
    """Turns from a year ago to yesterday, leaders one after another, and a visit to a village each month."""
    first = monday_of(world.today) - timedelta(weeks=WEEKS_BACK)
    for town in world.towns:
        leaders, turn = _leaders(world, town), 0
        for week in range(WEEKS_BACK + 1):
            monday = first + timedelta(weeks=week)
            for weekday in DAYS.get(town.name, (2,)):
                turn += 1
                day = monday + timedelta(days=weekday)
                missed = random.choice(MISSED) if random.random() < 0.03 else ""
                if day < world.today:
                    yield PastTurn(
                        leaders[turn % len(leaders)], town, day, MORNING, f"{town.name}{ROOM}", missed_reason=missed
                    )
            day = monday + timedelta(days=4)
            if week % 4 == 2 and day < world.today:
                village = world.villages[town.name][week // 4 % len(world.villages[town.name])]
                yield PastTurn(
                    leaders[week // 4 % len(leaders)], village, day, AFTERNOON, "党群服务中心", way=Way.DOWN,
                    topic=random.choice(DOWN_TOPICS),
                )  # fmt: skip


def _brought(world: World, random: Random, turn: ReceptionTurn) -> Iterator[dict[str, object]]:
    """What was brought to one turn, more of it where reception is known to help."""
    town = next(one for one in world.towns if one.pk == turn.town_id)
    most = 3 if town.name in DAYS else 2
    count = random.randrange(0, most + 1) if turn.day > world.today - timedelta(days=180) else random.randrange(0, 2)
    for matter in random.sample(BROUGHT, count):
        village = random.choice(world.villages[town.name]) if turn.way == Way.RECEIVE else turn.area
        yield {
            "title": matter.title.format(village=village.name),
            "received_on": turn.day,
            "leader": turn.leader,
            "way": turn.way,
            "area": village,
            "visitor": names.person(random),
            "visitor_phone": names.mobile(random),
            "people": matter.people,
            "kind": matter.kind,
            "text": matter.text,
            "answer": matter.answer,
            "instruction": matter.instruction,
            "result": matter.result,
        }


def _pass_on(records: Sequence[ReceptionRecord], random: Random) -> None:
    """What had to be followed up became a case: closed by now where it is old, on the desk where it is of these days."""
    follow = [one for one in records if one.result == Result.FOLLOW and one.kind == CaseKind.APPEAL]
    now, old, fresh = clock.now(), [], []
    for one in follow:
        at = datetime.combine(one.received_on, time(11, 40), tzinfo=clock.LOCAL_ZONE)
        closed = at + timedelta(days=random.randrange(3, 26))
        if closed < now:
            old.append((one, at, closed))
        elif now - at < timedelta(hours=30):
            fresh.append(one)
    cases = record_past_cases(
        SYSTEM,
        [
            PastCase(
                kind=one.kind,
                area=one.area,
                title=one.title,
                reported_at=at,
                text=one.brought.text,
                channel=Channel.RECEPTION,
                reporter_name=one.visitor,
                reporter_phone=one.visitor_phone,
                closed_at=closed,
                outcome=random.choices((Outcome.SOLVED, Outcome.EXPLAINED), (9, 1))[0],
                result_text="已按接访批示办理并答复来访人。",
                satisfied=True,
                people_involved=one.people if one.people > 1 else None,
            )
            for one, at, closed in old
        ],
    )
    for (one, _at, _closed), case in zip(old, cases, strict=True):
        link_case(RECEPTIONS, actor=SYSTEM, pk=one.pk, number=case.number)
    for one in fresh:
        become_case(RECEPTIONS, actor=SYSTEM, pk=one.pk)


def _ahead(world: World) -> int:
    """This week is public everywhere; next week everywhere but in 德固镇, whose desk still has to publish it."""
    written = 0
    this = monday_of(world.today)
    for town in world.towns:
        leaders = _leaders(world, town)
        for place, monday in enumerate((this, this + timedelta(weeks=1))):
            days = [monday + timedelta(days=weekday) for weekday in DAYS.get(town.name, (2,))]
            rows = [
                _turn(town, day, leaders[(number + 1 + place * len(days)) % len(leaders)])
                for number, day in enumerate(days)
            ]
            ahead = [row for day, row in zip(days, rows, strict=True) if day >= world.today]
            for row in ahead:
                ROTA.add(actor=SYSTEM, values=row)
            written += len(ahead)
            if ahead and (place == 0 or town.name != "德固镇"):
                publish_week(actor=SYSTEM, area=town, monday=monday)
    return written


def _turn(town: Area, day: date, leader: Staff) -> dict[str, object]:
    return {"day": day, "area": town, "leader": leader, "hours": MORNING, "place": f"{town.name}{ROOM}"}
