"""The reference county 澜州县: generated, seeded, reproducible; its figures come out of its rows."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import transaction

from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import Case
from bihuan.config.demo import (
    agreements,
    case_files,
    cases,
    community,
    community_life,
    consultation,
    contracts,
    disputes,
    enterprise_services,
    forms,
    inspections,
    mediators,
    meetings,
    needs,
    organisation,
    points,
    prevention,
    programmes,
    reception,
    registers,
    sittings,
    survey_forms,
    thinking,
    visits,
    works,
)
from bihuan.config.demo.organisation import DEMO_PASSWORD
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict
from bihuan.orgs.models import Area, Staff
from bihuan.platform.events import history
from bihuan.platform.models import Notice

__all__ = ["DEMO_PASSWORD", "is_loaded", "load", "sign_ins"]

MATTERS_AT_SCALE_1 = 800
DAYS_IN_INBOXES = timedelta(days=5)
TOWN_USERS = ("duty", "leader", "secretary", "supervisor", "mediator", "handler", "clerk", "village", "grid")
POINT_USERS = ("duty", "leader", "supervisor", "village", "grid")
USERS = (
    "admin",
    "county",
    "county-leader",
    "auditor",
    *(f"{town}-{word}" for town in ("degu", "dongan") for word in TOWN_USERS),
    *(f"{town}-{word}" for town in ("kaiyuan", "menghe") for word in POINT_USERS),
)


def is_loaded() -> bool:
    """Whether there is a county already."""
    return Area.objects.exists()


def load(*, seed: int = 7, scale: int = 1, say: Callable[[str], None] = lambda _text: None) -> None:
    """Generate the county as of today; the same seed and day give the same county.

    Raises:
        Conflict: there is a county already; nothing is mixed into it.
    """
    if is_loaded():
        raise Conflict("已有数据,演示县只能装入空库")
    now = clock.now()
    random = Random(seed)
    with history():
        load_defaults()
        with transaction.atomic():
            say("区域、单位、人员、责任链、值班、居民、部位 …")
            world = organisation.build(random, clock.local(now).date())
            say("历年矛盾纠纷台账 …")
            written = disputes.past(world, random)
            say(f"{written} 件纠纷")
            say("企业、项目和资产台账 …")
            written = registers.fill(world, Random(seed))
            say(f"{written} 家(宗)")
            say("资产合同、收益和方案 …")
            say(f"{contracts.fill(world, Random(seed))} 条")
            say("惠企政策、招商项目和企业服务 …")
            say(f"{enterprise_services.fill(world, Random(seed))} 条")
            say("协议履行和调解奖励 …")
            say(f"{agreements.fill(world, Random(seed))} 件")
            say("专项行动、工作日志和巡查 …")
            say(f"{inspections.fill(world, Random(seed))} 条")
            say("法治宣传、领导接访和议事协商 …")
            written = community.fill(world, Random(seed)) + consultation.fill(world, Random(seed))
            written += reception.fill(world, Random(seed))
            say(f"{written} 条")
            say("社区活动、课程和签到 …")
            say(f"{community_life.fill(world, Random(seed))} 条")
            say("托管班、课后服务和报名 …")
            say(f"{programmes.fill(world, Random(seed))} 条")
            say("调解组织、法律咨询和移送衔接 …")
            say(f"{mediators.fill(world, Random(seed)) + prevention.fill(world, Random(seed))} 条")
            say("入户走访和惠民实事 …")
            say(f"{visits.fill(world, Random(seed))} 条")
            say("惠民工程和小区办证 …")
            say(f"{works.fill(world, Random(seed))} 条")
            say("居民需求 …")
            say(f"{needs.fill(world, Random(seed))} 条")
        say("调解卷宗归档 …")
        say(f"{case_files.fill(world)} 卷")
        say("一年的事项 …")
        with history(reacting_since=now - DAYS_IN_INBOXES):
            steps = cases.live(world, count=MATTERS_AT_SCALE_1 * scale, until=now)
        # What is older than a day has been read.
        Notice.objects.filter(created_at__lt=now - timedelta(days=1)).update(read_at=now - timedelta(hours=12))
        say(f"{Case.objects.count()} 件事项,{steps} 个步骤")
        say("场地预订和调解会 …")
        say(f"{sittings.fill(world, Random(seed))} 次")
        say("联席会、吹哨报到和渠道回复 …")
        say(f"{meetings.fill(world, Random(seed))} 条")
        say("危险水域、安全生产场所和网格巡查 …")
        say(f"{points.fill(world, Random(seed))} 条")
        say("行动表单和填表 …")
        say(f"{survey_forms.fill(world, Random(seed))} 份")
        say("研判规则、研判记录和热点 …")
        say(f"{thinking.fill(world)} 条")
        say("一表通 …")
        say(f"{forms.fill(world)} 次填报,{forms.brief(world)} 份简报")


def sign_ins() -> list[tuple[str, str]]:
    """(user name, post and name) of the demo accounts that exist."""
    people = {
        person.username: person for person in Staff.objects.filter(username__in=USERS).prefetch_related("posts__area")
    }
    return [
        (user, " ".join((post.area.name, post.title, people[user].name)))
        for user in USERS
        if user in people and (post := people[user].posts.first()) is not None
    ]
