"""Fonts of papers and pictures: those of official documents where the machine has them, else the one that comes as a wheel."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import typst

FONT_PACKAGE, FONT_FILE = "cvttf_NotoSansCJK_Regular", "NotoSansCJKtc-Regular.otf"
# FangSong first (GB/T 9704), then Song, then what reads well on paper; the wheel's font has every character and stands last.
PAPER_FONTS = (
    "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋", "FZFangSong-Z02",
    "SimSun", "宋体", "NSimSun", "STSong", "Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "Noto Sans CJK TC",
)  # fmt: skip


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Noto Sans CJK, regular."""
    return Path(str(files(FONT_PACKAGE).joinpath(FONT_FILE)))


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """Every font of the machine and the wheel's; looked for once in a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(font_path().parent)])


@lru_cache(maxsize=1)
def paper_fonts() -> list[str]:
    """The families of `PAPER_FONTS` that are there, best first; never empty."""
    there = {family.casefold() for family in installed().families()}
    return [one for one in PAPER_FONTS if one.casefold() in there]
