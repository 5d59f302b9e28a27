"""How many people a text speaks of: `我们20多户`, 一家三口, 二十余名工人, 4个人."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bihuan.kernel.reading import numerals
from bihuan.triage.letters import Letters

_COUNTED = (
    "人(?![次民币均造行才工大家格品类生])|户(?!口|外|籍|型)|口(?![子井口径头])|位|工友|工人|村民|居民|业主|职工|员工|农民工|民工|"
    "群众|家长|学生|孩子|老人|住户|租户|商户|家庭|邻居|老乡|师傅"
)
_NUMBER = r"(\d{1,6}|[零一二两三四五六七八九十百千万]{1,7})"
_PEOPLE = re.compile(_NUMBER + r"(?:来|多|余|几)?(?:个|名|位|家|户(?!口|外|籍|型))?(?:" + _COUNTED + ")")
_FAMILY = re.compile(r"一家([一二两三四五六七八九十]|\d)口")
_NOT_PEOPLE = re.compile(r"第$|[\d.年月日号栋幢楼室]$")
_HIGHEST = 200_000
_NUMERALS = "0零一二两三四五六七八九十百千万"  # digits are folded to 0
_COUNTED_LETTERS = "人户口位工村居业职员农民群家学孩老住租商邻师"
_BETWEEN = 3  # 来/多/余, then 个/名/位/户/家, then the counted


@dataclass(frozen=True, slots=True)
class People:
    """A number of people or households at `text[start:end]`."""

    count: int
    households: bool
    start: int
    end: int


def people_in(text: str) -> list[People]:
    """Every number of people or households named, in the order of the text; 1 to 200,000."""
    found = [
        People(count, "户" in match[0], match.start(), match.end())
        for match in _PEOPLE.finditer(text)
        if not _NOT_PEOPLE.search(text[max(match.start() - 1, 0) : match.start()])
        and (count := _number(match[1])) is not None
        and 1 <= count <= _HIGHEST
    ]
    taken = {one.start for one in found}
    for match in _FAMILY.finditer(text):
        count = _number(match[1])
        if count and match.start(1) not in taken:
            found.append(People(count, False, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def most_people(text: str) -> int:
    """The largest number of people or households; 0 when the text names none."""
    return max((one.count for one in people_in(text)), default=0)


@cache
def _letter_kinds() -> NDArray[np.uint8]:
    """Code → 1 for a numeral, 2 for the first letter of something counted."""
    kinds = np.zeros(1 << 16, dtype=np.uint8)
    kinds[[ord(letter) for letter in _NUMERALS]] = 1
    kinds[[ord(letter) for letter in _COUNTED_LETTERS]] = 2
    return kinds


def may_name_people(letters: Letters) -> NDArray[np.bool_]:
    """For each text of a batch whether a numeral stands shortly before something counted, so that reading it may pay."""
    kinds = _letter_kinds()[letters.codes]
    numeral = kinds == 1
    near = np.zeros(len(kinds), dtype=bool)
    for distance in range(1, _BETWEEN + 1):
        near[distance:] |= numeral[: len(kinds) - distance]
    may = np.zeros(letters.count, dtype=bool)
    may[letters.text[near & (kinds == 2)]] = True
    return may


def _number(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() else numerals.parse(digits)
