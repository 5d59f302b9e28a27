"""Pinyin of names and places, so that people can search by initials (`dgz` finds 德固镇) and slips of typing are noticed."""

from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

from bihuan.kernel.reading.texts import compact

MAX_INITIALS = 8


@lru_cache(maxsize=65_536)
def initials(text: str) -> str:
    """The first letter of each character's usual reading, lower case; letters and digits stay (`3号楼` → `3hl`)."""
    return "".join(part[0] for part in pinyin(compact(text), style=Style.FIRST_LETTER, strict=False))


@lru_cache(maxsize=16_384)
def all_initials(text: str) -> tuple[str, ...]:
    """Every string of initials `text` may have, usual reading first, for characters read in several ways (曾, 单, 重).

    At most MAX_INITIALS, so that a long text cannot explode.
    """
    found = dict.fromkeys([initials(text)])
    readings = [
        list(dict.fromkeys(part))
        for part in pinyin(compact(text), style=Style.FIRST_LETTER, heteronym=True, strict=False)
    ]
    for letters in product(*readings):
        if len(found) >= MAX_INITIALS:
            break
        found.setdefault("".join(letters))
    return tuple(found)


@lru_cache(maxsize=65_536)
def full(text: str) -> str:
    """The whole pinyin without tones or spaces, lower case (德固镇 → `deguzhen`)."""
    return "".join(part[0] for part in pinyin(compact(text), style=Style.NORMAL, strict=False))
