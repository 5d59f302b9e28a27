"""Learn a model from labelled messages, with probabilities calibrated on messages each fold had not seen.

Two linear learners share the weights: a support vector machine, and one whose features are stretched by the log ratio
of naive Bayes (Wang and Manning, "Baselines and Bigrams", 2012). Their mean is again one linear model, so two cost
no more than one when a message is classified.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bihuan.kernel.errors import Invalid
from bihuan.triage.letters import BITS, Letters, groups, lay_out
from bihuan.triage.measuring import coverage_at
from bihuan.triage.model import Calibration, Floats, Model, Shape, vectors

Labels = NDArray[np.int64]
LEAST_OF_A_LABEL = 2
_SEED = 20_240_601


@dataclass(frozen=True, slots=True)
class Row:
    """A message and, where somebody decided, its label.

    For topics: `seen` is when (ISO date or date and time), `place` where it is known to lie (any name for it).
    """

    id: str
    text: str
    label: str = ""
    title: str = ""
    seen: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """How to learn: the shape of vectors, the least number of texts a letter group stands in, learners, folds."""

    shape: Shape = field(default_factory=Shape)
    least_texts: int = 0  # 0: by the number of messages, 1 below 200, 2 below 1,000, else 3
    cost: float = 2.0
    ratio_cost: float = 0.5
    ratio_smoothing: float = 0.1
    ratio_share: float = 0.75
    folds: int = 10


@dataclass(frozen=True, slots=True)
class _Linear:
    slots: NDArray[np.uint32]
    feature_of: NDArray[np.int32]
    idf: Floats
    weights: Floats
    bias: Floats
    shape: Shape

    def scores(self, letters: Letters) -> Floats:
        batch = vectors(letters, self.shape, self.feature_of, self.idf)
        return np.asarray(batch.matrix @ self.weights, dtype=np.float32) + self.bias


def train(rows: Iterable[Row], options: Options | None = None) -> Model:
    """A model of all labelled rows; labels with a single row are left out.

    Raises:
        Invalid: fewer than two labels with at least two messages each.
    """
    options = options or Options()
    kept = [row for row in rows if row.label and row.text.strip()]
    often = Counter(row.label for row in kept)
    labels = sorted(label for label, count in often.items() if count >= LEAST_OF_A_LABEL)
    if len(labels) < 2:
        raise Invalid("训练至少需要两个类别,每个类别至少两条已确认的留言", field="label")
    kept = [row for row in kept if row.label in set(labels)]
    number = {label: at for at, label in enumerate(labels)}
    texts = [row.text for row in kept]
    wanted = np.array([number[row.label] for row in kept], dtype=np.int64)
    unseen = out_of_fold_scores(texts, wanted, len(labels), options)
    calibration = fit_calibration(unseen, wanted)
    linear = _learn(texts, wanted, len(labels), options)
    about: dict[str, object] = {"messages": len(kept), "labels": {label: often[label] for label in labels}}
    return Model(
        tuple(labels),
        options.shape,
        linear.slots,
        linear.idf,
        linear.weights,
        linear.bias,
        calibration,
        about | _unseen_measures(calibration.probabilities(unseen), wanted),
    )


def _unseen_measures(sure: Floats, wanted: Labels) -> dict[str, object]:
    """What the out-of-fold probabilities say of the model: its accuracy, and the confidence that reaches 98 %."""

    right = sure.argmax(axis=1) == wanted
    reach = coverage_at(sure.max(axis=1), right, precision=0.98)
    return {
        "accuracy": round(float(right.mean()), 4),
        "automatic_from": round(reach.threshold, 4),
        "automatic_share": round(reach.share, 4),
    }


def out_of_fold_scores(texts: Sequence[str], wanted: Labels, labels: int, options: Options) -> Floats:
    """Scores of every text by a model that had not seen it; folds keep the shares of the labels."""
    scores = np.zeros((len(texts), labels), dtype=np.float32)
    fold_of = _folds(wanted, min(options.folds, int(np.bincount(wanted).max())))
    for fold in range(int(fold_of.max()) + 1):
        inside, outside = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        linear = _learn([texts[at] for at in inside.tolist()], wanted[inside], labels, options)
        scores[outside] = linear.scores(lay_out([texts[at] for at in outside.tolist()]))
    return scores


def _folds(wanted: Labels, folds: int) -> Labels:
    """A fold for each row: each label is dealt out evenly, in an order drawn once and for all."""
    fold_of = np.zeros(len(wanted), dtype=np.int64)
    drawn = np.random.default_rng(_SEED)
    dealt = 0
    for label in np.unique(wanted):
        of_label = drawn.permutation(np.flatnonzero(wanted == label))
        fold_of[of_label] = (np.arange(len(of_label)) + dealt) % folds
        dealt += len(of_label)
    return fold_of


def _learn(texts: Sequence[str], wanted: Labels, labels: int, options: Options) -> _Linear:
    letters = lay_out(texts)
    slots, idf = _vocabulary(letters, options)
    feature_of = np.full(1 << BITS, -1, dtype=np.int32)
    feature_of[slots] = np.arange(len(slots), dtype=np.int32)
    matrix = vectors(letters, options.shape, feature_of, idf).matrix
    weights, bias = _both_learners(matrix, wanted, labels, options)
    return _Linear(slots, feature_of, idf, weights, bias, options.shape)


def _vocabulary(letters: Letters, options: Options) -> tuple[NDArray[np.uint32], Floats]:
    found = groups(letters, options.shape.sizes)
    once = np.unique((found.text << BITS) | found.slot.astype(np.int64))
    slots, texts = np.unique(once & ((1 << BITS) - 1), return_counts=True)
    least = options.least_texts or (1 if letters.count < 200 else 2 if letters.count < 1000 else 3)
    often = texts >= least
    idf = np.log((1 + letters.count) / (1 + texts[often])) + 1
    return slots[often].astype(np.uint32), idf.astype(np.float32)


def _both_learners(matrix: sparse.csr_matrix, wanted: Labels, labels: int, options: Options) -> tuple[Floats, Floats]:
    """The mean of both learners, each brought to the same spread first; one label against the rest."""
    from sklearn.svm import LinearSVC

    plain = np.zeros((matrix.shape[1], labels))
    stretched = np.zeros_like(plain)
    bias = np.zeros((2, labels))
    present = np.unique(wanted)
    for label in present:
        yes = wanted == label
        learner = LinearSVC(C=options.cost, class_weight="balanced", random_state=0).fit(matrix, yes)
        plain[:, label], bias[0, label] = learner.coef_[0], learner.intercept_[0]
        ratio = _ratio(matrix, yes, options)
        learner = LinearSVC(C=options.ratio_cost, class_weight="balanced", random_state=0)
        learner.fit(sparse.csr_matrix(matrix.multiply(ratio[None, :])), yes)
        stretched[:, label], bias[1, label] = learner.coef_[0] * ratio, learner.intercept_[0]
    absent = np.setdiff1d(np.arange(labels), present)
    bias[:, absent] = -2.0
    return ((plain + stretched) / 2).astype(np.float32), bias.mean(axis=0).astype(np.float32)


def _ratio(matrix: sparse.csr_matrix, yes: NDArray[np.bool_], options: Options) -> NDArray[np.float64]:
    inside = np.asarray(matrix[yes].sum(axis=0)).ravel() + options.ratio_smoothing
    outside = np.asarray(matrix[~yes].sum(axis=0)).ravel() + options.ratio_smoothing
    ratio = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    return np.asarray((1 - options.ratio_share) + options.ratio_share * ratio / max(float(ratio.mean()), 1e-9))


def fit_calibration(scores: Floats, wanted: Labels) -> Calibration:
    """How scores become probabilities: a logistic curve a label (Platt), then one sharpness for all by likelihood."""
    from scipy.optimize import minimize_scalar
    from sklearn.linear_model import LogisticRegression

    labels = scores.shape[1]
    scale, shift = np.ones(labels, dtype=np.float32), np.zeros(labels, dtype=np.float32)
    for label in range(labels):
        fitted = LogisticRegression(C=10.0, max_iter=1000).fit(scores[:, [label]], wanted == label)
        scale[label], shift[label] = fitted.coef_[0, 0], fitted.intercept_[0]

    def surprise(sharpness: float) -> float:
        sure = Calibration(scale, shift, sharpness).probabilities(scores)
        return float(-np.log(sure[np.arange(len(wanted)), wanted] + 1e-9).mean())

    found = minimize_scalar(surprise, bounds=(0.3, 4.0), method="bounded")
    return Calibration(scale, shift, float(found.x))
