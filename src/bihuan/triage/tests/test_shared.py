"""What two texts say alike: found in both, nothing else, whatever they are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bihuan.triage.shared import RUN, shared_spans

CHINESE = st.text("刘庄村二组从周五起没有自来水停电,。 路灯不亮请尽快修abc123", max_size=60)


def said(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_the_same_issue_and_place_are_marked_in_both() -> None:
    one, other = "刘庄村二组从周五起停水,老人没法做饭", "刘庄村昨晚停水,请尽快处理"
    here, there = shared_spans(one, other)
    assert "刘庄村" in "".join(said(one, here)) and "停水" in "".join(said(one, here))
    assert said(other, there) == ["刘庄村", "停水"]


def test_texts_about_different_things_share_nothing() -> None:
    assert shared_spans("广场舞噪音扰民", "井盖丢失") == ([], [])
    assert shared_spans("", "井盖丢失") == ([], [])


@given(CHINESE, CHINESE)
def test_what_is_marked_stands_in_the_other_too(one: str, other: str) -> None:
    here, there = shared_spans(one, other)
    for text, spans, against in ((one, here, other), (other, there, one)):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] < after[0] for before, after in pairwise(spans))
        for piece in said(text, spans):
            windows = [piece[at : at + RUN] for at in range(len(piece) - RUN + 1)] or [piece]
            assert any(window.lower() in against.lower() for window in windows), (piece, against)


@given(CHINESE.filter(lambda text: len(text.replace(" ", "")) > RUN))
def test_a_text_shares_all_its_runs_with_itself(text: str) -> None:
    here, there = shared_spans(text, text)
    assert here == there
