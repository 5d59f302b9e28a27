"""A briefing is made from the rows, edited by a person, approved by another, and compared with the rows later."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.insight.briefings import selectors
from bihuan.insight.briefings.services import approve, edit, make_briefing, remake, send_back, submit
from bihuan.insight.briefings.text import KeptFigure, for_editing, read_back
from bihuan.insight.briefings.writing import figure_text, rhythm
from bihuan.insight.filling.tests.worlds import with_disputes
from bihuan.insight.models import KeptBriefing
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, StaleRecord, WrongState
from bihuan.mediation.models import Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.orgs.models import Area
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Part, Period, indicator
from tests.worlds import County

CLERK, LEADER, JUNE = "德固镇统计员", "德固镇分管领导", date(2026, 6, 15)


@pytest.fixture
def world(county: County) -> County:
    return with_disputes(county)


def june_of(world: County) -> KeptBriefing:
    return make_briefing(world.who(CLERK), area=world.area("德固镇"), every="month", day=JUNE)


def typed(briefing: KeptBriefing, change: Callable[[str], str] = str) -> list[list[str]]:
    """The text as the page gives it to be edited, `change`d."""
    figures = selectors.figures_of(briefing)
    return [
        [change(for_editing(text, figures)) for text in section.paragraphs]
        for section in selectors.sections_of(briefing)
    ]


def said(briefing: KeptBriefing) -> str:
    made = selectors.as_written(briefing)
    pieces = [
        piece
        for section in made.sections
        for sentences in section.paragraphs
        for sentence in sentences
        for piece in sentence
    ]
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def number_of(briefing: KeptBriefing, key: str, part: Part = Part.COUNTED) -> int:
    found = selectors.figures_of(briefing)
    return 1 + next(turn for turn, one in enumerate(found) if (one.key, one.part) == (key, str(part)))


def late_dispute(world: County) -> None:
    """One more of June, entered after the briefing was made."""
    register_past_disputes(
        SYSTEM,
        [
            PastDispute(
                kind="family",
                area=world.area("刘庄村"),
                day=date(2026, 6, 20),
                applicant="钱某",
                result=Result.SETTLED,
                concluded_on=date(2026, 6, 20),
            )
        ],
    )


def test_a_month_is_kept_with_each_figure_as_the_rows_gave_it(world: County) -> None:
    briefing = june_of(world)

    assert (briefing.start, briefing.end) == (date(2026, 6, 1), date(2026, 6, 30))
    assert "本月调解终结纠纷 4 件,其中调解成功 3 件,成功率 75.0%" in said(briefing)
    for one in selectors.figures_of(briefing):
        if one.group is None:
            value = indicator(one.key).value(world.who(CLERK), world.area("德固镇"), Period.parse(one.period))
            assert one.text == figure_text(value, Part(one.part))
    assert selectors.differences(world.who(CLERK), briefing) == []


def test_what_a_person_writes_keeps_its_numbers_and_a_number_changed_by_hand_is_marked(world: County) -> None:
    briefing = june_of(world)
    settled = number_of(briefing, "mediation.settled")
    paragraphs = typed(briefing, lambda text: text.replace(f"{{{settled}=3}}", f"{{{settled}=5}}"))
    paragraphs[0].append("全镇形势总体平稳。")
    paragraphs[3] = [""]

    edited = edit(
        world.who(CLERK), briefing_id=briefing.pk, title="六月简报", paragraphs=paragraphs, seen=briefing.version
    )

    assert "其中调解成功 5 件" in said(edited) and "全镇形势总体平稳。" in said(edited)
    assert (edited.by_hand, selectors.sections_of(edited)[3].paragraphs) == (1, [])
    (difference,) = selectors.differences(world.who(CLERK), edited)
    assert (difference.figure.said, difference.figure.text, difference.today) == ("5", "3", "3")


def test_a_figure_that_is_taken_out_is_not_counted_as_changed(world: County) -> None:
    briefing = june_of(world)
    settled = number_of(briefing, "mediation.settled")
    paragraphs = typed(briefing, lambda text: text.replace(f"{{{settled}=3}}", f"{{{settled}=5}}"))
    edit(world.who(CLERK), briefing_id=briefing.pk, title="简报", paragraphs=paragraphs)
    paragraphs = [["没有数字。"] for _section in paragraphs]

    edited = edit(world.who(CLERK), briefing_id=briefing.pk, title="简报", paragraphs=paragraphs)

    assert edited.by_hand == 0
    assert remake(world.who(CLERK), briefing_id=briefing.pk).title == "德固镇综治中心工作月报"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("共 {99=3} 件", "没有第 99 个数字"),
        ("共 {0=3} 件", "没有第 0 个数字"),
        ("共 {1=} 件", "请写明第 1 个数字"),
        ("共 {1=3}、{1=4} 件", "两处写得不一样"),
        ("共 {1} 件", "花括号"),
        ("共 {1=3 件", "花括号"),
        ("共 {{1=3}} 件", "花括号"),
        ("字" * 3001, "最多 3000 字"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_paragraph_and_nothing_is_kept(
    world: County, text: str, words: str
) -> None:
    briefing = june_of(world)
    paragraphs = typed(briefing)
    paragraphs[0] = [text]

    with pytest.raises(Invalid) as refused:
        edit(world.who(CLERK), briefing_id=briefing.pk, title="", paragraphs=paragraphs)

    found = {fault.field: fault.message for fault in refused.value.faults}
    assert set(found) == {"title", "p-0-0"}
    assert words in found["p-0-0"]
    briefing.refresh_from_db()
    assert briefing.version == 1


def test_rows_that_come_later_show_as_differences_and_the_approved_text_stays(world: County) -> None:
    briefing = june_of(world)
    submit(world.who(CLERK), briefing_id=briefing.pk)
    approved = approve(world.who(LEADER), briefing_id=briefing.pk)
    before = said(approved)

    late_dispute(world)

    approved.refresh_from_db()
    assert said(approved) == before
    found = {
        (one.figure.key, one.figure.part): (one.figure.text, one.today)
        for one in selectors.differences(world.who(LEADER), approved)
    }
    assert found[("mediation.settled", "counted")] == ("3", "4")
    assert found[("mediation.success_rate", "of")] == ("4", "5")
    assert found[("mediation.success_rate", "counted")] == ("75.0%", "80.0%")


def test_nobody_approves_what_they_wrote_and_what_is_submitted_stays(world: County) -> None:
    briefing = june_of(world)
    with pytest.raises(WrongState):
        approve(world.who(LEADER), briefing_id=briefing.pk)
    submit(world.who(CLERK), briefing_id=briefing.pk)

    with pytest.raises(NotAllowed):
        approve(world.who(CLERK), briefing_id=briefing.pk)
    with pytest.raises(WrongState):
        edit(world.who(CLERK), briefing_id=briefing.pk, title="改", paragraphs=typed(briefing))
    with pytest.raises(Invalid):
        send_back(world.who(LEADER), briefing_id=briefing.pk, opinion=" ")
    KeptBriefing.objects.filter(pk=briefing.pk).update(edited_by=world.who(LEADER))
    with pytest.raises(NotAllowed, match="另一位"):
        approve(world.who(LEADER), briefing_id=briefing.pk)


def test_a_correction_supersedes_what_was_approved(world: County) -> None:
    first = june_of(world)
    submit(world.who(CLERK), briefing_id=first.pk)
    approve(world.who(LEADER), briefing_id=first.pk)
    late_dispute(world)
    second = june_of(world)
    with pytest.raises(Conflict):
        june_of(world)
    submit(world.who(CLERK), briefing_id=second.pk)
    send_back(world.who(LEADER), briefing_id=second.pk, opinion="补一句下月打算")
    submit(world.who(CLERK), briefing_id=second.pk)
    approve(world.who(LEADER), briefing_id=second.pk)

    first.refresh_from_db()
    assert first.state == KeptBriefing.State.SUPERSEDED
    assert indicator("briefing.approved").value(SYSTEM, None, Period(clock.today(), clock.today())).value == 1


def test_a_town_writes_and_reads_its_own_briefings_alone(world: County) -> None:
    briefing = june_of(world)
    county = Area.objects.get(level=Area.Level.COUNTY)

    with pytest.raises(NotFound):
        selectors.briefing_by_id(world.who("城关镇统计员"), briefing.pk)
    for area in (county, world.area("城关镇")):
        with pytest.raises(NotAllowed):
            make_briefing(world.who(CLERK), area=area, every="week", day=JUNE)
    with pytest.raises(NotAllowed):
        make_briefing(world.who(LEADER), area=world.area("德固镇"), every="week", day=JUNE)


def test_a_period_that_has_not_begun_and_a_stale_page_are_refused(world: County) -> None:
    with pytest.raises(Invalid):
        make_briefing(world.who(CLERK), area=world.area("德固镇"), every="week", day=clock.today() + timedelta(days=8))
    briefing = june_of(world)
    edit(world.who(CLERK), briefing_id=briefing.pk, title="一", paragraphs=typed(briefing), seen=1)
    with pytest.raises(StaleRecord):
        edit(world.who(CLERK), briefing_id=briefing.pk, title="二", paragraphs=typed(briefing), seen=1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["week", "month"]))
def test_the_period_before_ends_where_the_period_begins(day: date, every: str) -> None:
    words = rhythm(every)
    period = words.of(day)

    assert words.before(period).end == period.start - timedelta(days=1)
    assert [one.end for one in words.back_from(period, 2)] == [
        period.start - timedelta(days=1),
        words.before(period).start - timedelta(days=1),
    ]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=20)
        | st.integers(1, 3).map(lambda number: f"{{{number}}}"),
        max_size=8,
    )
)
def test_text_that_nobody_changes_is_read_back_as_it_was(parts: list[str]) -> None:
    figures = [KeptFigure("k", "2026-06-01", "counted", None, "", text, text) for text in ("12", "1,000", "75.0%")]
    text = "".join("".join(parts).strip().splitlines())

    texts, after = read_back([for_editing(text, figures)], figures, lambda _place, words: pytest.fail(words))

    assert (texts, after) == ([text.strip()], figures)
