"""A template is bound once and fills itself every period; what it gave is approved by another, frozen and compared."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bihuan.insight.filling import selectors
from bihuan.insight.filling.by_area import Asked, Within, figures_of
from bihuan.insight.filling.figures import before
from bihuan.insight.filling.places import Place
from bihuan.insight.filling.services import (
    BindingEntry,
    approve,
    begin_filling,
    bind,
    bind_cells,
    enter,
    send_back,
    submit,
)
from bihuan.insight.filling.tests.worlds import monthly, template_of, with_disputes
from bihuan.insight.filling.workbook import open_template
from bihuan.insight.models import FormFilling
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from bihuan.mediation.models import Dispute, Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator, indicators
from bihuan.platform.ledgers.behind import Behind
from tests.worlds import County

MAY, JUNE = date(2026, 5, 15), date(2026, 6, 15)
CLERK, LEADER = "德固镇统计员", "德固镇分管领导"


@pytest.fixture
def world(county: County) -> County:
    return with_disputes(county)


def texts(filling: FormFilling, *places: str) -> list[str]:
    assert filling.file is not None
    with files.open_original(filling.file) as stream:
        sheet = open_template(stream.read()).sheets["月报"]
    return [sheet.text(Place.read(place)) for place in places]


def submitted(world: County, day: date) -> FormFilling:
    template = world_template(world)
    filling = begin_filling(world.who(CLERK), template_id=template.pk, day=day)
    enter(world.who(CLERK), filling_id=filling.pk, values={"月报!F4": "入户走访"})
    return submit(world.who(CLERK), filling_id=filling.pk)


def world_template(world: County):
    return selectors.templates(SYSTEM).first() or template_of(world)


def test_headings_propose_indicators_periods_and_units_each_with_its_reason(world: County) -> None:
    template = template_of(world, ready=False)

    found = {binding.column: binding for binding in selectors.bindings_of(template)}
    assert [(found[n].key, found[n].span, found[n].scale) for n in (2, 3, 4, 5)] == [
        ("mediation.registered", "this", "one"),
        ("mediation.settled", "this", "one"),
        ("mediation.settled", "year", "one"),
        ("mediation.success_rate", "this", "percent"),
    ]
    assert found[6].kind == "entered"
    assert all(binding.reason and (binding.first_row, binding.names_column) == (4, 1) for binding in found.values())


def test_one_binding_fills_two_periods_and_keeps_formulas_and_merged_cells(world: County) -> None:
    may, june = submitted(world, MAY), submitted(world, JUNE)

    assert texts(may, "B4", "C4", "D4", "E4", "B5") == ["2", "2", "2", "100", "0"]
    assert texts(june, "B4", "C4", "D4", "E4", "B5", "F4") == ["3", "2", "4", "66.6667", "1", "入户走访"]
    with files.open_original(june.file) as stream:
        filled, template = open_template(stream.read()).sheets["月报"], open_template(monthly()).sheets["月报"]
    assert filled.merges == template.merges
    assert filled.cells[Place.read("B7")].formula == "=SUM(B4:B6)"


def test_what_cannot_be_filled_is_listed_with_the_reason(world: County) -> None:
    june = submitted(world, JUNE)

    missing = {one.place: one.missing for one in selectors.figures_kept(june) if one.missing}
    assert "某某村" in missing["B6"]
    assert missing["F5"] == "等待人工填写"
    assert june.missing_cells == len(missing)
    assert june.saved_cells == 8


def test_every_filled_cell_opens_rows_that_count_to_it(world: County) -> None:
    for one in selectors.figures_kept(submitted(world, JUNE)):
        if one.behind and "件数" in one.heading:
            assert Behind.read(one.behind).rows(SYSTEM).count() == one.value


def test_nobody_approves_what_they_submitted_and_another_freezes_it(world: County) -> None:
    june = submitted(world, JUNE)
    FormFilling.objects.filter(pk=june.pk).update(submitted_by=world.who(LEADER))
    with pytest.raises(NotAllowed):
        approve(world.who(LEADER), filling_id=june.pk)
    with pytest.raises(NotAllowed):
        approve(world.who(CLERK), filling_id=june.pk)

    approve(world.who("德固镇乡镇(街道)书记"), filling_id=june.pk)

    with pytest.raises(WrongState):
        enter(world.who(CLERK), filling_id=june.pk, values={"月报!F4": "改"})
    with pytest.raises(WrongState):
        submit(world.who(CLERK), filling_id=june.pk)


def test_a_frozen_filling_is_compared_with_what_the_rows_say_today(world: County) -> None:
    june = approve(world.who(LEADER), filling_id=submitted(world, JUNE).pk)
    late = PastDispute(
        kind="neighbour", area=world.area("河湾村"), day=date(2026, 6, 20), applicant="钱某", result=Result.PENDING
    )
    register_past_disputes(SYSTEM, [late])

    kept = selectors.figures_kept(selectors.filling_by_id(world.who(LEADER), june.pk))
    changed = selectors.compared(selectors.figures_now(world.who(LEADER), june), kept)

    assert [(one.now.place, one.was and one.was.value, one.now.value, one.change) for one in changed] == [
        ("B5", 1, 2, 1)
    ]


def test_a_correction_supersedes_and_entries_saved_count_once(world: County) -> None:
    for _turn in range(2):
        filling = approve(world.who(LEADER), filling_id=submitted(world, JUNE).pk)

    day = Period(clock.today(), clock.today())
    assert sorted(FormFilling.objects.values_list("state", flat=True)) == ["approved", "superseded"]
    assert indicator("form.entries_saved").value(world.who(CLERK), world.area("德固镇"), day).value == 8
    assert list(indicator("form.entries_saved").rows(SYSTEM, None, day)) == [filling]


def test_returned_goes_back_with_a_reason_and_can_be_submitted_again(world: County) -> None:
    june = submitted(world, JUNE)
    with pytest.raises(Invalid):
        send_back(world.who(LEADER), filling_id=june.pk, opinion=" ")

    send_back(world.who(LEADER), filling_id=june.pk, opinion="河湾村请再核对")

    assert submit(world.who(CLERK), filling_id=june.pk).state == FormFilling.State.SUBMITTED


def test_text_where_a_number_belongs_is_refused_beside_its_cell(world: County) -> None:
    template = template_of(world, ready=False)
    binding = template.bindings.get(column=6)
    bind(world.who(CLERK), binding_id=binding.pk, entry=BindingEntry("entered", names_column=1))
    template.refresh_from_db()
    template.state = "ready"
    template.save(update_fields=["state"])
    filling = begin_filling(world.who(CLERK), template_id=template.pk, day=JUNE)

    with pytest.raises(Invalid) as refused:
        enter(world.who(CLERK), filling_id=filling.pk, values={"月报!F4": "许多"})

    assert refused.value.faults[0].field == "月报!F4"


@pytest.mark.parametrize(("first", "code"), [("B7", "computed"), ("B1", "merged"), ("B4", "taken")])
def test_cells_that_cannot_be_bound_are_refused(world: County, first: str, code: str) -> None:
    template = template_of(world, ready=False)
    place = Place.read(first)

    with pytest.raises(Invalid) as refused:
        bind_cells(
            world.who(CLERK), template_id=template.pk, sheet="月报", first=place, last_row=place.row, heading="",
            entry=BindingEntry("entered"),
        )  # fmt: skip

    assert refused.value.faults[0].code == code


def test_bindings_rest_while_a_template_is_in_use(world: County) -> None:
    binding = template_of(world).bindings.first()
    assert binding is not None

    with pytest.raises(WrongState):
        bind(world.who(CLERK), binding_id=binding.pk, entry=BindingEntry("left"))


def test_another_town_sees_and_fills_nothing(world: County) -> None:
    june = submitted(world, JUNE)

    with pytest.raises(NotFound):
        selectors.filling_by_id(world.who("城关镇统计员"), june.pk)
    with pytest.raises(NotFound):
        begin_filling(world.who("城关镇统计员"), template_id=june.template_id, day=MAY)
    with pytest.raises(NotAllowed):
        approve(world.who("城关镇分管领导"), filling_id=june.pk)
    with pytest.raises(NotAllowed):
        selectors.filling_by_id(world.who("德固镇网格员"), june.pk)


def test_two_open_fillings_of_one_period_cannot_stand(world: County) -> None:
    june = submitted(world, JUNE)

    with pytest.raises(IntegrityError), transaction.atomic():
        FormFilling.objects.create(
            template=june.template, town=june.town, area_path="x", start=june.start, end=june.end
        )


def test_figures_taken_together_are_those_taken_one_by_one(world: County) -> None:
    period = Period(date(2026, 1, 1), date(2026, 6, 30))
    areas = [
        Within(area.pk, area.name, area.level, area.path)
        for area in (world.area(name) for name in ("澜州县", "德固镇", "刘庄村", "河湾村", "刘庄村第一网格"))
    ]
    viewer = world.who("县县综治中心")
    wanted = [Asked(item.key, area, period) for item in indicators() for area in areas]

    together = figures_of(viewer, wanted)

    assert Dispute.objects.exists()
    for one in wanted:
        assert together[one] == indicator(one.key).value(viewer, one.area, period), one.key


def test_the_month_before_is_a_whole_month_too() -> None:
    assert before(Period(date(2026, 3, 1), date(2026, 3, 31))) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert before(Period(date(2026, 4, 1), date(2026, 6, 30))) == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert before(Period(date(2026, 6, 8), date(2026, 6, 14))) == Period(date(2026, 6, 1), date(2026, 6, 7))
