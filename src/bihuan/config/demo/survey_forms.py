"""Forms that are filled in: the checks of 阳和镇's environment campaign and 开元街道's survey of its waters."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bihuan.config.demo.organisation import World
from bihuan.inspections.forms.exports import workbook_of
from bihuan.inspections.forms.services import Where, publish, version_of
from bihuan.inspections.forms.services import fill as answered
from bihuan.inspections.models import Campaign, SurveyForm
from bihuan.inspections.registers import FORMS
from bihuan.kernel import clock
from bihuan.orgs.models import Area, PlacePoint, Post, Role
from bihuan.platform.actors import SYSTEM

HEADS = (
    "type",
    "name",
    "label",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "default",
)
YES_NO = (("yes_no", "yes", "是", ""), ("yes_no", "no", "否", ""))
CHOICES = ("list_name", "name", "label", "part")


def _lines(*lines: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [HEADS, *(line + ("",) * (len(HEADS) - len(line)) for line in lines)]


VILLAGE_CHECK: dict[str, list[tuple[str, ...]]] = {
    "survey": _lines(
        ("date", "seen_on", "检查日期", "yes", "", ". <= today()", "不能晚于今天", "", "", "today()"),
        ("begin_group", "roads", "一、道路和庭院"),
        ("integer", "heaps", "积存垃圾(处)", "yes", "", ". >= 0 and . <= 200", "应在 0 到 200 之间"),
        ("select_multiple litter", "litter", "主要是什么", "yes", "${heaps} > 0"),
        ("select_one grade", "yards", "庭院整洁程度", "yes"),
        ("end_group",),
        ("begin_group", "river", "二、河道沟渠"),
        ("select_one yes_no", "has_river", "村内有没有河道或沟渠", "yes"),
        ("select_one grade", "river_grade", "河道沟渠整洁程度", "yes", "${has_river} = 'yes'"),
        ("integer", "floating", "漂浮物(处)", "", "${has_river} = 'yes'", ". >= 0", "不能是负数"),
        ("end_group",),
        ("begin_repeat", "crews", "三、清理队伍"),
        ("select_one crew", "crew", "队伍", "yes"),
        ("integer", "people", "人数", "yes", "", ". > 0 and . <= 500", "应在 1 到 500 之间"),
        ("decimal", "hours", "工时(小时)", "yes", "", ". > 0 and . <= 24", "一天最多 24 小时"),
        ("calculate", "work", "", "", "", "", "", "${people} * ${hours}"),
        ("end_repeat",),
        ("calculate", "all_work", "总工时", "", "", "", "", "round(sum(${work}), 1)"),
        ("note", "told", "合计 ${all_work} 工时,出动 ${all_people} 人。", "", "${all_people} > 0"),
        ("calculate", "all_people", "出动人数", "", "", "", "", "sum(${people})"),
        ("image", "photo", "现场照片"),
        ("text", "remark", "存在问题和建议"),
    ),
    "choices": [
        CHOICES, *YES_NO,
        ("litter", "home", "生活垃圾", ""), ("litter", "building", "建筑垃圾", ""), ("litter", "straw", "柴草秸秆", ""),
        ("litter", "manure", "粪污", ""),
        ("grade", "good", "好", ""), ("grade", "fair", "一般", ""), ("grade", "poor", "差", ""),
        ("crew", "cleaners", "保洁员", ""), ("crew", "volunteers", "志愿者", ""), ("crew", "members", "党员干部", ""),
    ],
    "settings": [("form_title",), ("村庄环境检查表",)],
}  # fmt: skip
_GAPS = "if(${sign} = 'no', 1, 0) + if(${fence} = 'no', 1, 0) + if(count-selected(${kits}) = 0, 1, 0)"
WATER_SURVEY: dict[str, list[tuple[str, ...]]] = {
    "survey": _lines(
        ("select_one sort", "sort", "水域类型", "yes"),
        ("decimal", "depth", "最大水深(米)", "yes", "", ". > 0 and . < 60", "应在 0 到 60 米之间"),
        ("geopoint", "spot", "定位"),
        ("select_one yes_no", "sign", "有没有警示牌", "yes"),
        ("select_multiple kit", "kits", "有哪些救生器材"),
        ("select_one yes_no", "fence", "有没有围栏", "yes"),
        ("select_one risk", "risk", "判断的风险", "yes", "", "", "", "", "selected(part, ${fence}) or part = ''"),
        ("select_one yes_no", "children", "附近有没有学生常去", "yes"),
        ("text", "where", "学生常在哪里下水", "yes", "${children} = 'yes'"),
        ("calculate", "gaps", "缺项", "", "", "", "", _GAPS),
        ("note", "told", "缺 ${gaps} 项,请在三天内补齐。", "", "${gaps} > 0"),
        ("image", "photo", "照片"),
    ),
    "choices": [
        CHOICES, *YES_NO,
        ("sort", "pond", "坑塘", ""), ("sort", "river", "河道", ""), ("sort", "ditch", "沟渠", ""), ("sort", "pit", "深坑", ""),
        ("kit", "ring", "救生圈", ""), ("kit", "rope", "救生绳", ""), ("kit", "pole", "救生杆", ""),
        ("risk", "high", "高", ""), ("risk", "middle", "中", ""), ("risk", "low", "低(有围栏才能选)", "yes"),
    ],
    "settings": [("form_title",), ("危险水域现场调查表",)],
}  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Both forms with their answers; says how many."""
    return _environment(random) + _waters(world.today, random)


def _environment(random: Random) -> int:
    campaign = Campaign.objects.filter(name="夏季人居环境整治").select_related("area").first()
    if campaign is None:
        return 0  # a county of before that summer
    form = _form(campaign.area, "村庄环境检查表", campaign, VILLAGE_CHECK, "每村每两周检查一次,走到河边、田边和背街。")
    villages = list(Area.objects.filter(path__below=campaign.area_path, level=Area.Level.VILLAGE).order_by("path"))
    days = (min(campaign.to_on, clock.today()) - campaign.from_on).days
    written = 0
    for turn in range(5):
        for number, village in enumerate(villages[:12]):
            day = campaign.from_on + timedelta(days=min(days, 6 + turn * 14 + number % 5))
            _answer(form, village, _village_values(random, turn, day), day, Role.VILLAGE_SECRETARY)
            written += 1
    return written


def _village_values(random: Random, turn: int, day: date) -> dict[str, Any]:
    heaps = max(0, random.randrange(2, 9) - turn * 2)
    river = random.random() < 0.6
    crews = random.sample(["cleaners", "volunteers", "members"], random.randrange(1, 4))
    return {
        "seen_on": day.isoformat(), "heaps": heaps,
        "litter": random.sample(["home", "building", "straw", "manure"], random.randrange(1, 3)),
        "yards": random.choice(["good", "fair", "fair", "poor"] if turn < 2 else ["good", "good", "fair"]),
        "has_river": "yes" if river else "no", "river_grade": random.choice(["good", "fair"]), "floating": random.randrange(0, 3),
        "crews": [{"crew": crew, "people": random.randrange(2, 12), "hours": random.choice([2, 3, 3.5, 4])} for crew in crews],
        "remark": random.choice(["", "", "村东桥头有建筑垃圾,已通知清走。", "沟渠杂草偏高,下周再清一遍。"]),
    }  # fmt: skip


def _waters(today: date, random: Random) -> int:
    town = Area.objects.get(name="开元街道", level=Area.Level.TOWN)
    form = _form(town, "危险水域现场调查表", None, WATER_SURVEY, "汛期前后各走一遍,站在岸上量,不要下水。")
    points = (
        PlacePoint.objects.filter(town=town, voided_at=None, kind=PlacePoint.Kind.WATER)
        .select_related("area")
        .order_by("name")
    )
    written = 0
    for number, point in enumerate(points[:30]):
        fence, children = random.random() < 0.6, random.random() < 0.3
        values = {
            "sort": random.choice(["pond", "river", "ditch", "pit"]), "depth": random.randrange(12, 60) / 10,
            "spot": f"{point.lat} {point.lon}" if point.lat is not None else "", "sign": random.choice(["yes", "yes", "no"]),
            "kits": random.sample(["ring", "rope", "pole"], random.randrange(0, 4)), "fence": "yes" if fence else "no",
            "risk": random.choice(["low", "middle"] if fence else ["middle", "high"]), "children": "yes" if children else "no",
            "where": "放学后常在南侧台阶处玩水。",
        }  # fmt: skip
        _answer(form, point.area, values, today - timedelta(days=2 + number % 18), Role.GRID_WORKER, point)
        written += 1
    return written


def _form(
    town: Area, name: str, campaign: Campaign | None, book: dict[str, list[tuple[str, ...]]], about: str
) -> SurveyForm:
    form = FORMS.add(actor=SYSTEM, values={"name": name, "area": town, "campaign": campaign, "about": about})
    publish(SYSTEM, form_id=form.pk, source=workbook_of(book), name=f"{name}.xlsx")
    form.refresh_from_db()
    return form


def _answer(
    form: SurveyForm, area: Area, values: dict[str, Any], day: date, role: str, point: PlacePoint | None = None
) -> None:
    posts = Post.objects.filter(role=role, area__path__below=area.path).select_related("staff")
    post = posts.order_by("area__path", "pk").first()
    at = datetime.combine(day, time(9 + len(area.name) % 6, 20), tzinfo=clock.LOCAL_ZONE)
    where = Where(area, point, lat=point.lat if point else None, lon=point.lon if point else None)
    by = post.staff_id if post is not None else None
    answered(SYSTEM, version=version_of(form), values=values, where=where, at=at, by=by)
