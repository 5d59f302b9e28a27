"""A linear model over letter groups: numbers only, kept as .npz and JSON so that a model file can run no code.

A text becomes a unit vector of (1 + ln tf) · idf over the letter groups the model knows, occurrences in the lead (the
title or first sentence) counting more; one sparse product gives a score a label, and a curve a label fitted on
out-of-fold scores turns scores into probabilities.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.triage.letters import BITS, Letters, groups, lay_out

Floats = NDArray[np.float32]
FORMAT = 1
_PLACE_BITS, _LENGTH_BITS, _FEATURE_BITS = 18, 2, 23
_ARRAYS, _WORDS = "model.npz", "model.json"
_FURTHEST = (1 << _PLACE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text is read: sizes of letter groups, how long the lead is (letters), how much more it counts."""

    sizes: tuple[int, ...] = (1, 2)
    lead: int = 25
    lead_weight: float = 3.0


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of a batch (CSR, texts × features) and, for each stored value, where its group first stands."""

    matrix: sparse.csr_matrix
    place: NDArray[np.int64]
    length: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """From scores to probabilities: a logistic curve a label, all raised to `sharpness`, then adding up to 1."""

    scale: Floats
    shift: Floats
    sharpness: float

    def probabilities(self, scores: Floats) -> Floats:
        """Texts × labels, each row adding up to 1."""
        logs = -np.logaddexp(np.float32(0), -(scores * self.scale + self.shift)) * np.float32(self.sharpness)
        raised = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """Known slots (ascending), their idf, weights (features × labels), bias, and the calibration."""

    labels: tuple[str, ...]
    shape: Shape
    slots: NDArray[np.uint32]
    idf: Floats
    weights: Floats
    bias: Floats
    calibration: Calibration
    about: dict[str, object] = field(default_factory=dict)

    @cached_property
    def _feature_of(self) -> NDArray[np.int32]:
        table = np.full(1 << BITS, -1, dtype=np.int32)
        table[self.slots] = np.arange(len(self.slots), dtype=np.int32)
        return table

    @cached_property
    def mean_weights(self) -> Floats:
        """The weight of each feature averaged over the labels, against which a label's own weight is seen."""
        return np.asarray(self.weights.mean(axis=1), dtype=np.float32)

    def vectors(self, letters: Letters) -> Vectors:
        """The unit vectors of a batch; a text without a known group is a zero row."""
        return vectors(letters, self.shape, self._feature_of, self.idf)

    def scores(self, batch: Vectors) -> Floats:
        """Texts × labels."""
        return np.asarray(batch.matrix @ self.weights, dtype=np.float32) + self.bias

    def probabilities(self, scores: Floats) -> Floats:
        """Calibrated probabilities, each row adding up to 1."""
        return self.calibration.probabilities(scores)

    def predict(self, texts: Sequence[str], *, batch: int = 256) -> Floats:
        """Probabilities of any number of texts, texts × labels."""
        parts = [
            self.probabilities(self.scores(self.vectors(lay_out(texts[start : start + batch]))))
            for start in range(0, len(texts), batch)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.labels)), dtype=np.float32)

    def save(self, directory: Path) -> None:
        """Write the two files; the arrays first, so that a directory with the JSON is complete."""
        directory.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            directory / _ARRAYS,
            slots=self.slots,
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            scale=self.calibration.scale,
            shift=self.calibration.shift,
        )
        words = {
            "format": FORMAT,
            "labels": self.labels,
            "sizes": self.shape.sizes,
            "lead": self.shape.lead,
            "lead_weight": self.shape.lead_weight,
            "sharpness": self.calibration.sharpness,
            "about": self.about,
        }
        (directory / _WORDS).write_text(json.dumps(words, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> "Model":
        """Read what `save` wrote.

        Raises:
            NotFound: there is no model in the directory.
            Invalid: the files are damaged or of a later version.
        """
        try:
            words = json.loads((directory / _WORDS).read_text(encoding="utf-8"))
            with np.load(directory / _ARRAYS, allow_pickle=False) as arrays:
                kept = {name: arrays[name] for name in ("slots", "idf", "weights", "bias", "scale", "shift")}
        except FileNotFoundError:
            raise NotFound(f"“{directory}”里没有研判模型,请先训练:bihuan triage train", field="model") from None
        except (OSError, ValueError, KeyError) as error:
            raise Invalid(f"研判模型“{directory}”已损坏,请重新训练({error})", field="model") from None
        return cls._checked(words, kept, directory)

    @classmethod
    def _checked(cls, words: object, kept: dict[str, NDArray[np.float32]], directory: Path) -> "Model":
        if not isinstance(words, dict) or words.get("format") != FORMAT:
            raise Invalid(f"研判模型“{directory}”的版本不符,请重新训练", field="model")
        labels = tuple(str(label) for label in words["labels"])
        sizes = (len(kept["slots"]), len(labels))
        if kept["weights"].shape != sizes or len(kept["idf"]) != sizes[0] or kept["scale"].shape != sizes[1:]:
            raise Invalid(f"研判模型“{directory}”的文件互不相符,请重新训练", field="model")
        return cls(
            labels,
            Shape(tuple(int(size) for size in words["sizes"]), int(words["lead"]), float(words["lead_weight"])),
            kept["slots"].astype(np.uint32),
            kept["idf"].astype(np.float32),
            kept["weights"].astype(np.float32),
            kept["bias"].astype(np.float32),
            Calibration(kept["scale"].astype(np.float32), kept["shift"].astype(np.float32), float(words["sharpness"])),
            dict(words.get("about", {})),
        )


def vectors(letters: Letters, shape: Shape, feature_of: NDArray[np.int32], idf: Floats) -> Vectors:
    """Unit vectors over known features.

    One integer holds text, feature, place and length of an occurrence, so a single sort both counts and finds the
    first place of every feature.
    """
    found = groups(letters, shape.sizes)
    feature = feature_of[found.slot]
    at = np.flatnonzero(feature >= 0)
    low = _PLACE_BITS + _LENGTH_BITS
    keys = found.text[at] << (_FEATURE_BITS + low)
    keys |= feature[at].astype(np.int64) << low
    keys |= np.minimum(found.place[at], _FURTHEST) << _LENGTH_BITS
    keys |= found.length[at].astype(np.int64)
    keys.sort()
    which = keys >> low
    first = np.flatnonzero(np.concatenate([[True], which[1:] != which[:-1]])) if len(keys) else np.zeros(0, np.int64)
    place = (keys >> _LENGTH_BITS) & _FURTHEST
    counts = np.where(place < shape.lead, np.float32(shape.lead_weight), np.float32(1))
    total = np.add.reduceat(counts, first) if len(first) else np.zeros(0, np.float32)
    once = which[first]
    columns = once & ((1 << _FEATURE_BITS) - 1)
    rows = once >> _FEATURE_BITS
    values = (1 + np.log(total)) * idf[columns]
    norm = np.sqrt(np.bincount(rows, weights=values * values, minlength=letters.count))
    values = (values / norm[rows]).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=letters.count))])
    matrix = sparse.csr_matrix((values, columns.astype(np.int32), ends), shape=(letters.count, len(idf)))
    return Vectors(matrix, place[first], keys[first] & ((1 << _LENGTH_BITS) - 1))
