"""Personal fields at rest: unreadable without the key, bound to their place, readable after rotation."""

import base64
import string

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bihuan.orgs.models import Staff
from bihuan.platform.crypto import Unreadable, blind, digest, open_sealed, seal, sign
from bihuan.platform.crypto.keyring import KeyRing

RING = KeyRing({1: b"1" * 16}, b"i" * 32, b"a" * 32)
ROTATED = KeyRing({1: b"1" * 16, 2: b"2" * 16}, b"i" * 32, b"a" * 32)


@given(st.text(min_size=1))
def test_what_was_sealed_opens_to_the_same_text(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert open_sealed(seal(text, "t.c", RING), "t.c", RING) == text


def test_sealing_the_same_twice_looks_different():
    assert seal("13800001234", "t.c", RING) != seal("13800001234", "t.c", RING)


def test_old_values_open_after_rotation_and_new_ones_carry_the_new_key():
    old = seal("㑇𠮷", "t.c", RING)
    assert open_sealed(old, "t.c", ROTATED) == "㑇𠮷"
    new = seal("㑇𠮷", "t.c", ROTATED)
    assert new.startswith("k2:")
    with pytest.raises(Unreadable):
        open_sealed(new, "t.c", RING)


def test_value_copied_into_another_column_does_not_open():
    with pytest.raises(Unreadable):
        open_sealed(seal("13800001234", "orgs_staff.phone", RING), "orgs_resident.phone", RING)


@given(st.integers(min_value=0, max_value=10_000))
def test_any_changed_byte_is_noticed(position):
    sealed = seal("13800001234", "t.c", RING)
    raw = bytearray(base64.b64decode(sealed.removeprefix("k1:")))
    raw[position % len(raw)] ^= 1
    with pytest.raises(Unreadable):
        open_sealed("k1:" + base64.b64encode(bytes(raw)).decode(), "t.c", RING)


@given(st.text(alphabet=string.printable, max_size=40))
def test_nonsense_is_unreadable_and_nothing_worse(text):
    with pytest.raises(Unreadable):
        open_sealed(text, "t.c", RING)


def test_blind_index_is_the_same_for_the_same_value_and_kind_alone():
    assert blind("赵小满", "name") == blind("赵小满", "name") != blind("赵小满", "address")
    assert blind("", "name") == "" and len(blind("x", "name")) == 32


def test_digest_is_sm3():
    # GB/T 32905-2016, example 1: "abc"
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_marks_depend_on_the_content():
    assert sign(b"a") == sign(b"a") != sign(b"b")


def test_database_holds_no_phone_number(county):
    staff = county.who("德固镇统计员")
    staff.phone = "13800001234"
    staff.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM orgs_staff WHERE username = %s", [staff.username])
        sealed, index = cursor.fetchone()
    assert sealed.startswith("k1:") and "13800001234" not in sealed + index
    assert Staff.objects.get(phone_index=index).phone == "13800001234"
