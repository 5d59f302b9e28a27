"""From the labels of the model to the county's category tree, and by declared words where the model knows nothing of it."""

from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.translation import gettext as _

from bihuan.cases.models import CaseKind, Category
from bihuan.cases.thinking.answers import LIKELY, Matter, Proposed
from bihuan.triage import Classifier, Triage, lexicon
from bihuan.triage.scanner import Scanner

SHOWN = 3
LEAST = 0.2  # below this, nothing speaks for an answer
BY_WORDS_FROM, BY_WORDS_MOST = (
    0.25,
    0.45,
)  # words alone are never as sure as a town may ask for before sending out by itself


def tree() -> list[Category]:
    """The categories in use; one query."""
    return list(Category.objects.filter(active=True).order_by("code"))


def labels_of(rows: Sequence[Category], labels: Iterable[str]) -> dict[str, Category]:
    """Label → category: by the code where the tree has it, else the category of that kind sharing most of its words."""
    by_code = {row.code: row for row in rows}
    own = [row for row in rows if row.code not in _known()]
    found: dict[str, Category] = {}
    for label in labels:
        if label in by_code:
            found[label] = by_code[label]
        elif own and (alike := _most_alike(label, own)) is not None:
            found[label] = alike
    return found


def _words(said: Triage) -> tuple[str, ...]:
    """The letters that decided, without digits, which may be of somebody's number."""
    return tuple(one.word for one in said.deciding if not any(letter.isdigit() for letter in one.word))


@cache
def _known() -> dict[str, frozenset[str]]:
    return {category.code: frozenset(category.words) for category in lexicon.categories()}


def _most_alike(label: str, rows: Sequence[Category]) -> Category | None:
    words = _known().get(label, frozenset())
    kind = label.partition(".")[0]
    shared = [(len(words & {*row.synonyms, row.name}), row) for row in rows if row.kind == kind]
    count, row = max(shared, key=lambda item: (item[0], item[1].code), default=(0, None))
    return row if count else None


def judge(
    classifier: Classifier, rows: Sequence[Category], matter: Matter, areas: Scanner[str] | None
) -> tuple[Triage, list[Proposed[Category]]]:
    """What the library says of the matter, and the categories best first (three at most); of its kind when that is known."""
    mapped = labels_of(rows, classifier.model.labels)
    wanted = {label for label, row in mapped.items() if not matter.kind or row.kind == matter.kind}
    said = classifier.judge(matter.text, among=wanted or None, areas=areas)
    words = _words(said)
    found: dict[str, Proposed[Category]] = {}
    for at, (label, sure) in enumerate(said.top):
        row = mapped.get(label)
        if row is None or not words or (matter.kind and row.kind != matter.kind):
            continue
        reason = _("内容中的“%(words)s”说明是这一类") if at == 0 else _("也可能是这一类")
        answer = Proposed(row, reason % {"words": _("、").join(words)}, round(float(sure), 2), words if at == 0 else ())
        if row.code not in found:
            found[row.code] = answer
    best = [one for one in found.values() if one.confidence >= LEAST] if said.confidence >= LEAST else []
    covered = {row.code for row in mapped.values()}
    rest = [row for row in rows if row.code not in covered and (not matter.kind or row.kind == matter.kind)]
    ranked = sorted([*best, *_by_words(rest, matter.text)], key=lambda one: (-one.confidence, one.value.code))
    others = [one for one in found.values() if one not in best and best]
    return said, [*ranked, *others][:SHOWN]


def _by_words(rows: Sequence[Category], text: str) -> list[Proposed[Category]]:
    """Categories the model knows nothing of, by the words declared for them."""
    scored = []
    for row in rows:
        words = tuple(dict.fromkeys(word for word in (*row.synonyms, row.name) if word and word in text))
        if words:
            scored.append((sum(map(len, words)), row, words))
    total = sum(score for score, _row, _words in scored) or 1
    return [
        Proposed(
            row,
            _("提到“%(words)s”") % {"words": _("、").join(words)},
            round(BY_WORDS_FROM + (BY_WORDS_MOST - BY_WORDS_FROM) * score / total, 2),
            words,
        )
        for score, row, words in scored
    ]


def kind_of(said: Triage) -> Proposed[str] | None:
    """The kind that the best labels agree on."""
    sure: dict[str, float] = {}
    for label, one in said.top:
        kind = label.partition(".")[0]
        if kind in CaseKind.values:
            sure[kind] = sure.get(kind, 0.0) + one
    kind, total = max(sure.items(), key=lambda item: item[1], default=("", 0.0))
    words = _words(said)
    if not words or total < LEAST or said.confidence < LEAST:
        return None
    reason = _("内容中有“%(words)s”") % {"words": _("、").join(words)}
    return Proposed(kind, reason, round(min(total, 1.0), 2), words if total >= LIKELY else ())
