"""The Chinese index on whichever database runs: one and two characters, rare ones, numbers, and names only as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.ids import new_id
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.grams import grams, query_grams
from bihuan.platform.search.index import matching, put, tokens

pytestmark = pytest.mark.django_db


def indexed(*texts: str, names=(), phones=(), kind="case"):
    object_id = new_id()
    put(kind, object_id, tokens(*texts, names=names, phones=phones), town_id=None)
    return object_id


def found(text: str, kind="case"):
    return set(matching(kind, text).values_list("object_id", flat=True))


def test_one_two_and_more_characters_find_their_text():
    pipe = indexed("刘庄村自来水管道破裂", "DGZ-20260603-0012")
    light = indexed("河湾村路灯不亮", "DGZ-20260603-0013")
    assert found("水") == found("水管") == found("自来水管道") == {pipe}
    assert found("村") == {pipe, light}
    assert found("灯 河湾") == {light}
    assert found("火") == found("水灯") == set()


def test_rare_characters_outside_the_basic_plane_are_found():
    rare = indexed("㑇家桥与𠮷祥里")
    indexed("平安里")
    assert found("㑇") == found("𠮷") == found("𠮷祥") == {rare}


def test_number_is_found_by_its_beginning_and_latin_in_any_case():
    first = indexed("DGZ-20260603-0012 Bihuan")
    indexed("DGZ-20260604-0001")
    assert found("20260603") == found("dgz-20260603") == found("BIHUAN") == found("bihu") == {first}


def test_name_and_phone_are_found_only_whole_and_never_stored():
    person = indexed("路灯不亮", names=["赵小满"], phones=["13800001234"])
    assert found("赵小满") == found("13800001234") == found("138-0000-1234") == {person}
    assert found("赵小") == found("小满") == found("赵") == found("138000012") == set()
    assert not {"赵", "赵小", "13800001234"} & set(SearchEntry.objects.get().grams)


def test_kinds_are_apart_and_a_new_text_replaces_the_old():
    object_id = indexed("水管", kind="case")
    assert found("水管", kind="dispute") == set()
    put("case", object_id, tokens("路灯"), town_id=None)
    assert found("水管") == set() and found("路灯") == {object_id}
    assert SearchEntry.objects.count() == 1


def test_removed_object_is_not_found():
    object_id = indexed("水管")
    SearchEntry.objects.filter(object_id=object_id).delete()
    assert found("水管") == set()


@pytest.mark.parametrize(
    "text", ["", " ", "'", '"', "'; DROP TABLE x; --", "水' | 管", "*", "NOT AND OR", "(", "\\", "%", "😀", "a" * 5000]
)
def test_hostile_questions_are_only_questions(text):
    indexed("水管")
    list(matching("case", text)[:5])


def test_very_long_word_is_indexed_and_found_by_its_beginning():
    word = indexed("a" * 5000)
    assert found("a" * 5000) == found("a" * 10) == {word}


def test_very_long_text_is_indexed_within_bounds():
    assert len(grams("水管漏" + "一" * 20 + "".join(chr(0x4E00 + n) for n in range(15000)))) < 40_000


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x4E20), min_size=1, max_size=30), st.data())
def test_every_part_of_a_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert set(query_grams(text[start:end])) <= set(grams(text))
