"""Agreements of 德固镇 from draft to fulfilment, and the rewards its village cadres earned by verbal mediation."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from PIL import Image, ImageDraw

from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.mediation.clause_defaults import load_clauses
from bihuan.mediation.contents import cautions
from bihuan.mediation.instalments import Every
from bihuan.mediation.models import Agreement, AgreementForm, Dispute, DisputeKind, Party, Result, Reward, Signature
from bihuan.mediation.services import PartyEntry, PastDispute, edit_party, register_past_disputes, rewards
from bihuan.mediation.services.agreements import draft_agreement
from bihuan.mediation.services.confirmation import decline_confirmation, file_confirmation, record_ruling
from bihuan.mediation.services.fulfilment import record_payment, take_step
from bihuan.mediation.services.items import InstalmentPlan, ItemEntry, add_items, plan_instalments
from bihuan.mediation.services.reward_rules import RuleEntry, add_rule
from bihuan.mediation.services.rewards import Paid
from bihuan.mediation.services.signing import Hand, parties_of, present_agreement, sign_on_paper
from bihuan.orgs.models import Area, Role, Staff
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import StoredFile

TOWN = "德固镇"
FIRST = date(2026, 7, 1)  # the years before have the figures they published
MONTHS, A_MONTH = 5, 9
COURT = "澜州县人民法院"


@dataclass(frozen=True, slots=True)
class Story:
    """An agreement to be: how many days ago it was signed (None: it still waits), and how it goes on."""

    kind: str
    summary: str
    amount: int
    count: int
    days_ago: int | None
    terms: str
    points: str
    responsibilities: str
    what: str
    every: Every = Every.MONTH
    first_after: int = 15
    court: str = ""  # "", "filed", "confirmed", "declined"
    breaks: bool = False


STORIES = (
    Story(
        DisputeKind.LABOUR, "在工地做木工四个月,工资拖欠未付。", 24000, 3, 52,
        "被申请人分三期向申请人付清所欠工资。", "申请人主张工资二万四千元,被申请人称工程款未结清。",
        "被申请人未按约定支付工资,应承担支付责任。", "支付所欠工资", court="confirmed",
    ),
    Story(
        DisputeKind.DAMAGES, "骑电动车在村道转弯处相撞,申请人腿部受伤。", 8600, 2, 40,
        "被申请人赔偿医疗费、误工费共计八千六百元,付清后双方互不追究。", "双方对责任大小和误工天数有争议。",
        "被申请人转弯未让行,负主要责任;申请人车速较快,负次要责任。", "支付赔偿款", first_after=7, breaks=True,
    ),
    Story(
        DisputeKind.CONTRACT, "建房完工后尾款未付,双方对漏水维修有争议。", 15000, 5, 26,
        "承包人十日内修好屋面漏水,房主分五期付清尾款。", "房主主张先维修后付款,承包人要求先付款。",
        "承包人对屋面质量负责,房主按约定付款。", "支付建房尾款", first_after=12,
    ),
    Story(
        DisputeKind.LAND, "流转土地租金两年未付。", 6400, 2, 22,
        "承租方分两期补交土地租金,第二期付清后继续履行流转合同。", "双方对第二年的亩数有争议,经丈量确认为十六亩。",
        "承租方未按期交租,应补交;双方以丈量结果为准。", "支付土地租金", first_after=2, court="filed",
    ),
    Story(
        DisputeKind.FAMILY, "三个子女因赡养费分担发生争吵。", 3600, 6, 12,
        "老人随长子生活,其余子女每月支付赡养费,医疗费平均分担。", "对每月赡养费数额和医疗费分担有争议。",
        "子女都有赡养义务。", "支付赡养费", first_after=18, court="declined",
    ),
    Story(
        DisputeKind.PROPERTY, "楼道返水泡坏家具,业主拒交物业费。", 2800, 1, 9,
        "物业公司修好下水管道并赔偿家具损失。", "对损失数额有争议。", "物业公司维护不及时,负主要责任。", "赔偿家具损失",
        first_after=16,
    ),
    Story(
        DisputeKind.NEIGHBOUR, "院墙边界多占一尺,双方多次争吵。", 1200, 1, None,
        "双方以老墙基为界,申请人拆墙重砌,被申请人承担材料费。", "对墙基位置有争议。", "双方各有责任。", "承担砌墙材料费",
    ),
)  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Write the agreements, then the rewards of the months that are over; returns how many rows."""
    load_clauses()
    town = world.areas[TOWN]
    mediator = Staff.objects.get(username="degu-mediator")
    made = 0
    for story in STORIES:
        made += _told(world, random, town, mediator, story)
    return made + _rewards(world, random, town)


def _told(world: World, random: Random, town: Area, mediator: Staff, story: Story) -> int:
    signed_on = world.today - timedelta(days=story.days_ago) if story.days_ago is not None else None
    if signed_on is not None and signed_on < FIRST:
        return 0
    day = (signed_on or world.today) - timedelta(days=6)
    settled = signed_on is not None
    (dispute,) = register_past_disputes(
        SYSTEM,
        [
            PastDispute(
                kind=story.kind, area=random.choice(world.villages[town.name]), day=day, applicant=names.person(random),
                applicant_phone=names.mobile(random), respondent=names.person(random), summary=story.summary,
                mediator=mediator, amount=Decimal(story.amount), concluded_on=signed_on, satisfied=True if settled else None,
                result=Result.SETTLED if settled else Result.PENDING,
                agreement=AgreementForm.WRITTEN if settled else AgreementForm.NONE,
            )
        ],
    )  # fmt: skip
    with clock.at(clock.instant(signed_on or world.today, 10)):
        agreement = _drafted(random, mediator, dispute, story)
    if signed_on is not None:
        _lived(world, random, mediator, agreement, story, signed_on)
    return 1


def _drafted(random: Random, mediator: Staff, dispute: Dispute, story: Story) -> Agreement:
    for party in Party.objects.filter(dispute=dispute):
        entry = PartyEntry(
            party.side, party.name, gender=random.choice(("male", "female")), birth_year=random.randrange(1955, 1996),
            ethnicity="汉族", phone=party.phone or names.mobile(random),
            address=f"{TOWN}{dispute.area.name}{random.randrange(1, 9)}组{random.randrange(1, 120)}号",
        )  # fmt: skip
        edit_party(mediator, party_id=party.pk, entry=entry)
    texts = {
        "facts": story.summary, "points": story.points, "responsibilities": story.responsibilities, "terms": story.terms,
        "manner": "银行转账,转账凭证即为收据。", "agreed_amount": Decimal(story.amount),
    }  # fmt: skip
    agreement = draft_agreement(mediator, dispute_id=dispute.pk, texts=texts)
    payer, payee = (Party.objects.get(dispute=dispute, side=side).pk for side in ("respondent", "applicant"))
    first = clock.today() + timedelta(days=story.first_after)
    if story.count == 1:
        add_items(
            mediator,
            agreement_id=agreement.pk,
            entries=[ItemEntry(payer, story.what, first, payee, Decimal(story.amount))],
        )
    else:
        plan = InstalmentPlan(payer, story.what, first, story.count, story.every, Decimal(story.amount), payee)
        plan_instalments(mediator, agreement_id=agreement.pk, plan=plan)
    return agreement


def _lived(world: World, random: Random, mediator: Staff, agreement: Agreement, story: Story, signed_on: date) -> None:
    """Signed, and what has happened since."""
    with clock.at(clock.instant(signed_on, 16)):
        keys = [one.key for one in cautions(agreement, parties_of(agreement))]
        present_agreement(mediator, agreement_id=agreement.pk, confirmed=keys)
        hands = [Hand(party_id=one.pk) for one in parties_of(agreement)]
        hands.append(Hand(staff_id=mediator.pk, capacity=Signature.Capacity.MEDIATOR))
        sign_on_paper(
            mediator, agreement_id=agreement.pk, hands=hands, file=_paper(random, mediator), day=signed_on, sealed=True
        )
    _to_court(world, mediator, agreement, story, signed_on)
    for item in agreement.items.filter(due_on__lt=world.today).order_by("due_on"):
        if story.breaks and item.instalment == story.count:
            with clock.at(clock.instant(min(item.due_on + timedelta(days=2), world.today), 11)):
                take_step(mediator, item_id=item.pk, kind="urge", text="电话督促,对方称月底前筹款付清。")
            continue
        paid_on = item.due_on - timedelta(days=random.randrange(3))
        with clock.at(clock.instant(paid_on, 15)):
            record_payment(mediator, item_id=item.pk, paid_on=paid_on, amount=item.amount)


def _to_court(world: World, mediator: Staff, agreement: Agreement, story: Story, signed_on: date) -> None:
    clock_of = agreement.confirmation
    if story.court == "declined":
        decline_confirmation(mediator, confirmation_id=clock_of.pk, remark="已告知,双方均表示不申请。")
    if story.court not in ("filed", "confirmed"):
        return
    filed_on = signed_on + timedelta(days=5)
    with clock.at(clock.instant(filed_on, 10)):
        file_confirmation(mediator, confirmation_id=clock_of.pk, both=True, court=COURT, filed_on=filed_on)
    if story.court == "confirmed":
        ruling_on = filed_on + timedelta(days=9)
        with clock.at(clock.instant(ruling_on, 10)):
            record_ruling(
                mediator, confirmation_id=clock_of.pk, result="confirmed", ruling_on=ruling_on,
                number=f"({ruling_on.year})澜民特{ruling_on.timetuple().tm_yday}号",
            )  # fmt: skip


def _paper(random: Random, mediator: Staff) -> StoredFile:
    """A made-up scan: lines of writing, three signatures, a red seal."""
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    for line in range(14):
        pen.line((70, 120 + 36 * line, 550 - random.randrange(90), 120 + 36 * line), fill=(120, 120, 120), width=3)
    for hand in range(3):
        points = [(90 + 160 * hand + 12 * step, 740 + random.randrange(-22, 22)) for step in range(9)]
        pen.line(points, fill=(20, 20, 60), width=3)
    pen.ellipse((380, 640, 540, 800), outline=(200, 30, 30), width=5)
    held = io.BytesIO()
    page.save(held, "PNG")
    return files.store(held.getvalue(), name="协议签署件.png", actor=mediator)


def _rewards(world: World, random: Random, town: Area) -> int:
    """Rules, what the cadres mediated, and a list for each month that is over; the last one still waits for approval."""
    leader = Staff.objects.get(username="degu-leader")
    clerk = Staff.objects.get(username="degu-clerk")
    checker = Staff.objects.get(username="degu-supervisor")
    for entry in _rules(town):
        add_rule(leader, entry=entry)
    months = _months(world.today)
    rows = [row for month in months for row in _mediated(world, random, town, month)]
    register_past_disputes(SYSTEM, sorted(rows, key=lambda row: row.day))
    for month in months:
        after = rewards.next_month(month)
        with clock.at(clock.instant(after + timedelta(days=1), 9)):
            made = rewards.make_list(SYSTEM, town=town, month=month)
            for one in made.rewards.filter(check_result=Reward.Check.WAITING):
                rewards.check_reward(
                    checker, reward_id=one.pk, result="true", note="电话询问双方,均称当场说和,没有再争吵。"
                )
            rewards.submit_list(clerk, list_id=made.pk)
        if month != months[-1]:
            with clock.at(clock.instant(after + timedelta(days=3), 15)):
                rewards.approve_list(leader, list_id=made.pk, opinion="同意。")
                paid = Paid(after + timedelta(days=3), Reward.Way.TRANSFER)
                rewards.pay_list(clerk, list_id=made.pk, paid=paid)
    return len(rows)


def _rules(town: Area) -> tuple[RuleEntry, ...]:
    since = date(2026, 1, 1)
    return (
        RuleEntry(town, "一般口头调解", Decimal(30), since),
        RuleEntry(town, "婚姻家庭口头调解", Decimal(50), since, kind=DisputeKind.FAMILY),
        RuleEntry(town, "疑难复杂口头调解", Decimal(100), since, difficulty=Agreement.Difficulty.HARD),
    )


def _months(today: date) -> list[date]:
    """The months that are over, the oldest first, none before the published figures end."""
    month, found = rewards.month_of(today), []
    for _turn in range(MONTHS):
        month = rewards.month_of(month - timedelta(days=1))
        if month >= FIRST and rewards.next_month(month) + timedelta(days=4) <= today:
            found.append(month)
    return found[::-1]


ABOUT = (
    (DisputeKind.NEIGHBOUR, "因鸡鸭跑到邻居菜地发生口角"), (DisputeKind.NEIGHBOUR, "因门前停车挡路发生争吵"),
    (DisputeKind.FAMILY, "婆媳因带孩子的事发生争吵"), (DisputeKind.FAMILY, "兄弟因老人轮流照料发生口角"),
    (DisputeKind.LAND, "因犁地越界发生争执"), (DisputeKind.NEIGHBOUR, "因排水流到邻居门口发生口角"),
)  # fmt: skip


def _mediated(world: World, random: Random, town: Area, month: date) -> Iterator[PastDispute]:
    for _turn in range(A_MONTH):
        village = random.choice(world.villages[town.name])
        cadres = [*world.people(Role.VILLAGE_CADRE, village), *world.people(Role.VILLAGE_SECRETARY, village)]
        if not cadres:
            continue
        kind, about = random.choice(ABOUT)
        day = month + timedelta(days=random.randrange(28))
        yield PastDispute(
            kind=kind, area=village, day=day, applicant=names.person(random), applicant_phone=names.mobile(random),
            respondent=names.person(random), summary=f"双方{about}。", mediator=random.choice(cadres),
            result=Result.SETTLED, concluded_on=day, agreement=AgreementForm.VERBAL, fulfilled=True, satisfied=True,
        )  # fmt: skip
