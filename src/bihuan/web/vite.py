"""Which built files a page entry needs, read from the manifest that the front-end build leaves."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from django.core.exceptions import ImproperlyConfigured

BUILT = Path(__file__).resolve().parent / "static" / "bihuan"
MANIFEST = "vite-manifest.json"


class _Chunk(TypedDict, total=False):
    """One entry of Vite's manifest; only what is read here."""

    file: str
    css: list[str]
    imports: list[str]


@dataclass(frozen=True, slots=True)
class Built:
    """The files of one entry, as names under `static/bihuan/`: its script, the modules it waits for, its style sheets."""

    script: str
    modules: tuple[str, ...]
    styles: tuple[str, ...]


@lru_cache(maxsize=8)
def _chunks(manifest: Path, written: int) -> dict[str, _Chunk]:
    chunks: dict[str, _Chunk] = json.loads(manifest.read_text(encoding="utf-8"))
    return chunks


def built(entry: str, folder: Path = BUILT) -> Built:
    """The files of `entry` (`desk`, `public`, `charts`, `map`), imported style sheets first.

    Read again whenever a new build was made, so that a running server follows.

    Raises:
        ImproperlyConfigured: nothing was built yet, or the build knows no such entry.
    """
    manifest = folder / MANIFEST
    try:
        chunks = _chunks(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError as missing:
        raise ImproperlyConfigured("The front end was not built: run `make frontend`.") from missing
    key = f"src/{entry}.ts"
    if key not in chunks:
        raise ImproperlyConfigured(f"The front end has no entry {entry!r}.")
    found: dict[str, _Chunk] = {}
    _collect(key, chunks, found)
    own = found.pop(key)
    in_order = [*found.values(), own]
    return Built(
        script=own["file"],
        modules=tuple(chunk["file"] for chunk in found.values()),
        styles=tuple(dict.fromkeys(style for chunk in in_order for style in chunk.get("css", []))),
    )


def _collect(key: str, chunks: dict[str, _Chunk], found: dict[str, _Chunk]) -> None:
    """Put the chunk `key` into `found` after everything that it imports."""
    for imported in chunks[key].get("imports", []):
        if imported not in found:
            _collect(imported, chunks, found)
    found[key] = chunks[key]
