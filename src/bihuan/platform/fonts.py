"""The Chinese font that comes as a wheel, for documents and pictures on machines without one."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

FONT_PACKAGE, FONT_FILE = "cvttf_NotoSansCJK_Regular", "NotoSansCJKtc-Regular.otf"


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Noto Sans CJK, regular."""
    return Path(str(files(FONT_PACKAGE).joinpath(FONT_FILE)))
