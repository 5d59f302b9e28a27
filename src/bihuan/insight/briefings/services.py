"""Writing briefings: made from the rows, edited by a person, approved by another, then left alone."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.insight.briefings import selectors
from bihuan.insight.briefings.cycle import BRIEFINGS, WRITE_BRIEFINGS, B
from bihuan.insight.briefings.text import MOST_PARAGRAPHS, KeptFigure, KeptSection, read_back, taken_apart, used
from bihuan.insight.briefings.writing import briefing_of, rhythm
from bihuan.insight.models import KeptBriefing
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.indicators import Period
from bihuan.platform.policies import require


def make_briefing(actor: Actor, *, area: Area, every: str, day: date) -> KeptBriefing:
    """Write the briefing of the week or month in which `day` lies from what the rows say, and keep it as a draft.

    Raises:
        Invalid: fields `every`; `day` for a period that has not begun.
        Conflict: the briefing of this period is being written already.
        NotAllowed: `actor` writes no briefings for this area.
    """
    require(actor, WRITE_BRIEFINGS)
    faults = Faults()
    faults.choice("every", every, list(KeptBriefing.Every.values))
    faults.stop()
    period = rhythm(every).of(day)
    if period.start > clock.today():
        raise Invalid(_("这一期还没有开始。"), field="day", code="future")
    briefing = KeptBriefing(
        every=every, area=area, town_id=area.town_id, area_path=area.path, start=period.start, end=period.end,
        made_by_id=actor.actor_id,
    )  # fmt: skip
    BRIEFINGS.check(actor, WRITE_BRIEFINGS, briefing)
    _write(actor, briefing)
    return create(briefing, actor=actor, verb="make")


def _write(actor: Actor, briefing: KeptBriefing) -> None:
    period = Period(briefing.start, briefing.end)
    made = briefing_of(actor, selectors.asked_area(briefing), period, briefing.every)
    briefing.title, briefing.made_at = made.title, clock.now()
    _put(briefing, *taken_apart(made))


def _put(briefing: KeptBriefing, sections: Sequence[KeptSection], figures: Sequence[KeptFigure]) -> None:
    briefing.sections = [one.as_json() for one in sections]
    briefing.figures = [one.as_json() for one in figures]
    briefing.by_hand = sum(1 for number in used(sections) if figures[number - 1].by_hand)


def remake(actor: Actor, *, briefing_id: UUID, seen: int | None = None) -> KeptBriefing:
    """Write a draft anew from what the rows say now; what was edited is given up."""
    with change(KeptBriefing, briefing_id, actor=actor, verb="remake", seen=seen) as briefing:
        _write(actor, briefing)
    return briefing


def edit(
    actor: Actor, *, briefing_id: UUID, title: str, paragraphs: Sequence[Sequence[str]], seen: int | None = None
) -> KeptBriefing:
    """Keep the text of each section as a person wrote it; empty paragraphs go.

    Raises:
        Invalid: `title`; `p-<section>-<paragraph>` for figures that cannot be read.
    """
    with change(KeptBriefing, briefing_id, actor=actor, verb="edit", seen=seen) as briefing:
        faults, sections = Faults(), selectors.sections_of(briefing)
        if len(paragraphs) != len(sections) or any(len(several) > MOST_PARAGRAPHS for several in paragraphs):
            raise Invalid(_("简报的段落已变,请重新打开后修改。"), code="sections")
        named = faults.name("title", title, _("标题"), most=100)
        names = [f"p-{number}-{turn}" for number, several in enumerate(paragraphs) for turn in range(len(several))]
        typed = [text for several in paragraphs for text in several]
        texts, figures = read_back(
            typed, selectors.figures_of(briefing), lambda place, words: faults.add(names[place], words, "figure")
        )
        faults.stop()
        kept, start = [], 0
        for section, several in zip(sections, paragraphs, strict=True):
            own = [text for text in texts[start : start + len(several)] if text]
            start += len(several)
            kept.append(KeptSection(section.title, own, section.made, section.table))
        briefing.title, briefing.edited_by_id = named, actor.actor_id
        _put(briefing, kept, figures)
    return briefing


def submit(actor: Actor, *, briefing_id: UUID, seen: int | None = None) -> KeptBriefing:
    """Put it before the approver, as it stands."""
    with change(KeptBriefing, briefing_id, actor=actor, verb="submit", seen=seen) as briefing:
        briefing.state, briefing.submitted_by_id = B.SUBMITTED, actor.actor_id
    return briefing


def send_back(actor: Actor, *, briefing_id: UUID, opinion: str, seen: int | None = None) -> KeptBriefing:
    """Return it to whoever wrote it.

    Raises:
        Invalid: `opinion` is empty.
    """
    if not opinion.strip():
        raise Invalid(_("请写明退回的原因。"), field="opinion", code="required")
    with change(KeptBriefing, briefing_id, actor=actor, verb="return", seen=seen) as briefing:
        briefing.state, briefing.opinion = B.DRAFT, opinion.strip()[:300]
        briefing.note(briefing.opinion)
    return briefing


def approve(actor: Actor, *, briefing_id: UUID, opinion: str = "", seen: int | None = None) -> KeptBriefing:
    """Freeze it; an approved briefing of the same period is superseded by this one.

    Raises:
        NotAllowed: the actor wrote or edited it.
    """
    with change(KeptBriefing, briefing_id, actor=actor, verb="approve", seen=seen) as briefing:
        earlier = KeptBriefing.objects.filter(
            area_id=briefing.area_id, every=briefing.every, start=briefing.start, state=B.APPROVED
        ).values_list("pk", flat=True)
        for pk in earlier:
            with change(KeptBriefing, pk, actor=actor, verb="supersede") as old:
                old.state = B.SUPERSEDED
        briefing.state, briefing.opinion = B.APPROVED, opinion.strip()[:300]
        briefing.approved_by_id, briefing.approved_on = actor.actor_id, clock.today()
        briefing.note(briefing.opinion)
    return briefing
