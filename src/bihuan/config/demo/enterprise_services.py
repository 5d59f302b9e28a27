"""A year of service to the demo county's enterprises: policies, projects, errands, meetings, difficulties; all made up."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random

from bihuan.cases import services as loop
from bihuan.cases.models import Outcome
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.enterprises import registers
from bihuan.enterprises.difficulties import report_difficulty
from bihuan.enterprises.matching import in_force, rematch
from bihuan.enterprises.models import Enterprise, PolicyApplication, PolicyMatch, Project
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role
from bihuan.platform.actors import SYSTEM

START = date(2026, 1, 5)
POLICY_TOWN, PROJECT_TOWN, EAST = "韩家镇", "韩家镇", "东岸街道"
SUBJECTS = (
    "稳岗补贴",
    "技改补助",
    "贷款贴息",
    "用电补贴",
    "专利奖励",
    "招工补贴",
    "展会补助",
    "用地保障",
    "绿色工厂",
    "电商物流补贴",
)
DEPARTMENTS = (
    "县人社局",
    "县工信局",
    "县财政局",
    "县供电公司",
    "县市场监管局",
    "县商务局",
    "县自然资源局",
    "县生态环境局",
)
BENEFITS = (
    "最高补助 20 万元",
    "按实际投入的 10% 补助",
    "每人补贴 500 元",
    "贴息 2 个百分点,最高 30 万元",
    "优先安排用地指标",
    "一次性奖励 5 万元",
)
ERRANDS = (
    "食品经营许可证延续", "个体户变更登记", "公司设立登记", "用工备案", "排污登记", "消防备案", "商标注册申请", "年报公示",
    "税务登记信息变更", "建设工程规划许可咨询", "社保开户", "残疾人就业年审", "特种设备使用登记", "水土保持方案报备",
)  # fmt: skip
BRANDS, SHOPS = ("吉祥", "幸福", "老街", "顺达", "双喜"), ("小吃店", "五金店", "超市", "诊所")
LESSONS = ("安全生产和消防", "惠企政策解读", "劳动用工法律风险", "电商直播实操")
TALKS = (
    "厂房租金",
    "用工保障",
    "用地指标",
    "水电气接入",
    "环评要求",
    "设备补助",
    "税收测算",
    "员工宿舍",
    "物流配套",
    "签约条款",
)
ASKED = {
    "labour": ("缺缝纫工 30 人,旺季前到岗", "组织两场招聘会,到岗 26 人。"),
    "funds": ("流动资金缺 200 万元,贷款被要求追加抵押", "协调农商银行以订单质押放款 180 万元。"),
    "land": ("扩产缺标准化厂房 2000 平方米", "调剂园区空置厂房 2100 平方米,已签租赁意向。"),
    "power": ("变压器容量不足,高峰跳闸", "供电所增容 400 千伏安,已恢复满负荷生产。"),
    "permits": ("环评手续卡在补正环节", "专班陪同补正材料,5 个工作日办结。"),
    "logistics": ("厂门口道路破损,货车进不来", "已修补路面 300 平方米,货车通行正常。"),
}


def fill(world: World, random: Random) -> int:
    """Write a year of services; returns how many rows."""
    rows = _policies(world, random) + _projects(world, random) + _services(world, random) + _difficulties(world, random)
    rematch(in_force())
    return rows + _applications(random)


def _conditions(random: Random) -> dict[str, object]:
    """One to three conditions over what profiles hold."""
    asked: list[dict[str, object]] = random.sample(
        [
            {"fact": "staff_count", "is": "at_most", "value": random.choice((50, 100, 300))},
            {"fact": "staff_count", "is": "at_least", "value": random.choice((10, 20, 30))},
            {"fact": "revenue", "is": "at_least", "value": random.choice((500_000, 2_000_000, 5_000_000))},
            {
                "fact": "industry",
                "is": "contains",
                "value": random.sample(["加工", "制造", "服装", "种植", "建材", "物流"], 2),
            },
            {"fact": "kind", "is": "one_of", "value": random.sample(["enterprise", "cooperative", "shop"], 2)},
            {"fact": "high_tech", "is": "yes"},
            {"fact": "patents", "is": "at_least", "value": 1},
        ],
        random.randint(1, 3),
    )
    return {"all": asked}


def _policies(world: World, random: Random) -> int:
    town, county = world.areas[POLICY_TOWN], world.areas["澜州县"]
    rows: list[dict[str, object]] = []
    for number in range(62):
        subject = SUBJECTS[number % len(SUBJECTS)]
        place = town if number < 54 else county
        year = 2024 + number % 3
        rows.append(
            {
                "title": f"{place.name}{subject}({year} 年第 {number // len(SUBJECTS) + 1} 批)",
                "number": f"{'韩政' if place is town else '澜政办'}〔{year}〕{random.randrange(3, 60)} 号",
                "department": random.choice(DEPARTMENTS),
                "area": place,
                "benefit": random.choice(BENEFITS),
                "valid_from": date(year, random.randrange(1, 7), random.randrange(1, 28)),
                "valid_to": date(2027, 12, 31) if number % 4 else None,
                "conditions": _conditions(random),
                "how": "携带营业执照和申请表到镇便民服务中心企业窗口,或由包保干部帮代办。",
                "contact": f"0399-{random.randrange(2_000_000, 2_999_999)}",
            }
        )
    return len(stored(registers.POLICIES.add_many(actor=SYSTEM, rows=rows)))


def _projects(world: World, random: Random) -> int:
    written = 0
    plans = (
        (PROJECT_TOWN, "智能制鞋产业园", "building", date(2026, 3, 2), date(2026, 4, 1), 23),
        (PROJECT_TOWN, "艾草深加工", "signed", date(2026, 8, 12), None, 9),
        (PROJECT_TOWN, "冷链物流分拨中心", "talks", None, None, 6),
        (EAST, "社区智能回收中心", "building", date(2026, 2, 10), date(2026, 4, 20), 12),
        (EAST, "银发食堂中央厨房", "permits", date(2026, 5, 18), None, 8),
        ("德固镇", "粮食烘干中心", "producing", date(2025, 11, 3), date(2026, 1, 20), 7),
    )
    for town_name, name, stage, signed, started, talks in plans:
        town = world.areas[town_name]
        village = random.choice(world.villages[town_name])
        officer = random.choice(world.people(Role.ENTERPRISE_OFFICER, town))
        project = registers.PROJECTS.add(
            actor=SYSTEM,
            values={
                "name": f"{village.name.removesuffix('村').removesuffix('社区')}{name}项目",
                "stage": stage,
                "area": village,
                "investor": f"{random.choice(('省城', '苏南', '浙东', '粤东'))}客商(化名)",
                "industry": "制造业",
                "investment": random.randrange(800, 12_000) * 10_000,
                "officer": officer,
                "signed_on": signed,
                "started_on": started,
                "produced_on": date(2026, 9, 28) if stage == Project.Stage.PRODUCING else None,
                "jobs": random.randrange(20, 260),
            },
        )
        first = (signed or date(2026, 9, 1)) - timedelta(days=talks * 6)
        rows = [
            {
                "project": project,
                "held_on": min(first + timedelta(days=number * 6), world.today),
                "with_whom": random.choice(("投资方代表", "投资方总经理", "设计单位", "银行客户经理")),
                "place": random.choice(("镇政府会议室", "投资方公司", "项目现场", "县政务服务中心")),
                "topic": TALKS[number % len(TALKS)],
                "outcome": random.choice(("达成一致", "投资方再测算", "形成会议纪要", "约定下次洽谈")),
                "staff": officer,
            }
            for number in range(talks)
        ]
        written += len(stored(registers.NEGOTIATIONS.add_many(actor=SYSTEM, rows=rows)))
        steps = (("签订投资协议", 0), ("完成备案", 20), ("取得施工许可", 28), ("主体完工", 150), ("设备安装", 210))
        base = signed or world.today
        written += len(
            stored(
                registers.MILESTONES.add_many(
                    actor=SYSTEM,
                    rows=[
                        {
                            "project": project,
                            "title": title,
                            "due_on": base + timedelta(days=days),
                            "done_on": base + timedelta(days=days - 2)
                            if base + timedelta(days=days) < world.today and signed
                            else None,
                            "staff": officer,
                        }
                        for title, days in steps
                    ],
                )
            )
        )
        permits = (
            ("企业投资项目备案", "县发改委"),
            ("建设用地规划许可", "县自然资源局"),
            ("施工许可", "县住建局"),
            ("环评登记", "县生态环境局"),
        )
        written += len(
            stored(
                registers.PERMITS.add_many(
                    actor=SYSTEM,
                    rows=[
                        {
                            "project": project,
                            "title": title,
                            "department": department,
                            "staff": officer,
                            "due_on": base + timedelta(days=7 * (number + 1)),
                            "done_on": base + timedelta(days=6 * (number + 1)) if started else None,
                        }
                        for number, (title, department) in enumerate(permits)
                    ],
                )
            )
        )
    return written


def _services(world: World, random: Random) -> int:
    written = 0
    for town in world.towns:
        officers = world.people(Role.ENTERPRISE_OFFICER, town)
        if not officers:
            continue
        firms = list(Enterprise.objects.filter(town=town).order_by("name").values_list("pk", "name", "area_id"))
        areas = {village.pk: village for village in world.villages[town.name]}
        count = 320 if town.name == POLICY_TOWN else 16
        rows: list[dict[str, object]] = []
        for _number in range(count):
            asked = _day(random, world.today)
            key, name, area = random.choice(firms) if firms and random.random() < 0.7 else (None, "", None)
            rows.append(
                {
                    "matter": random.choice(ERRANDS),
                    "way": random.choice(("on_site", "agency", "agency")),
                    "client": name
                    or f"{random.choice(('吉祥', '幸福', '老街', '顺达', '双喜'))}{random.choice(('小吃店', '五金店', '超市', '诊所'))}",
                    "enterprise": key,
                    "area": areas.get(area) if area else random.choice(list(areas.values())),
                    "asked_on": asked,
                    "done_on": min(asked + timedelta(days=random.randrange(0, 6)), world.today),
                    "department": random.choice(("便民服务中心", "市场监管所", "税务分局", "供电所")),
                    "staff": random.choice(officers),
                    "rating": random.choice((5, 5, 5, 4, None)),
                }
            )
        written += len(stored(registers.AGENCY_SERVICES.add_many(actor=SYSTEM, rows=rows)))
    hanjia = world.areas[POLICY_TOWN]
    written += len(
        stored(
            registers.TRAININGS.add_many(
                actor=SYSTEM,
                rows=[
                    {
                        "title": f"企业{lesson}培训",
                        "held_on": date(2026, 2 + 2 * number, 12),
                        "area": hanjia,
                        "place": "韩家镇党群服务中心二楼",
                        "topic": lesson,
                        "teacher": "县工信局、县人社局",
                        "attendance": 32 + 3 * number,
                        "counted_by": "sign_in",
                    }
                    for number, lesson in enumerate(LESSONS)
                ],
            )
        )
    )
    for number in range(3):
        meeting = registers.BANK_MEETINGS.add(
            actor=SYSTEM,
            values={
                "title": f"2026 年第 {number + 1} 次银企对接会",
                "held_on": date(2026, 3 + 3 * number, 18),
                "area": hanjia,
                "place": "韩家镇政府三楼会议室",
                "banks": "农商银行、邮储银行、中原村镇银行",
            },
        )
        asking = random.sample(list(Enterprise.objects.filter(town=hanjia, kind="enterprise").order_by("name")), 6)
        for place, one in enumerate(asking):
            lent = place % 3 != 2
            registers.BANK_NEEDS.add(
                actor=SYSTEM,
                values={
                    "meeting": meeting,
                    "enterprise": one,
                    "amount": random.randrange(30, 300) * 10_000,
                    "bank": random.choice(("农商银行", "邮储银行")),
                    "credit": random.randrange(20, 200) * 10_000,
                    "lent": random.randrange(20, 150) * 10_000 if lent else None,
                    "lent_on": meeting.held_on + timedelta(days=30) if lent else None,
                },
            )
            written += 1
    return written + _tax(world) + 7


def _tax(world: World) -> int:
    """东岸街道 took 22.31 million yuan in the first five months."""
    months = (5_120_000, 3_640_000, 4_480_000, 4_210_000, 4_860_000)
    rows = [
        {
            "month": date(2026, number + 1, 15),
            "amount": amount,
            "area": world.areas[EAST],
            "rank": 1,
            "source": f"县税务局 {number + 1} 月税收入库月报",
        }
        for number, amount in enumerate(months)
    ]
    return len(stored(registers.TAX_INCOME.add_many(actor=SYSTEM, rows=rows)))


def _day(random: Random, today: date) -> date:
    """A working day of this year up to today."""
    day = START + timedelta(days=random.randrange(max(1, (min(today, date(2026, 12, 20)) - START).days)))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _difficulties(world: World, random: Random) -> int:
    """What enterprises found hard, carried through the loop at its own times; 东岸街道 solved more than twenty."""
    counts = {EAST: 24, POLICY_TOWN: 6, "德固镇": 3}
    written = 0
    for name, count in counts.items():
        town = world.areas[name]
        firms = list(
            Enterprise.objects.filter(town=town, kind__in=["enterprise", "cooperative"], officer__isnull=False)
            .select_related("area", "officer")
            .order_by("name")
        )
        followed = firms[:2] if name == EAST else firms  # two are followed one to one
        for number in range(count):
            start = clock.instant(START + timedelta(days=6 + number * 9 % 280), 9, number % 50)
            for moment in _told(world, random, town, followed[number % len(followed)], start):
                assert moment <= clock.now()
            written += 1
    return written


def _told(world: World, random: Random, town: Area, firm: Enterprise, start: datetime) -> Iterator[datetime]:
    """One difficulty from call to close; gives the moments of its steps."""
    about, (text, result) = random.choice(list(ASKED.items()))
    desk, supervisor = world.people(Role.DUTY_OFFICER, town)[0], world.people(Role.SUPERVISOR, town)[0]
    office = world.office(town.name, "经济发展办公室")
    officer = world.people(Role.ENTERPRISE_OFFICER, town)[0]
    with clock.at(start):
        case = report_difficulty(desk, enterprise_id=firm.pk, about=about, text=f"{firm.name}:{text}").case
    steps: tuple[tuple[int, Callable[[], object]], ...] = (
        (1, lambda: loop.accept_case(desk, case_id=case.pk)),
        (
            2,
            lambda: loop.dispatch_case(
                desk, case_id=case.pk, office=office, why={"rule": "职责", "text": office.duties}
            ),
        ),
        (5, lambda: loop.take_case(officer, case_id=case.pk)),
        (26, lambda: loop.record_contact(officer, case_id=case.pk, note="已到企业了解情况。")),
        (80, lambda: loop.finish_case(officer, case_id=case.pk, outcome=Outcome.SOLVED, result_text=result)),
        (98, lambda: loop.verify_case(supervisor, case_id=case.pk, note="已到企业核实。")),
        (
            122,
            lambda: loop.record_revisit(desk, case_id=case.pk, settled=True, satisfied=True, remark="企业表示满意。"),
        ),
    )
    for hours, step in steps:
        moment = start + timedelta(hours=hours)
        with clock.at(moment):
            step()
        yield moment


def _applications(random: Random) -> int:
    """What came of some matches."""
    matches = PolicyMatch.objects.filter(enterprise__officer__isnull=False).select_related("policy", "enterprise")
    rows: list[dict[str, object]] = []
    for match in list(matches.order_by("policy__title", "enterprise__name"))[::9][:60]:
        told = date(2026, 3, 2) + timedelta(days=random.randrange(120))
        state = random.choice(list(PolicyApplication.State))
        applied = state in ("applied", "approved", "paid")
        rows.append(
            {
                "enterprise": match.enterprise,
                "policy": match.policy,
                "state": state,
                "told_on": told,
                "applied_on": told + timedelta(days=12) if applied else None,
                "approved_amount": 50_000 if state in ("approved", "paid") else None,
                "paid_on": told + timedelta(days=60) if state == "paid" else None,
                "paid_amount": 50_000 if state == "paid" else None,
            }
        )
    return len(stored(registers.APPLICATIONS.add_many(actor=SYSTEM, rows=rows)))
