"""What happens in the demo county, read from matters.toml."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of happening; its fields are described at the head of matters.toml."""

    kind: str
    category: str
    office: str
    title: str
    text: str
    result: str
    days: float = 4
    urgency: str = "normal"
    weight: int = 3


_read: dict[str, Any] = tomllib.loads(files("bihuan.config.demo").joinpath("matters.toml").read_text(encoding="utf-8"))
_words: dict[str, list[str]] = _read["words"]

MATTERS = tuple(Matter(**row) for row in _read["matter"])
SEND_BACK_REASONS = _words["send_back_reasons"]
SUSPEND_REASONS = _words["suspend_reasons"]
RETURN_REASONS = _words["return_reasons"]
PRAISE, COMPLAINT, REMARKS, PLACES = _words["praise"], _words["complaint"], _words["remarks"], _words["places"]
