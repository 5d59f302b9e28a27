"""The key ring: numbered encryption keys in the state folder; the highest number is used for new values."""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

KEY_BYTES = 16  # SM4 (GB/T 32907) has 128-bit keys


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`keys` by number; `index_key` and `audit_key` never rotate, since stored indexes and marks depend on them."""

    keys: dict[int, bytes]
    index_key: bytes
    audit_key: bytes

    @property
    def current_id(self) -> int:
        return max(self.keys)

    @property
    def current(self) -> bytes:
        return self.keys[self.current_id]

    def key(self, key_id: int) -> bytes:
        return self.keys[key_id]


def _folder() -> Path:
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _make(path: Path, nbytes: int) -> bytes:
    """The key at `path`, made if missing; complete before it has its name, so that two processes never see half of one."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        fresh.write_bytes(secrets.token_bytes(nbytes))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first; its key is read below
        finally:
            fresh.unlink()
    return path.read_bytes()


def _load() -> KeyRing:
    folder = _folder()
    master = _make(folder / "index", 32)
    _make(folder / "personal-1", KEY_BYTES)
    keys = {int(path.name.removeprefix("personal-")): path.read_bytes() for path in folder.glob("personal-*")}
    return KeyRing(keys, sha256(b"index" + master).digest(), sha256(b"audit" + master).digest())


@lru_cache(maxsize=1)
def ring() -> KeyRing:
    """The installation's key ring, made on first use."""
    return _load()


def rotate() -> int:
    """Add a new current key and return its number; old values stay readable until they are sealed again."""
    number = ring().current_id + 1
    _make(_folder() / f"personal-{number}", KEY_BYTES)
    ring.cache_clear()
    return number
