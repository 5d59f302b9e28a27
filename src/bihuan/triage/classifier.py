"""Classify messages: label with calibrated confidence and the words that decided, urgency and signs with reasons."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bihuan.triage.first_day import first_day_model
from bihuan.triage.letters import lay_out
from bihuan.triage.model import Model, Vectors
from bihuan.triage.scanner import Scanner
from bihuan.triage.signs import Because, Urgency, alarms

BATCH = 256
_TOP = 3
_GROUPS_SHOWN = 8
_WORDS_SHOWN = 5
_SPEAKS_FOR = 0.2  # probability that labels asked for must hold together before they share all of it
_LONE_LETTER = 0.35  # a single letter tells a reader little, so pairs are shown before it


@dataclass(frozen=True, slots=True)
class Deciding:
    """Letters of the text that spoke for the label, `text[start:end]`, and how strongly (share of the score)."""

    word: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Triage:
    """What the library says of one text. `top` holds the best labels with their probabilities, best first."""

    label: str
    confidence: float
    top: tuple[tuple[str, float], ...]
    deciding: tuple[Deciding, ...]
    urgency: Urgency
    urgency_reason: str
    urgency_words: tuple[str, ...]
    signs: tuple[Because, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences a person reads: why this label, why this urgency, why each sign."""
        said = [f"类别依据:{'、'.join(one.word for one in self.deciding)}"] if self.deciding else []
        said.append(f"紧急程度:{self.urgency_reason}")
        said.extend(sign.reason for sign in self.signs)
        return tuple(said)


class Classifier:
    """A model with the rules beside it. Thread-safe: nothing changes after it is made."""

    def __init__(self, model: Model, *, villages: Iterable[tuple[str, str]] = ()) -> None:
        """`villages` are (name as written, village it means) pairs of a gazetteer, for the sign of several areas."""
        self.model = model
        listed = dict(villages)
        self._villages = Scanner(listed) if listed else None

    @classmethod
    def load(cls, directory: Path | None = None, *, villages: Iterable[tuple[str, str]] = ()) -> "Classifier":
        """The model in a directory, or that of the first day."""
        return cls(first_day_model() if directory is None else Model.load(directory), villages=villages)

    def classify(self, texts: Sequence[str]) -> list[Triage]:
        """One answer a text, in order."""
        answers: list[Triage] = []
        for start in range(0, len(texts), BATCH):
            answers.extend(self._batch(texts[start : start + BATCH]))
        return answers

    def judge(self, text: str, *, among: Collection[str] | None = None, areas: Scanner[str] | None = None) -> Triage:
        """One text; with `among` only these labels answer, sharing what probability they hold together.

        Where that is less than a fifth, nothing really speaks for any of them and the answers are made as much less sure.
        `areas` stands in for the villages given at the start.
        """
        allowed = None if among is None else np.array([label in among for label in self.model.labels])
        return self._batch([text], allowed, areas)[0]

    def stream(self, texts: Iterable[str]) -> Iterator[Triage]:
        """The same for texts that keep coming; memory stays that of one batch."""
        coming = iter(texts)
        while batch := list(islice(coming, BATCH)):
            yield from self._batch(batch)

    def _batch(
        self, texts: Sequence[str], allowed: NDArray[np.bool_] | None = None, areas: Scanner[str] | None = None
    ) -> list[Triage]:
        letters = lay_out(texts)
        batch = self.model.vectors(letters)
        sure = self.model.probabilities(self.model.scores(batch))
        if allowed is not None:
            sure = np.where(allowed, sure, np.float32(0))
            sure /= np.maximum(sure.sum(axis=1, keepdims=True), np.float32(_SPEAKS_FOR))
        shown = min(_TOP, len(self.model.labels))
        best = np.argsort(-sure, axis=1, kind="stable")[:, :shown]
        deciding = _deciding(self.model, batch, best[:, 0], texts)
        top = [
            tuple((self.model.labels[label], round(one, 4)) for label, one in zip(labels, row, strict=True))
            for labels, row in zip(best.tolist(), np.take_along_axis(sure, best, axis=1).tolist(), strict=True)
        ]
        return [
            Triage(
                label=labels[0][0],
                confidence=labels[0][1],
                top=labels,
                deciding=words,
                urgency=alarm.urgency,
                urgency_reason=alarm.reason,
                urgency_words=alarm.words,
                signs=alarm.signs,
            )
            for labels, words, alarm in zip(top, deciding, alarms(texts, letters, areas or self._villages), strict=True)
        ]


def _deciding(
    model: Model, batch: Vectors, best: NDArray[np.int64], texts: Sequence[str]
) -> list[tuple[Deciding, ...]]:
    """For each text the letter groups that added most to its label, neighbours joined to words."""
    matrix = batch.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    pull = matrix.data * (model.weights[matrix.indices, best[rows]] - model.mean_weights[matrix.indices])
    pull[batch.length == 1] *= _LONE_LETTER
    found: list[tuple[Deciding, ...]] = []
    for row, text in enumerate(texts):
        start, end = int(matrix.indptr[row]), int(matrix.indptr[row + 1])
        if start == end:
            found.append(())
            continue
        mine = pull[start:end]
        if len(mine) > _GROUPS_SHOWN:
            chosen = np.argpartition(mine, -_GROUPS_SHOWN)[-_GROUPS_SHOWN:]
        else:
            chosen = np.arange(len(mine))
        spans = [
            (place, place + length, weight)
            for place, length, weight in zip(
                batch.place[start:end][chosen].tolist(),
                batch.length[start:end][chosen].tolist(),
                mine[chosen].tolist(),
                strict=True,
            )
            if weight > 0
        ]
        found.append(_joined(text, spans))
    return found


def _joined(text: str, spans: list[tuple[int, int, float]]) -> tuple[Deciding, ...]:
    merged: list[list[float]] = []
    for start, end, weight in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
            merged[-1][2] += weight
        else:
            merged.append([start, end, weight])
    merged.sort(key=lambda span: -span[2])
    total = sum(span[2] for span in merged) or 1.0
    return tuple(
        Deciding(text[int(start) : int(end)], int(start), int(end), round(weight / total, 3))
        for start, end, weight in merged[:_WORDS_SHOWN]
    )
