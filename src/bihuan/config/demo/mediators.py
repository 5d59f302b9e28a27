"""Mediation's people in the demo county: committees, mediators, legal advice by rota, referrals both ways."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any, TypeVar

from django.conf import settings

from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.kernel import clock
from bihuan.mediation.advice import services as advice
from bihuan.mediation.advice.registers import BOOKINGS, PROFESSIONALS
from bihuan.mediation.advice.slots import slots
from bihuan.mediation.models import AdviceBooking, AdviceShift, Committee, Dispute, DisputeKind, Mediator, Professional
from bihuan.mediation.models import Referral as R
from bihuan.mediation.network.assigning import assign_mediator
from bihuan.mediation.network.candidates import candidates
from bihuan.mediation.network.declaring import declare_relative
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.mediation.referrals import services as referrals
from bihuan.mediation.referrals.registers import REFERRALS
from bihuan.orgs.models import Area, Role
from bihuan.platform.actors import SYSTEM

M = TypeVar("M")
K = DisputeKind
TRADES = (
    (K.PROPERTY, "物业纠纷", "县住房和城乡建设局"),
    (K.MEDICAL, "医疗纠纷", "县卫生健康委员会"),
    (K.TRAFFIC, "道路交通事故纠纷", "县公安交警大队"),
    (K.LABOUR, "劳动争议", "县人力资源和社会保障局"),
    (K.FAMILY, "婚姻家庭纠纷", "县妇女儿童活动中心"),
)
OF_VILLAGES = (K.NEIGHBOUR, K.FAMILY, K.HOUSING, K.LAND, K.DAMAGES)
OF_TOWNS = (K.CONTRACT, K.LABOUR, K.DAMAGES, K.PROPERTY, K.TRAFFIC, K.LAND, K.REQUISITION, K.NEIGHBOUR, K.FAMILY)
SITTING = (
    # (kind, sent by, weekday, first hour, last hour)
    (Professional.Kind.JUDGE, "县人民法院第一人民法庭", 1, time(9), time(11, 30)),
    (Professional.Kind.LAWYER, "澜州正言律师事务所", 3, time(9), time(11, 30)),
    (Professional.Kind.POLICE, "", 4, time(15), time(17)),
)
ASKED = (
    (K.LABOUR, "工地欠两个月工资,没有劳动合同,怎么要"),
    (K.CONTRACT, "借给朋友三万元,到期不还,只有转账记录"),
    (K.FAMILY, "父母赡养费几个子女怎么分担"),
    (K.TRAFFIC, "电动车被撞,对方保险公司赔付标准怎么算"),
    (K.HOUSING, "邻居翻建房屋占了出路,怎么办"),
    (K.CONSUMER, "健身房关门,预付卡能不能退"),
)
ADVISED = (
    (AdviceBooking.Outcome.ANSWERED, "已讲明法律规定和需要保存的证据,当事人表示清楚。"),
    (AdviceBooking.Outcome.MEDIATION, "双方有协商余地,建议先申请人民调解。"),
    (AdviceBooking.Outcome.LEGAL_AID, "符合法律援助条件,已告知申请材料。"),
    (AdviceBooking.Outcome.LAWSUIT, "争议较大,已告知起诉(仲裁)的时效和管辖。"),
)
BUSY = ("德固镇", "东岸街道", "城关镇")
COURT = "澜州县人民法院"


def fill(world: World, random: Random) -> int:
    """Write the rows; returns how many."""
    committees = stored(COMMITTEES.add_many(actor=SYSTEM, rows=list(_committees(world, random))))
    by_name = {one.name: one for one in committees}
    mediators = stored(MEDIATORS.add_many(actor=SYSTEM, rows=list(_mediators(world, random, by_name))))
    _ties(random, mediators)
    professionals = stored(PROFESSIONALS.add_many(actor=SYSTEM, rows=list(_professionals(world, random))))
    shifts = [shift for one in professionals for shift in _shifts(world, one)]
    booked = _bookings(world, random, shifts)
    handed = _referrals(world, random)
    return len(committees) + len(mediators) + len(professionals) + len(shifts) + booked + handed


# --- committees and mediators --------------------------------------------------------------------------------------


def _committees(world: World, random: Random) -> Iterator[dict[str, object]]:
    county = world.areas[settings.COUNTY_NAME]
    elected = date(world.today.year - 1, 3, 12)
    founded = {"founded_on": date(2011, 3, 1), "elected_on": elected, "phone": "0399-2012148"}
    yield {"name": f"{county.name}人民调解委员会", "kind": "county", "area": county, "members": 9, **founded}
    for trade, title, at in TRADES:
        yield {
            "name": f"{county.name}{title}人民调解委员会", "kind": "trade", "trade": trade, "area": county, "members": 5,
            **founded, "address": at, "head": names.person(random),
        }  # fmt: skip
    for town in world.towns:
        office = world.office(town.name, "人民调解委员会")
        head = world.people(Role.MEDIATOR, town)[0].name
        yield {
            **founded, "name": office.name, "kind": "town", "area": town, "office": office, "members": 7, "head": head,
            "phone": office.phone, "address": f"{town.name}综治中心一楼",
        }  # fmt: skip
        for village in world.villages[town.name]:
            late = random.random() < 0.06  # some terms are over, as it happens
            yield {
                "name": _of_village(village), "kind": "village", "area": village, "members": random.choice((3, 3, 5)),
                "head": world.people(Role.VILLAGE_SECRETARY, village)[0].name, "founded_on": date(2011, 6, 1),
                "elected_on": date(world.today.year - 4, 4, 20) if late else elected + timedelta(days=40),
                "address": f"{village.name}党群服务中心",
            }  # fmt: skip


def _of_village(village: Area) -> str:
    return f"{village.name}人民调解委员会"


def _mediators(world: World, random: Random, committees: dict[str, Committee]) -> Iterator[dict[str, object]]:
    county = world.areas[settings.COUNTY_NAME]
    trades = [committees[f"{county.name}{title}人民调解委员会"] for _trade, title, _at in TRADES]
    for committee in trades:
        for _number in range(2):
            yield _mediator(world, random, committee, county, [committee.trade], full=True, name=names.person(random))
    for town in world.towns:
        at_town = committees[world.office(town.name, "人民调解委员会").name]
        for number, person in enumerate(world.people(Role.MEDIATOR, town)):
            row = _mediator(world, random, at_town, town, random.sample(OF_TOWNS, 4), full=True, staff=person)
            yield {
                **row,
                "origin": random.choice(world.villages[town.name]),
                **({"second_committee": random.choice(trades)} if number == 1 else {}),
            }
        for village in world.villages[town.name]:
            here = committees[_of_village(village)]
            for role in (Role.VILLAGE_SECRETARY, Role.VILLAGE_CADRE):
                person = world.people(role, village)[0]
                kinds = random.sample(OF_VILLAGES, 2)
                yield {**_mediator(world, random, here, village, kinds, full=False, staff=person), "origin": village}


def _mediator(
    world: World, random: Random, at: Committee, area: Area, kinds: Sequence[str], *, full: bool, **who: Any
) -> dict[str, object]:
    since = date(2020, 1, 5) + timedelta(days=random.randrange(1500))
    until = world.today + timedelta(days=random.choices((-20, 25, random.randrange(120, 1400)), (3, 6, 91))[0])
    return {
        "name": "", "committee": at, "area": area, "kinds": list(kinds), "engagement": "full" if full else "part",
        "phone": names.mobile(random), "certificate": f"LZ{since:%Y}{random.randrange(1000, 9999)}",
        "certificate_until": until, "since": since, **who,
    }  # fmt: skip


def _ties(random: Random, mediators: Sequence[Mediator]) -> None:
    """What the town mediators of 德固镇 have declared."""
    for one in [one for one in mediators if one.staff is not None and one.staff.username.startswith("degu-")]:
        for relation in random.sample(("spouse", "sibling", "in_law"), 2):
            declare_relative(
                SYSTEM, mediator_id=one.pk, relation=relation, name=names.person(random), phone=names.mobile(random)
            )


# --- legal advice --------------------------------------------------------------------------------------------------


def _professionals(world: World, random: Random) -> Iterator[dict[str, object]]:
    county = world.areas[settings.COUNTY_NAME]
    yield {
        "name": names.person(random), "kind": "prosecutor", "body": "澜州县人民检察院", "area": county, "since": date(2025, 3, 1),
    }  # fmt: skip
    for town in world.towns:
        for kind, body, _weekday, _starts, _ends in SITTING:
            yield {
                "name": names.person(random), "kind": kind, "body": body or f"{town.name}派出所", "area": town,
                "phone": names.mobile(random), "kinds": random.sample(OF_TOWNS, 3), "since": date(2025, 3, 1),
            }  # fmt: skip


def _shifts(world: World, one: Professional) -> list[AdviceShift]:
    monday = world.today - timedelta(days=world.today.weekday())
    hours = next(((day, starts, ends) for kind, _body, day, starts, ends in SITTING if kind == one.kind), None)
    weekday, starts, ends = hours or (2, time(9), time(11))
    weeks = 4 if one.town is not None and one.town.name in BUSY else 2
    return advice.plan_shifts(
        SYSTEM, professional=one, area=one.area, first=monday - timedelta(weeks=weeks), last=monday + timedelta(days=20),
        weekdays=[weekday], starts=starts, ends=ends, place="综治中心法律服务室",
    )  # fmt: skip


def _bookings(world: World, random: Random, shifts: Sequence[AdviceShift]) -> int:
    rows = []
    for shift in shifts:
        town = shift.professional.town
        if town is None or town.name not in BUSY or shift.day > world.today + timedelta(days=7):
            continue
        for slot in slots(shift.day, shift.starts, shift.ends, shift.slot):
            if random.random() < 0.35:
                kind, question = random.choice(ASKED)
                rows.append(
                    {
                        "shift": shift, "starts_at": slot.starts_at, "name": names.person(random), "phone": names.mobile(random),
                        "area": random.choice(world.villages[town.name]), "kind": kind, "question": question,
                    }
                )  # fmt: skip
    booked = stored(BOOKINGS.add_many(actor=SYSTEM, rows=rows))
    for one in booked:
        if one.starts_at < clock.now():
            if random.random() < 0.1:
                advice.mark_absent(SYSTEM, pk=one.pk)
            else:
                outcome, words = random.choice(ADVISED)
                advice.serve(SYSTEM, pk=one.pk, outcome=outcome, advice=words)
    ahead = [one for one in booked if one.starts_at >= clock.now()]
    wanted = [one for one in ahead if one.town is not None and one.town.name == "德固镇"][:2]
    for one in wanted:
        _assign(advice.open_case(SYSTEM, pk=one.pk))
    return len(booked)


def _assign(dispute: Dispute) -> None:
    """The first of the proposal gets it."""
    free = next((one for one in candidates(dispute) if not one.barred), None)
    if free is not None:
        assign_mediator(SYSTEM, dispute_id=dispute.pk, mediator_id=free.mediator.pk)


# --- referrals -----------------------------------------------------------------------------------------------------


def _referrals(world: World, random: Random) -> int:
    """A year of commissions and of disputes handed on; the last ones are still under way."""
    written = 0
    for town in world.towns:
        count = 8 if town.name in BUSY else 3
        days = sorted(world.today - timedelta(days=random.randrange(3, 320)) for _number in range(count))
        rows = stored(REFERRALS.add_many(actor=SYSTEM, rows=[_referral(world, random, town, day) for day in days]))
        over = [one for one in rows if one.day < world.today - timedelta(days=35)]
        for one in over:
            _answer(world, random, one)
        written += len(rows)
        waiting = [one for one in rows if one not in over and one.direction == R.Direction.IN]
        if town.name in BUSY and waiting:
            _assign(referrals.open_dispute(SYSTEM, pk=waiting[0].pk))
    return written


def _referral(world: World, random: Random, town: Area, day: date) -> dict[str, object]:
    inward = random.random() < 0.6
    kind = random.choice((K.CONTRACT, K.LABOUR, K.FAMILY, K.TRAFFIC, K.PROPERTY))
    serial = random.randrange(100, 900)
    common = {
        "day": day, "kind": kind, "area": random.choice(world.villages[town.name]), "applicant": names.person(random),
        "applicant_phone": names.mobile(random), "respondent": names.person(random),
        "summary": f"双方因{kind.label.removesuffix('纠纷')}发生争议。",
    }  # fmt: skip
    if inward:
        way = random.choice((R.Way.BEFORE_SUIT, R.Way.BEFORE_SUIT, R.Way.IN_SUIT))
        return {
            **common, "direction": R.Direction.IN, "body_kind": R.Body.COURT, "body": COURT, "way": way,
            "number": f"({day.year})澜诉前调{serial}号",
        }  # fmt: skip
    body_kind, body = random.choice(
        (
            (R.Body.COURT, COURT),
            (R.Body.ARBITRATION, "澜州县劳动人事争议仲裁委员会"),
            (R.Body.LEGAL_AID, "澜州县法律援助中心"),
            (R.Body.POLICE, f"{town.name}派出所"),
        )
    )
    return {
        **common, "direction": R.Direction.OUT, "body_kind": body_kind, "body": body, "way": R.Way.GUIDED,
        "letter_number": f"{town.initials}调转〔{day.year}〕{serial}号",
    }  # fmt: skip


def _answer(world: World, random: Random, one: R) -> None:
    back = one.day + timedelta(days=random.choice((9, 14, 21, 27, 33)))
    if one.direction == R.Direction.IN:
        settled = random.random() < 0.75
        result = R.Result.SETTLED if settled else R.Result.FAILED
        words = "达成调解协议,已函复法院。" if settled else "调解不成,已函复法院并告知诉讼权利。"
    else:
        result = {R.Body.LEGAL_AID: R.Result.AIDED, R.Body.ARBITRATION: R.Result.DECIDED}.get(
            R.Body(one.body_kind), R.Result.FILED
        )
        words = "对方已办理并函告结果。"
    referrals.return_result(SYSTEM, pk=one.pk, result=result, text=words, on=min(back, world.today))
