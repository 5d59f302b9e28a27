"""What a text names, each with its span for highlighting: places, times, amounts, people, names, phones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bihuan.kernel.reading import ReadingError, read_money, read_phone
from bihuan.triage.people import people_in
from bihuan.triage.places import places_in
from bihuan.triage.scanner import Scanner


class Kind(StrEnum):
    """What was found."""

    PLACE = "place"
    TIME = "time"
    LENGTH = "length"  # how long something has lasted
    AMOUNT = "amount"
    PEOPLE = "people"
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Extract:
    """`text[start:end]` names something; `value` is it in plain form (yuan, digits, the gazetteer's entry, or as written)."""

    kind: Kind
    start: int
    end: int
    written: str
    value: str


_DIGITS = r"\d一二两三四五六七八九十百千万亿零〇"
_AMOUNT = re.compile(
    r"(?:人民币|约|近)?((?:\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千万亿零]+|[几]+)(?:十|百|千|万|亿)*(?:多|余)?"
    r"(?:万|亿)?(?:元|块钱?))(?!旦|宵|件|素)"
)
_DAY = (
    r"(?:(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?)?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|"
    r"\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?|[一二三四五六七八九十]{1,2}月(?:份|[一二三四五六七八九十]{1,3}[日号])?|"
    r"今天|昨天|前天|明天|今晚|昨晚|今早|今年|去年|前年|上周[一二三四五六日天]?|本周[一二三四五六日天]?|上个月|这个月|本月|"
    r"上月|星期[一二三四五六日天]|周[一二三四五六日末])"
)
_CLOCK = (
    r"(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜)?\s*"
    r"(?:[01]?\d|2[0-4]|[一二三四五六七八九十两]{1,3})(?:[::][0-5]\d|[点时](?:半|[一二三四五六七八九十\d]{1,3}分?)?(?!间))"
)
# 三天没水, 已经3天, 拖欠半年, 两个多月, 十几年: a count and a unit. 第三天, 三天前, 3年级, 六月一日 and 2026年 are no lengths.
_LENGTH = re.compile(
    r"(?<![第上下每前后本今去明几\d.一二三四五六七八九十百年月/-])"
    r"(?:(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十百]{1,3}|好?几|十几|数)(?:多|余)?(?:个)?(?:半)?|半个?|大半个?)"
    r"(?:分钟|小时|钟头|天|昼夜|晚上|星期|礼拜|周(?!岁|[一二三四五六日边年])|(?<=个)(?:多月|月)|年(?![级代纪龄月\d一二三四五六七八九十]))"
    r"(?:多|余|半|来)?(?![前后级岁])"
)
_TIME = re.compile(rf"{_DAY}(?:的?\s*{_CLOCK}|(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜))?|{_CLOCK}")
_PHONE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<![\d.])0\d{2,3}[- ]?\d{7,8}(?!\d)")
_FAMILY_NAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费"
    "薛雷贺倪汤滕罗毕郝邬安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄臧成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童郭梅林钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包石崔龚程邢裴陆荣翁段侯宁仇甘武刘景龙叶司黎白蒲鄂赖卓蔺屠乔文尚曾沙关查向欧"
    "易廖耿聂曲阎肖焦巩盛郁简饶"
)
_NAME = re.compile(
    rf"(?:我叫|名叫|叫做|我是|本人|姓名[::]?|联系人[::]?|老板|房东|村民|邻居|业主|被告|原告|包工头|当事人|负责人|经理|丈夫|妻子|"
    rf"儿子|女儿)\s*([{_FAMILY_NAMES}](?:某某?|[一-鿿]{{1,2}}))(?=[,,。;;、::\s((]|$|把|在|和|与|的|说|欠|拖|打|不|家|因|是|于)"
)
_CALLED = re.compile(rf"([{_FAMILY_NAMES}](?:某某?|先生|女士|大爷|大娘|师傅|阿姨|老板|经理|书记|主任|老师|医生))")
_NOT_NAMES = frozenset(
    {"是不", "何时", "于是", "方便", "安全", "成都", "高速", "万元", "文化", "华人", "金额", "常年", "关于", "向您"}
)


def extract(text: str, gazetteer: Scanner[str] | None = None) -> list[Extract]:
    """Everything found, from left to right; spans of one kind do not overlap."""
    found = [
        Extract(Kind.PLACE, place.start, place.end, place.name, place.means or place.name)
        for place in places_in(text, gazetteer)
    ]
    found += [
        Extract(Kind.PEOPLE, one.start, one.end, text[one.start : one.end], str(one.count)) for one in people_in(text)
    ]
    times = _times(text)
    found += [*_amounts(text), *times, *_lengths(text, times), *_phones(text), *_names(text)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def _amounts(text: str) -> list[Extract]:
    found: list[Extract] = []
    for match in _AMOUNT.finditer(text):
        read = read_money(match[1])
        value = "" if isinstance(read, ReadingError) or read.value is None else _yuan(read.value)
        found.append(Extract(Kind.AMOUNT, match.start(1), match.end(1), match[1], value))
    return found


def _yuan(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _times(text: str) -> list[Extract]:
    return [
        Extract(Kind.TIME, match.start(), match.end(), match[0], match[0].strip()) for match in _TIME.finditer(text)
    ]


def _lengths(text: str, times: Sequence[Extract]) -> list[Extract]:
    """How long something lasts, as written; what a year or a day of the calendar takes is left to the times."""
    return [
        Extract(Kind.LENGTH, match.start(), match.end(), match[0], match[0])
        for match in _LENGTH.finditer(text)
        if not any(match.start() < one.end and one.start < match.end() for one in times)
    ]


def _phones(text: str) -> list[Extract]:
    found: list[Extract] = []
    for match in _PHONE.finditer(text):
        read = read_phone(match[0])
        value = re.sub(r"\D", "", match[0]) if isinstance(read, ReadingError) else str(read.value)
        found.append(Extract(Kind.PHONE, match.start(), match.end(), match[0], value))
    return found


def _names(text: str) -> list[Extract]:
    spans: dict[int, Extract] = {}
    for pattern in (_NAME, _CALLED):
        for match in pattern.finditer(text):
            name = match[1]
            if name not in _NOT_NAMES and not any(
                match.start(1) < one.end and one.start < match.end(1) for one in spans.values()
            ):
                spans[match.start(1)] = Extract(Kind.NAME, match.start(1), match.end(1), name, name)
    return list(spans.values())
