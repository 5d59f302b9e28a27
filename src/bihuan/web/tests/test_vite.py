"""The tag that names the built front-end files."""

import json
import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bihuan.web.vite import MANIFEST, built

CHUNKS = {
    "src/desk.ts": {
        "file": "desk-A.js",
        "css": ["desk-A.css"],
        "imports": ["_shared.js", "_words.js"],
        "isEntry": True,
    },
    "_shared.js": {"file": "shared-B.js", "css": ["icons-B.css"], "imports": ["_words.js"]},
    "_words.js": {"file": "words-C.js"},
}


def write(folder: Path, chunks: dict[str, dict[str, object]]) -> None:
    (folder / MANIFEST).write_text(json.dumps(chunks), encoding="utf-8")


def test_imported_modules_and_styles_come_before_the_entry_and_once(tmp_path: Path) -> None:
    write(tmp_path, CHUNKS)

    desk = built("desk", tmp_path)

    assert desk.script == "desk-A.js"
    assert desk.modules == ("words-C.js", "shared-B.js")
    assert desk.styles == ("icons-B.css", "desk-A.css")


def test_a_new_build_is_noticed_by_a_running_server(tmp_path: Path) -> None:
    write(tmp_path, CHUNKS)
    assert built("desk", tmp_path).script == "desk-A.js"

    write(tmp_path, {"src/desk.ts": {"file": "desk-Z.js"}})
    os.utime(tmp_path / MANIFEST, ns=(1, 1))

    assert built("desk", tmp_path).script == "desk-Z.js"


def test_a_missing_build_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="make frontend"):
        built("desk", tmp_path)


def test_an_unknown_entry_is_named(tmp_path: Path) -> None:
    write(tmp_path, CHUNKS)

    with pytest.raises(ImproperlyConfigured, match="'wall'"):
        built("wall", tmp_path)
