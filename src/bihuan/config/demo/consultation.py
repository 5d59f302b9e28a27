"""Consultation groups of the demo county and what they solved; every name and matter is made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.platform.actors import SYSTEM
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, GroupMember
from bihuan.visits.models.consultation import USUAL_METHOD
from bihuan.visits.registers import GROUPS, MEETINGS, MEMBERS
from bihuan.visits.services import write_steps

Kind, Role = ConsultationGroup.Kind, GroupMember.Role
Result, How = ConsultationMeeting.Result, ConsultationMeeting.How
FIRST_HALF = (date(2026, 1, 5), date(2026, 6, 28))
SECOND_HALF = (date(2026, 7, 2), date(2026, 11, 22))
BENCH = """\
请:把当事各方和楼长请到一张板凳上,先说清楚为什么来。
议:党员先表态让一步,再轮流提办法,写在黑板上。
定:当场定下一条,谁做、几号前做完。
看:做完后大家再去看一眼,不行再议。"""


@dataclass(frozen=True, slots=True)
class Sits:
    """A group with how many matters it took up in the first half and since."""

    town: str
    village: int
    name: str
    kind: str
    hours: str
    method: str = USUAL_METHOD
    first_half: int = 3
    since: int = 4


GROUPS_OF = (
    Sits("东岸街道", 0, "小孔矛盾室", Kind.ROOM, "每周一至周五上午", first_half=24, since=12),
    Sits("东岸街道", 1, "书记面对面工作室", Kind.STUDIO, "每周二、周四下午", first_half=20, since=9),
    Sits("东岸街道", 2, "桑榆睦邻调解队", Kind.TEAM, "每天晚饭后", first_half=20, since=8),
    Sits("东岸街道", 3, "锦绣板凳议事会", Kind.COUNCIL, "每月 5 日、20 日", BENCH, first_half=14, since=6),
    Sits("德固镇", 0, "柳林乡贤评理堂", Kind.ROOM, "逢集日上午"),
    Sits("德固镇", 3, "马厂党员说事点", Kind.COUNCIL, "每月主题党日后", BENCH),
    Sits("城关镇", 6, "西城和事佬工作室", Kind.STUDIO, "每周三下午"),
    Sits("马家桥镇", 5, "桥南邻里议事厅", Kind.COUNCIL, "每月 10 日", BENCH),
    Sits("城西街道", 2, "幸福里弄议事会", Kind.COUNCIL, "每月 15 日"),
)


@dataclass(frozen=True, slots=True)
class Talked:
    """A matter of consultation with what was agreed and what each of three steps came to."""

    title: str
    text: str
    agreed: str
    said: tuple[str, str, str]


MATTERS = (
    Talked("{estate}{n}号楼楼道堆放杂物", "楼道堆纸箱和旧家具,老人出入不便。", "周末集中清理,设公共储物架,楼长每周看一次。",
           ("堆物的住户说家里没有地方放,邻居担心着火。", "到楼道看了,三层以上堵了一半,消防门打不开。", "党员先清自家的,其余三天内清完。")),
    Talked("{estate}电动车充电棚选址", "有人嫌吵,有人嫌远。", "建在东门旧车棚,夜里十点后断电。",
           ("两边都说了各自的难处。", "量了三处,东门离窗户最远。", "投票定东门,物业十天内装好。")),
    Talked("{estate}{n}号楼漏水责任", "楼上卫生间渗水,楼下屋顶发霉。", "楼上请人做防水,楼下粉刷各出一半。",
           ("楼下说找了三次,楼上说不是自己漏的。", "放水试了半小时,查到是楼上地漏。", "当场约了师傅,一周内修好。")),
    Talked("广场舞音量和时间", "晚上音乐声大,孩子写不成作业。", "七点到八点半跳,音箱朝河边放。",
           ("跳舞的和住户都来了。", "晚上去测了声音。", "领队签了约定,换了小音箱。")),
    Talked("{estate}停车位划线", "车多位少,常为一个车位吵。", "按户登记,老人和残疾人优先,外来车走南门。",
           ("各楼代表轮流说。", "数了车和车位,差二十三个。", "先划临时位,双休日错开。")),
    Talked("老人赡养轮流照顾", "三个子女谁多谁少说不清。", "按月轮流,药费平摊,写在纸上。",
           ("先听老人怎么说,再听子女。", "问了邻居和社区医生。", "三人都签了字,楼长每月问一次。")),
    Talked("{estate}加装电梯意见不一", "低层担心挡光,高层盼着装。", "改用通透井道,低层给补偿。",
           ("一楼到六楼逐户说。", "看了样板楼的采光。", "方案公示七天,没有人反对。")),
    Talked("宠物犬不牵绳", "孩子被吓到,两家吵架。", "遛狗牵绳、错峰,设宠物区。",
           ("两家把当天的事说清楚。", "看了监控。", "道了歉,立了公约。")),
    Talked("{estate}物业费收缴争议", "服务不好不愿交,物业说不交没法干。", "列出十项整改,做到一项收一季。",
           ("业主和物业当面对。", "逐项到现场看。", "先修门禁和路灯,月底再议。")),
    Talked("沿街商户油烟扰民", "饭店烟道对着居民窗户。", "烟道改到屋顶,十点半打烊。",
           ("住户和店主都到场。", "看了烟道走向。", "店主十五天内改好。")),
    Talked("雨污管道堵塞", "一楼返水,几家互相埋怨。", "合伙疏通,立个公约不倒油。",
           ("六户都来了。", "请师傅下探头看。", "当天疏通,费用六户平摊。")),
    Talked("{estate}晾晒衣物占绿地", "拉绳晾衣,绿地踩秃。", "在南坡装公共晾衣架。",
           ("老人说家里晒不到太阳。", "找了三处有太阳的地方。", "党员捐工,三天装好。")),
)  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Write groups, members and meetings; returns how many rows."""
    written = 0
    for sits in GROUPS_OF:
        village = world.villages[sits.town][sits.village]
        group = GROUPS.add(
            actor=SYSTEM,
            values={
                "name": sits.name, "kind": sits.kind, "area": village, "convener": names.person(random),
                "place": f"{village.name}党群服务中心", "open_hours": sits.hours, "method": sits.method,
                "founded_on": date(2023, 3, 1) + timedelta(days=random.randrange(700)),
            },
        )  # fmt: skip
        stored(MEMBERS.add_many(actor=SYSTEM, rows=list(_members(random, group))))
        rows = [*_meetings(random, group, sits.first_half, FIRST_HALF, world.today),
                *_meetings(random, group, sits.since, SECOND_HALF, world.today)]  # fmt: skip
        meetings = stored(MEETINGS.add_many(actor=SYSTEM, rows=[row for row, _talked in rows]))
        for meeting, (_row, talked) in zip(meetings, rows, strict=True):
            write_steps(actor=SYSTEM, pk=meeting.pk, texts=_texts(talked, len(meeting.steps)))
        written += 1 + len(rows)
    return written


def _members(random: Random, group: ConsultationGroup) -> Iterator[dict[str, object]]:
    taken: set[str] = set()
    for role in (
        Role.PARTY_MEMBER,
        Role.PARTY_MEMBER,
        Role.MEDIATOR,
        Role.ELDER,
        Role.ELDER,
        Role.LAWYER,
        Role.DELEGATE,
    ):
        name = names.person(random)
        while name in taken:
            name = names.person(random)
        taken.add(name)
        yield {
            "name": name,
            "group": group,
            "role": role,
            "phone": names.mobile(random),
            "since": group.founded_on,
            "speciality": {Role.LAWYER: "婚姻家庭、合同", Role.MEDIATOR: "邻里、物业"}.get(role, ""),
        }


def _meetings(
    random: Random, group: ConsultationGroup, count: int, span: tuple[date, date], today: date
) -> Iterator[tuple[dict[str, object], Talked]]:
    """Meetings over the span, five of six solved and confirmed by whoever raised the matter."""
    first, last = span
    for number in range(count):
        held = first + timedelta(days=(last - first).days * number // count)
        talked = MATTERS[(number + len(group.name)) % len(MATTERS)]
        result = {4: Result.OPEN, 10: Result.PARTLY}.get(number % 12, Result.SOLVED)
        solved = held + timedelta(days=random.randrange(0, 9)) if result != Result.OPEN else None
        asked = solved + timedelta(days=random.randrange(0, 4)) if solved else None
        if max(day for day in (held, solved, asked) if day) > today:
            continue
        estate = names.ESTATES[(number * 3 + len(group.name)) % len(names.ESTATES)]
        yield (
            {
                "title": talked.title.format(estate=estate, n=number % 17 + 1),
                "group": group,
                "held_on": held,
                "place": group.place,
                "raised_by": names.person(random),
                "raised_phone": names.mobile(random),
                "text": talked.text,
                "led_by": f"{group.area.name}党支部",
                "party_members": random.randrange(2, 6),
                "residents": random.randrange(3, 15),
                "others": random.randrange(0, 4),
                "result": result,
                "agreed": talked.agreed if result != Result.OPEN else "",
                "solved_on": solved,
                "confirmed_on": asked if result == Result.SOLVED else None,
                "confirmed_how": random.choice(How.values) if result == Result.SOLVED else "",
            },
            talked,
        )


def _texts(talked: Talked, count: int) -> list[str]:
    """The three steps as they were; a method of more steps ends with a look at what was done."""
    return [*talked.said, "过了几天又去看了,大家都说行。", "", "", "", ""][:count]
