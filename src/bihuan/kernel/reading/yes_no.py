"""Understand yes/no cells: 是/否, √/×, 已履行/未履行, 调解成功/调解失败, and ticked boxes."""

import re
from collections.abc import Iterable

from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank, tidy

_YES = frozenset((
    "是", "对", "有", "√", "✓", "✔", "☑", "v", "y", "yes", "true", "t", "ok", "1", "已", "成功", "调解成功",
    "化解成功", "调成", "达成", "达成协议", "达成调解", "达成调解协议", "调解达成", "和解", "化解", "调解完毕",
    "履行", "履行完毕", "履行完", "全部履行", "完全履行", "全额履行", "当场履行", "即时履行", "自动履行", "兑现",
    "完成", "全部完成", "完结", "办结", "解决", "结案", "属实", "同意", "合格", "通过", "支付", "付清", "结清",
    "赔付", "整改", "落实",
))  # fmt: skip
_NO = frozenset((
    "否", "不", "没", "未", "×", "✗", "✘", "✕", "☒", "x", "n", "no", "false", "f", "0", "无", "没有", "失败",
    "调解失败", "化解失败", "调解不成", "调解不成功", "调解未果", "未果", "不成", "不成功", "未成", "终止",
    "终止调解", "拒绝履行", "拒不履行", "逾期未履行", "违约", "不属实", "不同意", "不合格",
))  # fmt: skip
_NEGATIONS = ("尚未", "还未", "没有", "未能", "未", "没", "不")
_TICKED, _OPEN = "☑☒✓✔√■●▣◉", "□☐○◯▢"


def ticked_option(text: str) -> str | None:
    """The one option ticked in a printed choice such as `□是 ☑否` or `是√ 否□`; None when it is not such a text."""
    parts = [part for part in re.split(rf"([{_TICKED}{_OPEN}])", re.sub(r"\s+", "", text)) if part]
    marks = [part for part in parts if part in _TICKED + _OPEN]
    if len(parts) < 2 or len(parts) != 2 * len(marks):
        return None
    mark_first = parts[0] in _TICKED + _OPEN
    pairs = [(parts[i], parts[i + 1]) if mark_first else (parts[i + 1], parts[i]) for i in range(0, len(parts), 2)]
    if any(mark not in _TICKED + _OPEN or label in _TICKED + _OPEN for mark, label in pairs):
        return None
    chosen = [label for mark, label in pairs if mark in _TICKED]
    return chosen[0] if len(chosen) == 1 else None


def read_yes_no(cell: object, *, yes: Iterable[str] = (), no: Iterable[str] = ()) -> Read[bool | None] | ReadingError:
    """A yes/no cell (是/否, √/×, 已履行/未履行, 调解成功/调解失败); `yes` and `no` add words of a column's own.

    Blank gives None; 无 means no. Half answers (部分履行, 履行中) are refused. Errors: `yes_no_unreadable`.
    """
    text = compact(cell)
    text = re.sub(r"^[。.,!]+|[。.,!]+$", "", compact(ticked_option(text) or text))
    yes_words = _YES.union(map(compact, yes))
    no_words = _NO.union(map(compact, no))
    if text in no_words:
        return Read(False)
    if text in yes_words:
        return Read(True)
    if is_blank(text):
        return BLANK
    for negation in _NEGATIONS:
        rest = text.removeprefix(negation)
        if rest != text and (rest in yes_words or rest.removeprefix("已") in yes_words):
            return Read(False)
    for affix in ("已经", "已全部", "已"):
        if text.removeprefix(affix) in yes_words:
            return Read(True)
    if text.removesuffix("了") in yes_words:
        return Read(True)
    return ReadingError(
        "yes_no_unreadable",
        f"看不懂“{tidy(cell)}”,请填写“是”或“否”",
        f"Cannot tell yes or no from “{tidy(cell)}”; write 是 or 否.",
    )
