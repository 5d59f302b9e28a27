"""Cells matched to the choices of a column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.reading import ChoiceSet, Option, Read, ReadingError, pinyin

KINDS = ChoiceSet(
    [
        Option("family", "婚姻家庭纠纷", ("家庭纠纷", "婚恋矛盾")),
        Option("neighbours", "邻里纠纷"),
        Option("housing", "房屋宅基地纠纷", ("宅基地",)),
        Option("contract", "合同纠纷"),
        Option("damages", "损害赔偿纠纷", ("人身损害",)),
        Option("labour", "劳动争议纠纷", ("劳资纠纷", "欠薪")),
        Option("land", "山林土地纠纷", ("土地纠纷",)),
        Option("property", "物业纠纷"),
        Option("traffic", "道路交通事故纠纷", ("交通事故",)),
        Option("other", "其他纠纷", ("其它",)),
    ]
)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("邻里纠纷", "neighbours"), ("邻里", "neighbours"), ("邻里矛盾", "neighbours"), ("neighbours", "neighbours"),
        (" 邻 里 ", "neighbours"), ("1.邻里纠纷", "neighbours"), ("(2)邻里", "neighbours"), ("婚姻家庭", "family"),
        ("家庭纠纷", "family"), ("婚恋矛盾", "family"), ("婚姻、家庭纠纷", "family"), ("宅基地", "housing"),
        ("宅基地纠纷", "housing"), ("合同问题", "contract"), ("人身损害", "damages"), ("劳动争议", "labour"),
        ("欠薪", "labour"), ("劳资", "labour"), ("土地", "land"), ("道路交通", "traffic"), ("交通事故", "traffic"),
        ("其它", "other"), ("其他", "other"), ("□邻里纠纷☑物业纠纷", "property"),
    ],
)  # fmt: skip
def test_usual_words_are_understood(cell, key):
    assert KINDS.read(cell) == Read(key), KINDS.read(cell)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("邻里间纠纷", "neighbours"), ("物业管理纠纷", "property"), ("农村宅基地纠纷", "housing"),
        ("邻理纠纷", "neighbours"), ("山林土地纠分", "land"), ("婚姻", "family"), ("交通", "traffic"),
    ],
)  # fmt: skip
def test_a_guess_is_marked_and_names_what_it_took(cell, key):
    found = KINDS.read(cell)
    assert isinstance(found, Read) and found.value == key and not found.sure
    assert found.candidates[0] == KINDS.label(key) and KINDS.label(key) in found.note


@pytest.mark.parametrize("cell", ["其它类别甲", "其他某类", "消费纠纷", "纠纷", "医疗", "物流纠纷", 1, True, "🙂"])
def test_unknown_words_are_refused_with_the_nearest_named(cell):
    found = KINDS.read(cell)
    assert isinstance(found, ReadingError) and found.code == "choice_unknown", found
    assert found.candidates and found.candidates[0] in found.message_zh


def test_two_choices_in_one_cell_are_ambiguous():
    found = KINDS.read("邻里/物业")
    assert (
        isinstance(found, ReadingError)
        and found.code == "choice_ambiguous"
        and set(found.candidates) == {"邻里纠纷", "物业纠纷"}
    )


def test_blank_is_no_choice_unless_a_choice_says_so():
    assert KINDS.read("") == KINDS.read("/") == Read(None)
    assert ChoiceSet([Option(0, "无"), Option(1, "有")]).read("无") == Read(0)


def test_a_word_for_two_choices_is_refused_at_construction():
    with pytest.raises(ValueError, match="two choices"):
        ChoiceSet([Option(1, "甲"), Option(2, "乙", ("甲",))])


def test_a_shortened_word_of_two_choices_is_not_guessed():
    both = ChoiceSet([Option(1, "土地征收纠纷"), Option(2, "土地承包纠纷")])
    assert isinstance(both.read("土地"), ReadingError)


RESULTS = ChoiceSet(
    [
        Option("settled", "调解成功", ("达成协议",)),
        Option("failed", "调解失败", ("未成功", "未达成")),
        Option("going", "调解中", ("正在调解",)),
    ]
)


@pytest.mark.parametrize("cell", ["不成功", "没有成功", "没成功", "未能成功", "未成功", "未能达成"])
def test_all_ways_to_deny_are_one(cell):
    assert RESULTS.read(cell) == Read("failed")


@pytest.mark.parametrize("cell", ["不成功", "没有成功", "未调解成功", "未能达成协议", "调解不成功", "成功", "达成"])
def test_a_denial_is_never_guessed_to_be_what_it_denies(cell):
    found = RESULTS.read(cell)
    denies = any(char in cell for char in "不没未")
    assert isinstance(found, ReadingError) or found.value == ("failed" if denies else "settled"), found


@given(
    st.one_of(
        st.text(max_size=20), st.floats(), st.integers(), st.text(alphabet="邻里纠纷物业宅基地其他土□☑", max_size=10)
    )
)
def test_no_cell_breaks_the_matcher(cell):
    assert isinstance(KINDS.read(cell), Read | ReadingError)


def test_pinyin_for_search():
    assert pinyin.initials("德固镇3号楼A座") == "dgz3hlaz" and pinyin.full("德固镇") == "deguzhen"
    assert {"zxl", "cxl"} <= set(pinyin.all_initials("曾小丽")) and len(
        pinyin.all_initials("单曾重行乐" * 20)
    ) == pinyin.MAX_INITIALS
