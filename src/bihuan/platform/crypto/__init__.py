"""Personal fields: SM4-GCM encryption with a key ring, and keyed blind indexes for exact look-up."""

import base64
import hmac
import secrets
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash

from bihuan.platform.crypto.keyring import KeyRing, ring

__all__ = ["Unreadable", "blind", "digest", "open_sealed", "ring", "seal", "sealer", "sign"]

NONCE_BYTES, TAG_BYTES = 12, 16


class Unreadable(ValueError):
    """A sealed value that no key of the ring opens: wrong key, wrong place or tampering."""


def seal(text: str, place: str, keys: KeyRing | None = None) -> str:
    """Encrypt `text` with the ring's current key, bound to `place` ("table.column"); returns "k<id>:<base64>"."""
    return sealer(place, keys)(text)


def sealer(place: str, keys: KeyRing | None = None) -> Callable[[str], str]:
    """`seal` for many texts of one place."""
    keyring = keys or ring()
    cipher, bound, prefix = algorithms.SM4(keyring.current), place.encode(), f"k{keyring.current_id}:"

    def sealed(text: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        encryptor = Cipher(cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        body = encryptor.update(text.encode()) + encryptor.finalize()
        return prefix + base64.b64encode(nonce + body + encryptor.tag).decode("ascii")

    return sealed


def open_sealed(sealed: str, place: str, keys: KeyRing | None = None) -> str:
    """The text of a value made by `seal` for the same `place`.

    Raises:
        Unreadable: unknown key, other place, or changed bytes.
    """
    keyring = keys or ring()
    key_id, _colon, encoded = sealed.partition(":")
    try:
        key = keyring.key(int(key_id.removeprefix("k")))
        raw = base64.b64decode(encoded, validate=True)
        nonce, body, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(place.encode())
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise Unreadable(f"a value of {place} cannot be opened") from error


@lru_cache(maxsize=4096)
def blind(value: str, kind: str) -> str:
    """A keyed 128-bit index of `value` for exact look-up ("phone", "name", "id_number"); "" for an empty value.

    Phones are compared by their digits and identity numbers in upper case, however they are stored or asked for.
    """
    if kind == "phone":
        value = "".join(character for character in value if character.isdigit())
    elif kind == "id_number":
        value = value.strip().upper()
    if not value:
        return ""
    return hmac.digest(ring().index_key, f"{kind}\0{value}".encode(), "sha256").hex()[:32]


def sign(content: bytes) -> str:
    """Keyed digest (HMAC-SHA256, hex) under the installation's audit key."""
    return hmac.digest(ring().audit_key, content, "sha256").hex()


def digest(content: bytes) -> str:
    """SM3 digest (GB/T 32905), hex."""
    hashing = Hash(SM3())
    hashing.update(content)
    return hashing.finalize().hex()
