"""What an agreement must contain, and what a person must have looked at, before anybody signs it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.money import yuan
from bihuan.kernel.reading.masking import mask_name
from bihuan.mediation.models import Agreement, DisputeKind, FulfilmentItem, Party

BLANK = re.compile(r"_{2,}|＿{2,}")
OF_AGE = 18
TEXTS = ("facts", "points", "responsibilities", "terms", "manner")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: `field` names where it is entered (a text of the agreement, `parties`, `items` or a figure)."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A rule of law that a person answers for: `law` is where it stands, `why` what in this agreement calls for it."""

    key: str
    text: str
    law: str
    why: str = ""


def gaps(agreement: Agreement, parties: Sequence[Party], items: Sequence[FulfilmentItem]) -> list[Gap]:
    """Everything that still stands in the way of signing (written) or recording (verbal), in the order of the paper.

    Written: the contents of article 29 of the People's Mediation Law. Verbal: the parties, the words and the day.
    """
    present = [one for one in parties if one.withdrawn_at is None]
    found = [
        *_parties(agreement, present),
        *_texts(agreement),
        *_items(agreement, items),
        *_sums(agreement, present, items),
    ]
    if agreement.form == Agreement.Form.VERBAL and agreement.agreed_on is None:
        found.append(Gap("agreed_on", _("请填写达成口头协议的日期,口头协议自达成之日起生效(人民调解法第三十条)。")))
    if agreement.agreed_on is not None and agreement.agreed_on > clock.today():
        found.append(Gap("agreed_on", _("达成日期不能晚于今天。")))
    return found


def _parties(agreement: Agreement, present: Sequence[Party]) -> Iterable[Gap]:
    sides = {one.side for one in present}
    if Party.Side.APPLICANT not in sides or Party.Side.RESPONDENT not in sides:
        yield Gap("parties", _("协议要有双方当事人,请先在“当事人”里补齐申请人和被申请人。"))
    if agreement.form == Agreement.Form.VERBAL:
        return
    for one in present:
        lacks = [_("住址")] if not one.address.strip() else []
        if not one.body and not one.id_number and one.birth_year is None:
            lacks.append(_("证件号码(或出生年份)"))
        if lacks:
            yield Gap(
                "parties",
                _("当事人基本情况不全:%(side)s%(name)s还缺%(lacks)s,请在“当事人”里补上。")
                % {"side": one.get_side_display(), "name": mask_name(one.name), "lacks": _("、").join(lacks)},
            )


def _texts(agreement: Agreement) -> Iterable[Gap]:
    wanted = {
        "facts": _("请写明纠纷的主要事实:何时、何地、因何事。"),
        "points": _("请写明争议事项:双方各自主张什么。"),
        "responsibilities": _("请写明各方当事人的责任。"),
        "terms": _("请写明达成协议的内容。"),
        "manner": _("请写明履行的方式,例如“银行转账”“当面交付”。"),
    }
    verbal = agreement.form == Agreement.Form.VERBAL
    for field in TEXTS:
        text = getattr(agreement, field).strip()
        if not text and (not verbal or field == "terms"):
            yield Gap(field, wanted[field])
        elif BLANK.search(text):
            yield Gap(field, _("条款里还有没填的空(____),请填好或删去。"))


def _items(agreement: Agreement, items: Sequence[FulfilmentItem]) -> Iterable[Gap]:
    if not items and agreement.form == Agreement.Form.WRITTEN:
        yield Gap("items", _("请至少登记一项履行事项:谁在什么期限前向谁履行什么。"))
    for one in items:
        if agreement.agreed_on is not None and one.due_on < agreement.agreed_on:
            yield Gap(
                "items",
                _("第%(number)d项的履行期限 %(due)s 早于协议达成日期,请核对。")
                % {"number": one.number, "due": one.due_on},
            )


def _sums(agreement: Agreement, present: Sequence[Party], items: Sequence[FulfilmentItem]) -> Iterable[Gap]:
    """Amounts agree: the items with the whole, and what each of a group gets with the share agreed for him."""
    total = sum((one.amount for one in items if one.amount is not None), Decimal(0))
    if (total or agreement.agreed_amount) and total != (agreement.agreed_amount or Decimal(0)) and items:
        yield Gap(
            "agreed_amount",
            _("各项履行金额合计 %(total)s,与协议金额 %(agreed)s 不一致,请核对。")
            % {"total": yuan(total), "agreed": yuan(agreement.agreed_amount or Decimal(0))},
        )
    for one in present:
        if not one.group or one.agreed is None:
            continue
        share = sum((item.amount for item in items if item.payee_id == one.pk and item.amount is not None), Decimal(0))
        owed = sum((item.amount for item in items if item.payer_id == one.pk and item.amount is not None), Decimal(0))
        if one.agreed not in (share, owed):
            yield Gap(
                "items",
                _("%(name)s的履行金额合计 %(share)s,与本人议定金额 %(agreed)s 不一致。")
                % {"name": mask_name(one.name), "share": yuan(share or owed), "agreed": yuan(one.agreed)},
            )


def cautions(agreement: Agreement, parties: Sequence[Party]) -> list[Caution]:
    """What a person must confirm before this agreement is signed: three always, others when the text or kind calls for it."""
    found = [
        Caution(
            "free_will",
            _("双方自愿、平等,没有强迫,也没有收取费用。"),
            _("人民调解法第三条、第四条"),
        ),
        Caution(
            "mandatory_law",
            _("内容不违反法律、行政法规的强制性规定,不违背公序良俗。"),
            _("民法典第一百五十三条"),
        ),
        Caution(
            "third_persons",
            _("没有损害国家、集体或者他人的合法权益;处分的是当事人自己的权利。"),
            _("民法典第一百三十二条、第一百五十四条"),
        ),
    ]
    text = "\n".join(getattr(agreement, field) for field in TEXTS)
    for rule in _RULES:
        why = rule.why(agreement, text, parties)
        if why:
            found.append(Caution(rule.key, rule.text(), rule.law(), why))
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    text: Callable[[], str]
    law: Callable[[], str]
    why: Callable[[Agreement, str, Sequence[Party]], str]


def _said(*words: str, kinds: Sequence[str] = ()) -> Callable[[Agreement, str, Sequence[Party]], str]:
    """Called for by words in the text, or (with no such word) by the kind of dispute."""

    def why(agreement: Agreement, text: str, _parties: Sequence[Party]) -> str:
        met = [word for word in words if word in text]
        if met:
            return _("文中写到“%(words)s”") % {"words": _("”“").join(met[:3])}
        if agreement.dispute.kind in kinds:
            return _("这是%(kind)s") % {"kind": DisputeKind(agreement.dispute.kind).label}
        return ""

    return why


def _minors(agreement: Agreement, text: str, parties: Sequence[Party]) -> str:
    year = clock.today().year
    young = [one for one in parties if _birth_year(one) is not None and year - (_birth_year(one) or 0) < OF_AGE]
    if young:
        return _("当事人中有未成年人")
    return _said("未成年", "孩子", "抚养费", "学生", "儿童")(agreement, text, parties)


def _birth_year(party: Party) -> int | None:
    number = party.id_number
    if len(number) == 18 and number[6:10].isdigit():
        return date(int(number[6:10]) or 1, 1, 1).year
    return party.birth_year


_RULES = (
    _Rule(
        "minors",
        lambda: _("未成年人由法定代理人参加并签字;监护人除为维护其利益外没有处分其财产。"),
        lambda: _("民法典第十九条、第二十条、第三十五条"),
        _minors,
    ),
    _Rule(
        "support",
        lambda: _("没有免除对未成年子女的抚养义务或者对父母的赡养义务。"),
        lambda: _("民法典第二十六条、第一千零六十七条"),
        _said("赡养", "抚养", "养老"),
    ),
    _Rule(
        "injury",
        lambda: _("没有约定免除造成人身损害的责任;伤情已经稳定或者后续费用已有约定。"),
        lambda: _("民法典第五百零六条"),
        _said(
            "伤", "医药费", "医疗费", "一切责任", kinds=(DisputeKind.DAMAGES, DisputeKind.TRAFFIC, DisputeKind.MEDICAL)
        ),
    ),
    _Rule(
        "wages",
        lambda: _("工资不低于当地最低工资标准;没有以工程款未结等理由克扣工资。"),
        lambda: _("劳动法第四十八条、第五十条"),
        _said("工资", kinds=(DisputeKind.LABOUR,)),
    ),
    _Rule(
        "interest",
        lambda: _("利率不违反国家有关规定,没有高利放贷,没有把利息预先在本金里扣除。"),
        lambda: _("民法典第六百七十条、第六百八十条"),
        _said("借款", "利息", "利率", "欠条"),
    ),
    _Rule(
        "land",
        lambda: _("没有改变承包地的农业用途,边界和面积与登记一致或者注明以登记为准。"),
        lambda: _("农村土地承包法第十一条"),
        _said("承包地", "耕地", "宅基地", kinds=(DisputeKind.LAND,)),
    ),
    _Rule(
        "common_property",
        lambda: _("处分共有财产的,其他共有人已经同意。"),
        lambda: _("民法典第三百零一条"),
        _said("共有", "分家", "房产", "继承"),
    ),
    _Rule(
        "police",
        lambda: _("可能引起治安案件、刑事案件的,已经及时报告公安机关,没有以协议代替处理。"),
        lambda: _("人民调解法第二十五条"),
        _said("殴打", "打伤", "持刀", "威胁", "盗窃", "诈骗"),
    ),
)
