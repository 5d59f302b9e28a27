"""Whatever is typed: no crash, probabilities are probabilities, spans lie in the text, the same answer twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.triage import Classifier, Index, Matter, extract, topics
from bihuan.triage.letters import lay_out
from bihuan.triage.people import may_name_people, most_people
from bihuan.triage.scanner import Scanner
from bihuan.triage.training import Row

PIECES = st.sampled_from(
    [
        "着火了",
        "没有人受伤",
        "我们20多户",
        "13800001234",
        "12万元",
        "青石镇",
        "\ud800",
        "😀",
        "\x00",
        "İ",
        "\n",
        "100000000000元",
        "三千",
        "",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))
CLASSIFIER = Classifier.load(None)


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_classify_any_texts(texts):
    answers = CLASSIFIER.classify(texts)
    assert len(answers) == len(texts)
    for text, answer in zip(texts, answers, strict=True):
        assert 0 <= answer.confidence <= 1
        assert answer.top[0] == (answer.label, answer.confidence)
        assert list(answer.top) == sorted(answer.top, key=lambda one: -one[1])
        assert all(text[word.start : word.end] == word.word for word in answer.deciding)
    assert CLASSIFIER.classify(texts) == answers
    assert [CLASSIFIER.classify([text])[0].label for text in texts] == [answer.label for answer in answers]


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_extract_spans_are_the_text(text):
    for one in extract(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.written


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
def test_any_text_can_be_filed_and_looked_up(texts, asked):
    index = Index()
    for at, text in enumerate(texts):
        index.add(str(at), Matter(text))
    found = index.query(Matter(asked), top=3)
    assert len(found) <= 3 and all(0 <= one.score <= 1 for one in found)
    assert found == index.query(Matter(asked), top=3)
    topics([Row(str(at), text) for at, text in enumerate(texts)])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text("ab甲乙1", min_size=2, max_size=4), min_size=1, max_size=6), st.text("ab甲乙1丙,", max_size=40))
def test_scanner_finds_what_a_plain_search_finds(words, text):
    found = {(one.word, one.start) for one in Scanner(dict.fromkeys(words)).scan([text])[0]}
    assert all(text[start : start + len(word)] == word for word, start in found)
    assert bool(found) == any(word in text for word in words)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("三十20多余几个名位户人家工村口,甲", max_size=14), min_size=1, max_size=4))
def test_the_quick_look_for_people_misses_nobody(texts):
    may = may_name_people(lay_out(texts))
    assert all(may[at] for at, text in enumerate(texts) if most_people(text))
