"""Evaluate a classifier on labelled rows, and decide whether a newly learnt model may replace the one in use."""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.errors import Invalid
from bihuan.triage.measuring import Measures, measure
from bihuan.triage.model import Model
from bihuan.triage.training import Row

_LEAST_HELD_BACK = 30


def evaluate(model: Model, rows: Sequence[Row]) -> Measures:
    """Figures on the labelled rows; rows without a label are left out.

    Raises:
        Invalid: no row has a label.
    """
    labelled = [row for row in rows if row.label]
    if not labelled:
        raise Invalid("文件里没有带类别(label)的行,无法评估", field="label")
    proposed = model.about.get("automatic_from")
    return measure(
        model.predict([row.text for row in labelled]),
        model.labels,
        [row.label for row in labelled],
        threshold=float(proposed) if isinstance(proposed, int | float) else None,
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether the new model is to be put in use, why in a sentence, and both sets of figures."""

    better: bool
    reason: str
    new: Measures
    old: Measures | None


def better(new: Model, old: Model | None, held_back: Sequence[Row]) -> Comparison:
    """Compare two models on messages neither has learnt from.

    The new one must have the higher macro-F1, and win on the messages where the two differ by at least one standard
    error of that count (the sign test of McNemar, at a level that suits a change which can be undone); it must not
    be worse calibrated by more than 0.02. With fewer than 30 messages nothing is changed.
    """
    labelled = [row for row in held_back if row.label]
    fresh = evaluate(new, labelled)
    if old is None:
        return Comparison(True, "目前没有在用的模型", fresh, None)
    used = evaluate(old, labelled)
    if len(labelled) < _LEAST_HELD_BACK:
        return Comparison(False, f"用于比较的留言只有{len(labelled)}条,不足{_LEAST_HELD_BACK}条,不更换", fresh, used)
    won, lost = _differing(new, old, labelled)
    figures = f"宏平均F1 {used.macro_f1:.3f}→{fresh.macro_f1:.3f},改对{won}条、改错{lost}条"
    if fresh.macro_f1 <= used.macro_f1:
        return Comparison(False, f"新模型没有更好({figures})", fresh, used)
    if won - lost < (won + lost) ** 0.5:
        return Comparison(False, f"差别在偶然范围内({figures})", fresh, used)
    if fresh.calibration_error > used.calibration_error + 0.02:
        return Comparison(
            False,
            f"新模型的置信度不如原来可靠(校准误差 {used.calibration_error:.3f}→{fresh.calibration_error:.3f})",
            fresh,
            used,
        )
    return Comparison(True, f"新模型更好({figures})", fresh, used)


def _differing(new: Model, old: Model, rows: Sequence[Row]) -> tuple[int, int]:
    texts = [row.text for row in rows]
    fresh = [new.labels[at] for at in new.predict(texts).argmax(axis=1)]
    used = [old.labels[at] for at in old.predict(texts).argmax(axis=1)]
    won = sum(1 for row, a, b in zip(rows, fresh, used, strict=True) if a == row.label != b)
    lost = sum(1 for row, a, b in zip(rows, fresh, used, strict=True) if b == row.label != a)
    return won, lost
