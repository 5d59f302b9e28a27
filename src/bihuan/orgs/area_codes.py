"""Codes of areas: what a given code must look like, and the next free one of a level."""

import re
from collections.abc import Container, Iterable

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.kernel.reading import pinyin
from bihuan.orgs.models import Area

Level = Area.Level
COUNTY_CODE = "990000"  # no county of GB/T 2260 has it: stands until the office enters its own
# GB/T 10114: sub-districts 001–099, towns 100–199, townships 200–399; statistical codes: communities 001–199, villages 200–399.
_FIRST_TOWN = {"街道": 1, "办事处": 1, "镇": 100, "乡": 200}


def given_code(code: str, level: str, parent: Area | None) -> str:
    """A code as an office writes it, in the form that is kept; "" when none is given.

    Raises:
        Invalid: not digits, or not below the parent's code (field `code`).
    """
    wanted = re.sub(r"[\s-]", "", code)
    if level in (Level.TOWN, Level.VILLAGE) and len(wanted) == 12 and wanted.endswith("000"):
        wanted = wanted[:9]  # a town's 12-digit statistical code ends in 000
    if wanted and not re.fullmatch(r"[0-9]{2,24}", wanted):
        raise Invalid(_("区域代码应是 2 到 24 位数字。"), field="code")
    if wanted and parent is not None and (not wanted.startswith(parent.code) or wanted == parent.code):
        raise Invalid(_("区域代码应以上级的代码 %(code)s 开头。") % {"code": parent.code}, field="code")
    return wanted


def next_code(level: str, name: str, parent: Area, siblings: Iterable[str]) -> str:
    """The next free code below `parent`, whose children have the codes `siblings`.

    Raises:
        Conflict: all are taken (field `code`).
    """
    width = 2 if level == Level.MICRO else 3
    tails = (code.removeprefix(parent.code) for code in siblings)
    taken = {int(tail) for tail in tails if tail.isdigit() and len(tail) <= width}
    number = _first(level, name)
    while number in taken:
        number += 1
    if number >= 10**width:
        raise Conflict(_("“%(name)s”下的区域代码已用完,请填写代码。") % {"name": parent.name}, field="code")
    return f"{parent.code}{number:0{width}d}"


def _first(level: str, name: str) -> int:
    if level == Level.TOWN:
        return next((first for ending, first in _FIRST_TOWN.items() if name.endswith(ending)), 100)
    if level == Level.VILLAGE:
        return 1 if name.endswith(("社区", "居委会")) else 200
    return 1


def town_initials(name: str, taken: Container[str]) -> str:
    """Short letters of a town for case numbers (德固镇 → DGZ), with a digit when another town has them."""
    letters = pinyin.initials(name).upper()[:8] or "T"
    candidates = [letters, *(f"{letters}{number}" for number in range(2, 1000))]
    return next(one for one in candidates if one not in taken)
