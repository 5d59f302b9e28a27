"""Measure a classifier on labelled messages: macro-F1, confusion, calibration, and how much may go out by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reach:
    """The share of messages at or above a confidence, and how many of these were right (0 to 1)."""

    threshold: float
    share: float
    precision: float


@dataclass(frozen=True, slots=True)
class LabelMeasure:
    """One label: how many carry it, how many were given it, and precision, recall and F1."""

    label: str
    messages: int
    given: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures of one evaluation; `confusion[i][j]` counts messages of label i that were given label j."""

    messages: int
    macro_f1: float
    accuracy: float
    calibration_error: float
    reach: Reach
    held_reach: Reach | None
    labels: tuple[LabelMeasure, ...]
    confusion: tuple[tuple[int, ...], ...]

    def as_json(self) -> dict[str, object]:
        """Plain values, figures to four places."""
        return {
            "messages": self.messages,
            "macro_f1": round(self.macro_f1, 4),
            "accuracy": round(self.accuracy, 4),
            "ece": round(self.calibration_error, 4),
            "coverage_at_98": _reach_json(self.reach),
            "coverage_at_model_threshold": _reach_json(self.held_reach) if self.held_reach else None,
            "per_class": [
                {
                    "label": one.label,
                    "messages": one.messages,
                    "given": one.given,
                    "precision": round(one.precision, 4),
                    "recall": round(one.recall, 4),
                    "f1": round(one.f1, 4),
                }
                for one in self.labels
            ],
            "confusion": {"labels": [one.label for one in self.labels], "rows": self.confusion},
        }


def _reach_json(reach: Reach) -> dict[str, float]:
    return {
        "threshold": round(reach.threshold, 4),
        "coverage": round(reach.share, 4),
        "precision": round(reach.precision, 4),
    }


def measure(
    probabilities: Floats, labels: Sequence[str], wanted: Sequence[str], *, threshold: float | None = None
) -> Measures:
    """Figures of `probabilities` (messages × labels) against the labels people gave.

    Labels the model does not know count as wrong. The macro mean goes over the labels that occur in `wanted`.
    `threshold` is the confidence the model itself proposes, chosen without these messages.
    """
    known = list(dict.fromkeys([*labels, *wanted]))
    number = {label: at for at, label in enumerate(known)}
    truth = np.array([number[label] for label in wanted], dtype=np.int64)
    given = probabilities.argmax(axis=1) if len(truth) else np.zeros(0, dtype=np.int64)
    confidence = probabilities.max(axis=1) if len(truth) else np.zeros(0, dtype=np.float32)
    right = given == truth
    confusion = np.zeros((len(known), len(known)), dtype=np.int64)
    np.add.at(confusion, (truth, given), 1)
    per_label = tuple(_label_measure(label, at, confusion) for at, label in enumerate(known))
    occurring = [one.f1 for one in per_label if one.messages]
    return Measures(
        messages=len(truth),
        macro_f1=float(np.mean(occurring)) if occurring else 0.0,
        accuracy=float(right.mean()) if len(right) else 0.0,
        calibration_error=calibration_error(confidence, right),
        reach=coverage_at(confidence, right, precision=0.98),
        held_reach=None if threshold is None else reach_of(confidence, right, threshold),
        labels=per_label,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
    )


def _label_measure(label: str, at: int, confusion: NDArray[np.int64]) -> LabelMeasure:
    hits, messages, given = int(confusion[at, at]), int(confusion[at].sum()), int(confusion[:, at].sum())
    precision = hits / given if given else 0.0
    recall = hits / messages if messages else 0.0
    f1 = 2 * hits / (messages + given) if messages + given else 0.0
    return LabelMeasure(label, messages, given, precision, recall, f1)


def calibration_error(confidence: NDArray[np.floating], right: NDArray[np.bool_], *, bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and share of right ones over equal-width bins."""
    if not len(right):
        return 0.0
    which = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    sure = np.bincount(which, weights=confidence, minlength=bins)
    hits = np.bincount(which, weights=right, minlength=bins)
    return float(np.abs(sure - hits).sum() / len(right))


def reach_of(confidence: NDArray[np.floating], right: NDArray[np.bool_], threshold: float) -> Reach:
    """Share and precision of what is at or above a threshold."""
    above = confidence >= threshold
    precision = float(right[above].mean()) if above.any() else 1.0
    return Reach(threshold, float(above.mean()) if len(above) else 0.0, precision)


def coverage_at(confidence: NDArray[np.floating], right: NDArray[np.bool_], *, precision: float) -> Reach:
    """The lowest threshold whose messages are right to `precision` at least; a threshold above 1 when none is."""
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    # Messages of equal confidence go together, so only the last of each run is a possible cut.
    last = np.append(confidence[order][1:] != confidence[order][:-1], True) if len(order) else np.zeros(0, bool)
    possible = np.flatnonzero((hits >= precision) & last)
    if not len(possible):
        return Reach(1.01, 0.0, 1.0)
    cut = int(possible[-1])
    return Reach(float(confidence[order][cut]), (cut + 1) / len(order), float(hits[cut]))
