"""Draws the life cycle as an SVG from its Mermaid text: the loop as a row, ways back above it, detours below it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

BOX_WIDTH, BOX_HEIGHT, PITCH, MARGIN = 112, 44, 196, 30
LANE = 34  # pixels between two lines that run side by side
FROM_MANY = 4  # a state reached from so many others gets one line of text instead of an arrow from each
STYLE = (
    "text{font:14px 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif;fill:#1f2933}"
    ".verb{font-size:12px;fill:#334e68;paint-order:stroke;stroke:#f8fafc;stroke-width:5px}.box{fill:#fff;stroke:#1f5fa8;stroke-width:1.5}"
    ".end{stroke:#2e7d4f;stroke-width:2.5}.way{fill:none;stroke:#627d98;stroke-width:1.3}.main{stroke:#1f5fa8;stroke-width:2.2}"
)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One change of state and the verbs that make it."""

    source: str
    target: str
    verbs: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The Mermaid text taken apart."""

    names: dict[str, str]
    arrows: list[Arrow]
    final: frozenset[str]


def read(mermaid: str) -> Drawing:
    """Take the text of a state diagram apart.

    Raises:
        ValueError: a line is none of those that the life cycle writes.
    """
    names: dict[str, str] = {}
    arrows: list[Arrow] = []
    final: set[str] = set()
    for line in mermaid.strip().splitlines()[1:]:
        text = line.strip()
        if found := re.fullmatch(r'state "(.+)" as (\w+)', text):
            names[found[2]] = found[1]
        elif found := re.fullmatch(r"(\w+) --> (\w+): (.+)", text):
            arrows.append(Arrow(found[1], found[2], found[3]))
        elif found := re.fullmatch(r"(\w+) --> \[\*\]", text):
            final.add(found[1])
        elif not re.fullmatch(r"\[\*\] --> \w+", text):
            raise ValueError(f"not understood: {text}")
    return Drawing(names, arrows, frozenset(final))


def _lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A lane for each span so that spans in one lane do not touch; short ones lie nearest."""
    taken: list[list[tuple[float, float]]] = []
    chosen = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda one: (spans[one][1] - spans[one][0], spans[one])):
        low, high = spans[index]
        lane = next(
            (
                number
                for number, others in enumerate(taken)
                if all(high + 8 < start or end + 8 < low for start, end in others)
            ),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        chosen[index] = lane
    return chosen


def _ports(arrows: Sequence[Arrow], middle: dict[str, float]) -> dict[tuple[int, str], float]:
    """Where each arrow leaves or meets a box: the ends at one box spread over its edge, nearest to where they go."""
    ends: dict[str, list[tuple[float, int]]] = {}
    for number, arrow in enumerate(arrows):
        ends.setdefault(arrow.source, []).append((middle[arrow.target], number))
        ends.setdefault(arrow.target, []).append((middle[arrow.source], number))
    ports = {}
    for state, found in ends.items():
        for place, (_other, number) in enumerate(sorted(found), start=1):
            ports[(number, state)] = middle[state] + BOX_WIDTH * (place / (len(found) + 1) - 0.5) * 0.92
    return ports


def _box(name: str, middle: float, top: float, *, end: bool) -> str:
    kind = "box end" if end else "box"
    return (
        f'<rect class="{kind}" x="{middle - BOX_WIDTH / 2:.0f}" y="{top:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
        f'<text x="{middle:.0f}" y="{top + BOX_HEIGHT / 2 + 5:.0f}" text-anchor="middle">{escape(name)}</text>'
    )


def _label(text: str, x: float, y: float, anchor: str = "middle") -> str:
    return f'<text class="verb" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def _way(points: Iterable[tuple[float, float]], kind: str = "way") -> str:
    steps = " L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return f'<path class="{kind}" d="M{steps}" marker-end="url(#tip)"/>'


def draw(mermaid: str, loop: Sequence[str]) -> str:
    """The SVG; `loop` names the states of the way that the loop wants, in order."""
    drawing = read(mermaid)
    sources: dict[str, set[str]] = {}
    for arrow in drawing.arrows:
        sources.setdefault(arrow.target, set()).add(arrow.source)
    crowded = [s for s in drawing.names if s not in loop and len(sources.get(s, ())) >= FROM_MANY]
    beside = [s for s in drawing.names if s not in loop and s not in crowded]
    middle = {state: MARGIN + BOX_WIDTH / 2 + PITCH * number for number, state in enumerate(loop)}
    for state in beside:
        near = [middle[one] for one in sources[state] if one in middle]
        middle[state] = sum(near) / len(near)
    plain = [one for one in drawing.arrows if one.source not in crowded and one.target not in crowded]
    order = {state: number for number, state in enumerate(loop)}
    onward = [a for a in plain if a.source in order and order.get(a.target) == order[a.source] + 1]
    above = [a for a in plain if a.source in order and a.target in order and a not in onward]
    below = [a for a in plain if a.source in beside or a.target in beside]

    above_ports, below_ports = _ports(above, middle), _ports(below, middle)
    parts: list[str] = []
    words: list[str] = []  # drawn last, so that no line runs through them
    lanes = _lanes([_span(above_ports, n, a) for n, a in enumerate(above)])
    top = 40 + LANE * (max(lanes, default=-1) + 1)
    for number, (arrow, lane) in enumerate(zip(above, lanes, strict=True)):
        start, end = above_ports[(number, arrow.source)], above_ports[(number, arrow.target)]
        height = top - 28 - LANE * lane
        parts.append(_way([(start, top), (start, height), (end, height), (end, top - 3)]))
        words.append(_label(arrow.verbs, (start + end) / 2, height - 6))
    for arrow in onward:
        left, right = middle[arrow.source] + BOX_WIDTH / 2, middle[arrow.target] - BOX_WIDTH / 2
        parts.append(_way([(left, top + BOX_HEIGHT / 2), (right - 3, top + BOX_HEIGHT / 2)], "way main"))
        words.append(_label(arrow.verbs, (left + right) / 2, top + BOX_HEIGHT / 2 - 8))
    low_lanes = _lanes([_span(below_ports, n, a) for n, a in enumerate(below)])
    bottom = top + BOX_HEIGHT
    low = bottom + 32 + LANE * (max(low_lanes, default=-1) + 1)
    for number, (arrow, lane) in enumerate(zip(below, low_lanes, strict=True)):
        start, end = below_ports[(number, arrow.source)], below_ports[(number, arrow.target)]
        height = bottom + 32 + LANE * lane
        down = arrow.source in order
        first, last = (bottom, low - 3) if down else (low, bottom + 3)
        parts.append(_way([(start, first), (start, height), (end, height), (end, last)]))
        words.append(_label(arrow.verbs, (start + end) / 2, height - 6))
    for state in loop:
        parts.append(_box(drawing.names[state], middle[state], top, end=state in drawing.final))
    for state in beside:
        parts.append(_box(drawing.names[state], middle[state], low, end=state in drawing.final))
    height = low + BOX_HEIGHT + 30
    for state in crowded:
        parts.append(_crowded(drawing, state, height))
        height += BOX_HEIGHT + 20
    width = MARGIN * 2 + BOX_WIDTH + PITCH * (len(loop) - 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
        f"<title>事项的一生</title><style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#486581"/></marker></defs>'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#f8fafc"/>\n'
        + "\n".join([*parts, *words])
        + "\n</svg>\n"
    )


def _span(ports: dict[tuple[int, str], float], number: int, arrow: Arrow) -> tuple[float, float]:
    """What an arrow takes of its lane: from port to port, and at least the width of its words."""
    start, end = sorted((ports[(number, arrow.source)], ports[(number, arrow.target)]))
    words = len(arrow.verbs) * 12 / 2
    return min(start, (start + end) / 2 - words), max(end, (start + end) / 2 + words)


def _crowded(drawing: Drawing, state: str, top: float) -> str:
    """A state that many others lead to: their names, the verb, the box, and the ways out of it."""
    coming = [arrow for arrow in drawing.arrows if arrow.target == state]
    going = [arrow for arrow in drawing.arrows if arrow.source == state]
    names = "、".join(drawing.names[arrow.source] for arrow in coming)
    x = MARGIN + len(names) * 14 + 20
    verb = coming[0].verbs
    box = x + 110 + BOX_WIDTH / 2
    y = top + BOX_HEIGHT / 2
    parts = [
        f'<text x="{MARGIN}" y="{y + 5:.0f}">{escape(names)}</text>',
        _way([(x, y), (x + 105, y)]),
        _label(verb, x + 52, y - 8),
        _box(drawing.names[state], box, top, end=state in drawing.final),
    ]
    onward: dict[str, list[str]] = {}
    for arrow in going:
        onward.setdefault(arrow.verbs, []).append(drawing.names[arrow.target])
    right = box + BOX_WIDTH / 2
    for verbs, targets in onward.items():
        parts.append(_way([(right, y), (right + 105, y)]))
        parts.append(_label(verbs, right + 50, y - 8))
        parts.append(f'<text x="{right + 115:.0f}" y="{y + 5:.0f}">{escape("、".join(targets))}</text>')
    return "".join(parts)
