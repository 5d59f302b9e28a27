"""How many people a text speaks of: `我们20多户`, 一家三口, 二十余名工人, 4个人."""

import re
from dataclasses import dataclass

from bihuan.kernel.reading import numerals

_COUNTED = (
    "人(?![次民币均造行才工大家格品类生])|户(?!口|外|籍|型)|口(?![子井口径头])|位|工友|工人|村民|居民|业主|职工|员工|农民工|民工|"
    "群众|家长|学生|孩子|老人|住户|租户|商户|家庭|邻居|老乡|师傅"
)
_NUMBER = r"(\d{1,6}|[零一二两三四五六七八九十百千万]{1,7})"
_PEOPLE = re.compile(_NUMBER + r"(?:来|多|余|几)?(?:个|名|位|家|户(?!口|外|籍|型))?(?:" + _COUNTED + ")")
_FAMILY = re.compile(r"一家([一二两三四五六七八九十]|\d)口")
_NOT_PEOPLE = re.compile(r"第$|[\d.年月日号栋幢楼室]$")
_HIGHEST = 200_000


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


def _number(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() else numerals.parse(digits)
