"""The chapters of the manual, read from the same files that the documentation is built from."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

PICTURE = re.compile(r"^\.\./pictures/([a-z0-9-]+\.png)$")
CHAPTER = re.compile(r"^([a-z-]+)\.md(?:#.*)?$")
# Chapters in the order people meet them; one that is not named follows after these.
ORDER = (
    "everyday", "duty-officer", "mediator", "village", "field", "handler", "supervisor", "leader", "clerk", "enterprises",
    "administrator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a chapter: its heading, "" for what stands before the first, and the HTML below it."""

    title: str
    anchor: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the manual."""

    key: str
    title: str
    sections: tuple[Section, ...]

    def section(self, title: str) -> Section | None:
        """The section with this heading."""
        return next((one for one in self.sections if one.title == title), None)


def folder() -> Path:
    """Where the manual lies; it comes with the sources, not with the package alone."""
    return Path(settings.MANUAL)


@lru_cache(maxsize=1)
def chapters() -> dict[str, Chapter]:
    """Every chapter by its key, in reading order; none where the manual was not installed."""
    found = {path.stem: _read(path) for path in sorted((folder() / "manual").glob("*.md"))}
    first = [key for key in ORDER if key in found]
    return {key: found[key] for key in [*first, *(key for key in found if key not in first)]}


def _read(path: Path) -> Chapter:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _fence)
    tokens = parser.parse(path.read_text(encoding="utf-8"))
    for token in tokens:
        for child in token.children or ():
            _point_inside(child)
    title, heading = path.stem, ""
    sections: list[Section] = []
    body: list[Token] = []

    def close() -> None:
        html = parser.renderer.render(body, parser.options, {})
        if heading or html.strip():
            # The manual is the product's own text, and HTML inside it is not read.
            sections.append(Section(heading, _anchor(heading), SafeString(html)))

    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            words = "".join(child.content for child in tokens[index + 1].children or ())
            if token.tag == "h1":
                title = words
            else:
                close()
                heading, body = words, []
            index += 3
            continue
        body.append(token)
        index += 1
    close()
    return Chapter(path.stem, title, tuple(sections))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading).strip("-")


def _fence(_renderer: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    """Pictures stand in a block of their own with a caption; any other block is shown as it is."""
    token = tokens[index]
    kind, _space, path = token.info.partition(" ")
    picture = PICTURE.match(path.strip())
    if kind == "{image}" and picture:
        caption = next((line[5:].strip() for line in token.content.splitlines() if line.startswith(":alt:")), "")
        address = reverse("web:help_picture", args=[picture[1]])
        return format_html('<figure><img src="{}" alt="{}" loading="lazy"></figure>', address, caption)
    return f"<pre><code>{escape(token.content)}</code></pre>"


def _point_inside(token: Token) -> None:
    """Links between chapters lead to the chapters as the desk shows them; others, into the engineers' pages, are plain words."""
    if token.type == "link_open":
        chapter = CHAPTER.match(str(token.attrGet("href") or ""))
        if chapter:
            token.attrSet("href", reverse("web:help_chapter", args=[chapter[1]]))
        elif not str(token.attrGet("href")).startswith(("/", "#")):
            token.attrSet("href", reverse("web:help"))
