"""A briefing as it is kept: paragraphs in which `{3}` is the third figure; and as a person edits it, `{3=12}`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from bihuan.insight.briefings.writing import Briefing, Figure, Piece, Section
from bihuan.platform.indicators import Part, Period

HOLE = re.compile(r"\{(\d+)\}")
TYPED = re.compile(r"\{(\d+)=([^{}=]*)\}")
MOST_FIGURE, MOST_PARAGRAPH, MOST_PARAGRAPHS = 20, 3000, 30


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A number of a kept briefing: `text` as the rows gave it, `said` as the briefing says it."""

    key: str
    period: str
    part: str
    group: list[str] | None
    label: str
    text: str
    said: str

    @classmethod
    def of(cls, figure: Figure) -> "KeptFigure":
        """A figure as it was just made."""
        group = list(figure.group) if figure.group else None
        return cls(figure.key, str(figure.period), str(figure.part), group, figure.label, figure.text, figure.text)

    @property
    def by_hand(self) -> bool:
        """Whether a person wrote another number than the rows gave."""
        return self.said != self.text

    @property
    def figure(self) -> Figure:
        """As the briefing says it, with its rows."""
        group = (self.group[0], self.group[1]) if self.group else None
        return Figure(self.said, self.key, Period.parse(self.period), Part(self.part), group, self.label)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class KeptSection:
    """A heading with paragraphs as they stand and as they were `made`, and a table of cells."""

    title: str
    paragraphs: list[str]
    made: list[str]
    table: list[list[str]]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def taken_apart(briefing: Briefing) -> tuple[list[KeptSection], list[KeptFigure]]:
    """A briefing just made, as text with holes and the figures of the holes."""
    figures: list[KeptFigure] = []

    def hole(piece: Piece) -> str:
        if isinstance(piece, str):
            return plain(piece)
        figures.append(KeptFigure.of(piece))
        return f"{{{len(figures)}}}"

    sections = []
    for section in briefing.sections:
        paragraphs = [
            "".join(hole(piece) for sentence in sentences for piece in sentence) for sentences in section.paragraphs
        ]
        table = [[hole(cell) for cell in row] for row in section.table]
        sections.append(KeptSection(section.title, paragraphs, paragraphs, table))
    return sections, figures


def plain(text: str) -> str:
    """Words that cannot be taken for a figure."""
    return text.translate({ord("{"): "\uff5b", ord("}"): "\uff5d"})


def pieces(text: str, figures: Sequence[KeptFigure]) -> list[str | KeptFigure]:
    """Words and figures in turn."""
    parts = HOLE.split(text)
    return [figures[int(part) - 1] if turn % 2 else part for turn, part in enumerate(parts) if part]


def as_section(section: KeptSection, figures: Sequence[KeptFigure]) -> Section:
    """A kept section as Word writes it."""

    def said(text: str) -> tuple[Piece, ...]:
        return tuple(one if isinstance(one, str) else one.figure for one in pieces(text, figures))

    def cell(text: str) -> Piece:
        found = said(text)
        return found[0] if found else ""

    table = [[cell(text) for text in row] for row in section.table]
    return Section(section.title, [[said(text)] for text in section.paragraphs], table)


def used(sections: Sequence[KeptSection]) -> set[int]:
    """The numbers of the figures that stand in the text or in a table."""
    texts = [text for section in sections for several in (section.paragraphs, *section.table) for text in several]
    return {int(number) for text in texts for number in HOLE.findall(text)}


def for_editing(text: str, figures: Sequence[KeptFigure]) -> str:
    """`{3}` as `{3=12}`."""
    return HOLE.sub(lambda found: f"{{{found[1]}={figures[int(found[1]) - 1].said}}}", text)


def read_back(
    typed: Sequence[str], figures: Sequence[KeptFigure], fault: Callable[[int, str], None]
) -> tuple[list[str], list[KeptFigure]]:
    """Paragraphs as a person typed them, and the figures with what the person wrote; `fault` hears what cannot be read,
    with the place of its paragraph."""
    said: dict[int, str] = {}
    paragraphs: list[str] = []
    for place, text in enumerate(typed):
        words = text.strip()
        if len(words) > MOST_PARAGRAPH:
            fault(place, _("一段最多 %(n)d 字。") % {"n": MOST_PARAGRAPH})
        if any(mark in TYPED.sub("", words) for mark in "{}"):
            fault(place, _("花括号里的数字要写成 {3=12} 的样子:等号前是序号(不要改),等号后是数字。"))
            continue
        for number, value in TYPED.findall(words):
            if not 1 <= int(number) <= len(figures):
                fault(place, _("没有第 %(n)s 个数字,请照原来的序号写。") % {"n": number[:6]})
            elif not value.strip() or len(value.strip()) > MOST_FIGURE:
                fault(place, _("请写明第 %(n)s 个数字;不要这个数字时,把整个花括号删去。") % {"n": number})
            elif said.setdefault(int(number), value.strip()) != value.strip():
                fault(place, _("第 %(n)s 个数字在两处写得不一样。") % {"n": number})
        paragraphs.append(TYPED.sub(r"{\1}", "".join(words.splitlines())))
    changed = [replace(one, said=said.get(number, one.said)) for number, one in enumerate(figures, start=1)]
    return paragraphs, changed
