"""Bytes on disk under the digest of their content, written so that a crash leaves all of a file or nothing."""

import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 1024 * 1024


def path_of(digest: str, *, area: str = "") -> Path:
    """Where the content `digest` (SHA-256, hex) lies; `area` separates what can be made again (thumbnails)."""
    root = Path(settings.MEDIA_ROOT) / area if area else Path(settings.MEDIA_ROOT)
    return root / digest[:2] / digest[2:4] / digest


def chunks(content: IO[bytes]) -> Iterator[bytes]:
    """The content from its start, a megabyte at a time."""
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk
    content.seek(0)


def digest_of(content: IO[bytes]) -> str:
    """SHA-256 of the content, hex."""
    hashing = sha256()
    for chunk in chunks(content):
        hashing.update(chunk)
    return hashing.hexdigest()


def keep(content: IO[bytes], digest: str, *, area: str = "") -> Path:
    """Put the content at its place; content that is there already is only marked as used."""
    path = path_of(digest, area=area)
    try:
        os.utime(path)
    except FileNotFoundError:
        _write(path, content)
    return path


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as target:
            for chunk in chunks(content):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
