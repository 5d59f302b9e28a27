"""The built app: small enough for a cheap phone, installable on Android."""

import gzip
import json

import pytest
from PIL import Image

from bihuan.field.shell import BUILT

MOST_SCRIPT = 150 * 1024  # bytes, compressed, before the map

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the field app was not built")


def test_the_script_before_the_map_is_small() -> None:
    scripts = [path for path in BUILT.glob("*.js") if path.name.startswith("index-")]
    assert scripts and sum(len(gzip.compress(path.read_bytes())) for path in scripts) < MOST_SCRIPT


def test_its_icons_are_there_in_the_sizes_they_say() -> None:
    icons = json.loads((BUILT / "manifest.webmanifest").read_text())["icons"]
    static = BUILT.parents[2] / "web" / "static" / "bihuan"
    pictures = [one for one in icons if one["type"] == "image/png"]
    for one in pictures:
        with Image.open(static / one["src"].rpartition("/")[2]) as image:
            assert f"{image.width}x{image.height}" == one["sizes"]
    assert {(one["sizes"], one["purpose"]) for one in pictures} >= {("192x192", "any"), ("512x512", "maskable")}
