"""The pages of forms: a template is brought, corrected, confirmed, filled, approved; numbers open their rows."""

import io
import re
from datetime import date
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from xlsxwriter import Workbook as Written

from bihuan.insight.filling import selectors
from bihuan.insight.filling.services import TemplateEntry, begin_filling, confirm_template, submit, upload_template
from bihuan.insight.filling.tests.worlds import monthly, template_of, with_disputes
from bihuan.insight.models import FormBinding, FormFilling, FormTemplate
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import indicators
from tests.worlds import County

CLERK, LEADER = "德固镇统计员", "德固镇分管领导"


@pytest.fixture
def world(county: County) -> County:
    return with_disputes(county)


def page_of(world: County, name: str) -> Client:
    client = Client()
    client.force_login(world.who(name))
    return client


def test_a_template_is_uploaded_bound_filled_and_approved_on_the_pages(world: County) -> None:
    clerk, leader = page_of(world, CLERK), page_of(world, LEADER)
    sent = {
        "file": SimpleUploadedFile("月报.xlsx", monthly()), "title": "矛盾纠纷月报", "issuer": "县委政法委", "every": "month",
        "area": str(world.area("德固镇").pk),
    }  # fmt: skip
    answered = clerk.post("/forms/upload/", sent)
    template = FormTemplate.objects.get()
    shown = clerk.get(answered["Location"]).content.decode()
    assert "表头" in shown and 'colspan="6"' in shown and 'rowspan="2"' in shown

    binding = FormBinding.objects.get(column=3)
    corrected = {"kind": "indicator", "key": "mediation.registered", "span": "before", "part": "value", "scale": "one"}
    clerk.post(f"/forms/{template.pk}/bind/{binding.pk}/", corrected | {"names_column": "A", "seen": binding.version})
    binding.refresh_from_db()
    assert (binding.key, binding.span, binding.names_column) == ("mediation.registered", "before", 1)

    template.refresh_from_db()
    clerk.post(f"/forms/{template.pk}/confirm/", {"seen": template.version})
    begun = clerk.post(f"/forms/{template.pk}/begin/", {"day": "2026-06-15"})
    filling = FormFilling.objects.get()
    assert begun["Location"] == f"/forms/fillings/{filling.pk}/"
    clerk.post(f"/forms/fillings/{filling.pk}/enter/", {"月报!F4": "入户走访"})
    filling.refresh_from_db()
    clerk.post(f"/forms/fillings/{filling.pk}/submit/", {"seen": filling.version})
    filling.refresh_from_db()
    assert "批准" in leader.get(f"/forms/fillings/{filling.pk}/").content.decode()
    leader.post(f"/forms/fillings/{filling.pk}/approve/", {"seen": filling.version})
    filling.refresh_from_db()
    assert filling.state == "approved"
    assert clerk.get(f"/forms/fillings/{filling.pk}/file/").status_code == 200


def test_every_number_of_a_filling_opens_a_list(world: County) -> None:
    filling = begin_filling(world.who(CLERK), template_id=template_of(world).pk, day=date(2026, 6, 15))
    clerk = page_of(world, CLERK)

    shown = clerk.get(f"/forms/fillings/{filling.pk}/").content.decode()

    links = re.findall(r'href="(/ledgers/disputes/[^"]+)"[^>]*>([\d.]+)<', shown)
    assert len(links) == 8  # four figures of two villages
    for url, _number in links:
        assert clerk.get(url.replace("&amp;", "&")).status_code == 200


def test_what_was_typed_comes_back_beside_its_fault(world: County) -> None:
    template = template_of(world)
    FormBinding.objects.filter(column=6).update(numeric=True)
    filling = begin_filling(world.who(CLERK), template_id=template.pk, day=date(2026, 6, 15))

    answered = page_of(world, CLERK).post(f"/forms/fillings/{filling.pk}/enter/", {"月报!F4": "许多"})

    assert answered.status_code == 422
    assert 'value="许多"' in answered.content.decode() and "这里要填数字" in answered.content.decode()


def test_words_typed_before_a_cell_became_a_number_are_said_and_not_written(world: County) -> None:
    template = template_of(world)
    filling = begin_filling(world.who(CLERK), template_id=template.pk, day=date(2026, 6, 15))
    clerk = page_of(world, CLERK)
    clerk.post(f"/forms/fillings/{filling.pk}/enter/", {"月报!F4": "入户走访"})
    FormBinding.objects.filter(column=6).update(numeric=True)

    shown = clerk.get(f"/forms/fillings/{filling.pk}/")

    assert shown.status_code == 200 and "原来填的“入户走访”不是数字" in shown.content.decode()


def test_a_cell_is_bound_to_one_village_and_never_to_one_elsewhere(world: County) -> None:
    template = template_of(world, ready=False)
    binding = FormBinding.objects.get(column=2)
    said = {
        "kind": "indicator", "key": "mediation.registered", "span": "this", "part": "value", "scale": "one",
        "names_column": "", "seen": binding.version,
    }  # fmt: skip
    clerk, at = page_of(world, CLERK), f"/forms/{template.pk}/bind/{binding.pk}/"
    assert clerk.post(at, said | {"area": str(world.area("东关社区").pk)}).status_code == 422
    both = said | {"area": str(world.area("河湾村").pk)}
    assert clerk.post(at, both | {"names_column": "A"}).status_code == 422

    clerk.post(at, both)
    confirm_template(world.who(CLERK), template_id=template.pk)
    filling = begin_filling(world.who(CLERK), template_id=template.pk, day=date(2026, 6, 15))

    figures = {one.place: one.value for one in selectors.figures_now(world.who(CLERK), filling)}
    assert (figures["B4"], figures["B5"]) == (1, 1)  # 河湾村's one, where the row says 刘庄村 of three


@pytest.mark.parametrize(
    ("who", "status"),
    [("城关镇统计员", 404), ("德固镇网格员", 403), ("德固镇村(社区)书记", 403), ("县审计员", 200), (LEADER, 200)],
)
def test_pages_are_for_those_who_may_read_forms(world: County, who: str, status: int) -> None:
    template = template_of(world)

    assert page_of(world, who).get(f"/forms/{template.pk}/").status_code == status


def test_a_leader_does_not_upload_and_a_macro_file_is_refused_beside_the_field(world: County) -> None:
    assert page_of(world, LEADER).get("/forms/upload/").status_code == 403
    sent = {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken"), "title": "a", "issuer": "b", "every": "week"}

    answered = page_of(world, CLERK).post("/forms/upload/", sent | {"area": str(world.area("德固镇").pk)})

    assert answered.status_code == 422 and not FormTemplate.objects.exists()


@pytest.mark.bench
def test_two_hundred_rows_of_thirty_columns_are_filled_in_three_seconds(world: County) -> None:
    names = [str(one.name) for one in indicators() if one.ledger][:30]
    made = io.BytesIO()
    with Written(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("大表")
        form = book.add_format({"border": 1})
        sheet.write_row(0, 1, names, form)
        for row in range(1, 201):
            sheet.write(row, 0, ("刘庄村", "河湾村", "柳林社区")[row % 3], form)
            for column in range(1, 31):
                sheet.write_blank(row, column, None, form)
    clerk = world.who(CLERK)
    entry = TemplateEntry("大表", "县委政法委", "month", world.area("德固镇"))
    template = upload_template(clerk, entry=entry, content=made.getvalue(), name="大表.xlsx")
    confirm_template(clerk, template_id=template.pk)
    filling = begin_filling(clerk, template_id=template.pk, day=date(2026, 6, 15))

    started = perf_counter()
    filled = submit(clerk, filling_id=filling.pk)
    taken = perf_counter() - started

    print(f"200 × 30 filled in {taken:.2f} s: {filled.saved_cells} cells, {filled.missing_cells} missing")
    assert len(selectors.figures_kept(selectors.filling_by_id(SYSTEM, filled.pk))) == 6000
    assert taken < 3
