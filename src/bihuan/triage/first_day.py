"""The model of the first day: from our own words and example sentences, before anybody has corrected anything.

A multinomial model in the complement form (Rennie et al., "Tackling the Poor Assumptions of Naive Bayes", 2003) over
the same vectors as the learnt model, so that one classifier serves both. It takes a moment to make and needs no file.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from bihuan.triage import lexicon
from bihuan.triage.letters import BITS, groups, lay_out
from bihuan.triage.model import Calibration, Model, Shape, vectors

_SMOOTHING = 0.3
_SHARPNESS = 9.0
_WORD_COUNTS_AS = 2
_FAR = -30.0  # so far out on the logistic curve that it is the exponential, and the labels compete as in a softmax


def _told(examples: Sequence[str]) -> list[str]:
    """The examples as people tell them: every neutral beginning and ending stands once in each category, so that none of
    them speaks for one."""
    where, more = lexicon.neutral()
    most = max(len(where), len(more))
    told = []
    for number in range(most):
        place, since = where[number % len(where)], more[number % len(more)]
        # With commas between, so that no letter group joins a place to a matter.
        told += [f"{place},{examples[number % len(examples)]},{since}", place, since]
    return told


@cache
def first_day_model() -> Model:
    """Labels are the category codes of the product; cautious probabilities, so that little goes out by itself."""
    categories = lexicon.categories()
    texts: list[str] = []
    wanted: list[int] = []
    for at, category in enumerate(categories):
        for text in (*category.examples, *category.words * _WORD_COUNTS_AS, *_told(category.examples)):
            texts.append(text)
            wanted.append(at)
    shape = Shape((1, 2, 3), lead=40, lead_weight=1.5)
    letters = lay_out(texts)
    found = groups(letters, shape.sizes)
    once = np.unique((found.text << BITS) | found.slot.astype(np.int64))
    slots, often = np.unique(once & ((1 << BITS) - 1), return_counts=True)
    idf = (np.log((1 + len(texts)) / (1 + often)) + 1).astype(np.float32)
    feature_of = np.full(1 << BITS, -1, dtype=np.int32)
    feature_of[slots] = np.arange(len(slots), dtype=np.int32)
    matrix = vectors(letters, shape, feature_of, idf).matrix
    belongs = np.zeros((len(categories), len(texts)), dtype=np.float32)
    belongs[wanted, np.arange(len(texts))] = 1
    mass = np.asarray((matrix.T @ belongs.T).T) + _SMOOTHING / len(categories)
    share = mass / mass.sum(axis=1, keepdims=True)
    rest = mass.sum(axis=0, keepdims=True) - mass
    rest_share = rest / rest.sum(axis=1, keepdims=True)
    weights = np.log(share / rest_share).T.astype(np.float32)
    count = len(categories)
    return Model(
        tuple(category.code for category in categories),
        shape,
        slots.astype(np.uint32),
        idf,
        np.asarray(np.maximum(weights, -1.0) / 4, dtype=np.float32),
        np.zeros(count, dtype=np.float32),
        Calibration(np.ones(count, dtype=np.float32), np.full(count, _FAR, dtype=np.float32), _SHARPNESS / 4),
        {"first_day": True},
    )
