"""Side by side: what two matters share, and joining, linking or keeping them apart, each taken back with one key."""

import pytest

from bihuan.cases import selectors
from bihuan.cases import services as do
from bihuan.cases.models import Apart, Case, CaseLink
from bihuan.cases.selectors import Draft
from bihuan.cases.tests.conftest import DESK, HANDLER
from bihuan.kernel.errors import NotFound
from bihuan.kernel.ids import new_id
from bihuan.web.cases.tests.test_pages import registering

HTMX = {"HX-Request": "true"}


@pytest.fixture
def pair(report):
    """An older case, and a newer one by the same telephone about the same."""
    other = report().accepted()
    return report(text="刘庄村二组没有自来水,老人没法做饭", title="停水").case, other.case


def similar_to(county, case):
    return [one.case for one in selectors.similar_open_cases(county.who(DESK), Draft.of(case))]


def address(case, other):
    return f"/cases/{case.pk}/compare/{other.pk}/"


def test_the_dialog_marks_what_both_say_and_masks_who_reported(pair, as_):
    case, other = pair
    page = as_(DESK).get(address(case, other), headers=HTMX).content.decode()
    assert "<html" not in page and '<mark class="hit">刘庄村二组' in page
    assert "同一电话" in page and "138****1234" in page and "13800001234" not in page
    assert all(f'value="{what}"' in page for what in ("merge", "link", "apart"))
    whole = as_(DESK).get(address(case, other)).content.decode()
    assert "<html" in whole and "并排比对" in whole


@pytest.mark.parametrize(
    ("what", "standing"),
    [
        ("merge", lambda case: Case.objects.get(pk=case.pk).state == "merged"),
        ("link", lambda case: CaseLink.objects.filter(case=case, undone_at=None).exists()),
        ("apart", lambda case: Apart.objects.filter(case=case, undone_at=None).exists()),
    ],
)
def test_each_decision_is_done_shown_for_ten_seconds_and_undone(pair, as_, what, standing):
    case, other = pair
    client = as_(DESK)
    sent = {"what": what, "seen": str(case.version), "reason": "同一件事"}
    done = client.post(f"{address(case, other)}?at=triage", sent, headers=HTMX)
    assert done.status_code == 200 and standing(case)
    page = done.content.decode()
    assert 'data-undo-seconds="10"' in page and f"{address(case, other)}undo/?at=triage" in page
    undone = client.post(f"{address(case, other)}undo/?at=triage", {"what": what}, headers=HTMX)
    assert undone.status_code == 200 and not standing(case)
    assert Case.objects.get(pk=case.pk).state == "reported"


def test_a_pair_told_apart_is_proposed_no_more_from_either_side(county, pair):
    case, other = pair
    assert other in similar_to(county, case) and case in similar_to(county, other)
    first = do.tell_apart(county.who(DESK), case_id=case.pk, other_id=other.pk)
    assert do.tell_apart(county.who(DESK), case_id=other.pk, other_id=case.pk) == first
    assert other not in similar_to(county, case) and case not in similar_to(county, other)
    do.not_apart(county.who(DESK), case_id=other.pk, other_id=case.pk)
    assert other in similar_to(county, case)
    with pytest.raises(NotFound):
        do.not_apart(county.who(DESK), case_id=other.pk, other_id=case.pk)
    do.link_cases(county.who(DESK), case_id=case.pk, other_id=other.pk)
    do.unlink_cases(county.who(DESK), case_id=other.pk, other_id=case.pk)
    assert selectors.links_of(county.who(DESK), case) == []


def test_only_the_desk_decides_and_a_stranger_sees_nothing(pair, as_):
    case, other = pair
    stranger = as_("城关镇综治中心值班员")
    assert stranger.get(address(case, other)).status_code == 404
    assert stranger.post(address(case, other), {"what": "link"}).status_code == 404
    assert as_(HANDLER).post(address(case, other), {"what": "link"}).status_code in (403, 404)
    secretary = as_("德固镇村(社区)书记")
    assert 'value="merge"' not in secretary.get(address(case, other)).content.decode()
    assert secretary.post(address(case, other), {"what": "link"}).status_code == 403
    assert not CaseLink.objects.exists()


def test_while_typing_a_decision_is_noted_taken_back_and_done_on_registering(report, as_):
    other, another = report().case, report(title="另一件").case
    client = as_(DESK)
    typed = registering(text="刘庄村二组从周五起没有自来水了", reporter_phone="13800001234")
    shown = client.post(f"/cases/new/compare/{other.pk}/", typed, headers=HTMX).content.decode()
    assert "正在登记的" in shown and '<mark class="hit">' in shown and "13800001234" not in shown
    noted = client.post(f"/cases/new/decide/{other.pk}/?what=merge", typed, headers=HTMX)
    assert f"merge:{other.pk}" in noted.content.decode() and "登记后并入" in noted.content.decode()
    typed["decided"] = noted.context["decided"]
    moved = client.post(f"/cases/new/decide/{another.pk}/?what=merge", typed, headers=HTMX)
    assert moved.context["decided"] == f"merge:{another.pk}", "into one alone"
    back = client.post(f"/cases/new/decide/{other.pk}/?what=none", typed, headers=HTMX)
    assert back.context["decided"] == ""

    typed |= {"case_id": str(new_id()), "decided": f"merge:{other.pk} apart:{another.pk}"}
    assert client.post("/cases/new/", typed).status_code == 302
    made = Case.objects.get(pk=typed["case_id"])
    assert (made.state, made.merged_into_id) == ("merged", other.pk)
    assert Apart.objects.get().other == another


def test_registering_with_a_decision_that_cannot_be_done_registers_nothing(report, as_):
    closed = report().closed().case
    typed = registering(text="又停水了") | {"case_id": str(new_id()), "decided": f"merge:{closed.pk}"}
    refused = as_(DESK).post("/cases/new/", typed)
    assert refused.status_code == 422 and "又停水了" in refused.content.decode()
    assert not Case.objects.filter(pk=typed["case_id"]).exists()
