"""Learning from the desk: decisions are examples, a model comes in use only when better, and there is a way back."""

import random
from datetime import date

import pytest

from bihuan.cases import services as do
from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import Category, TriageDecision, TriageModel
from bihuan.cases.proposal import Matter, propose
from bihuan.cases.selectors.decisions import confusion
from bihuan.cases.tests.conftest import DESK, LEADER, WATER
from bihuan.cases.thinking import in_use, learning
from bihuan.kernel.errors import Conflict, NotAllowed, NotFound
from bihuan.kernel.ids import new_id
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create_many
from bihuan.platform.jobs.running import run_pending
from bihuan.platform.models import Job

ADMIN = "县系统管理员"
SINCE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MODELS_ROOT = tmp_path / "models"
    in_use._held.clear()
    yield
    in_use._held.clear()


def confirmed(loop, code, office=WATER):
    category = Category.objects.get(code=code)
    found = propose(Matter.of(loop.case))
    do.confirm_case(
        loop.who(DESK), case_id=loop.case.pk, office=loop.county.office(office), category=category, proposal=found
    )
    return TriageDecision.objects.get(case=loop.case)


def test_a_confirmation_keeps_what_was_proposed_beside_what_was_decided(county, report):
    load_defaults()
    followed = confirmed(report(), "appeal.water")
    assert followed.followed and followed.proposed_category.code == "appeal.water" and followed.confidence > 0.5
    assert (followed.by, followed.office, followed.automatic) == (county.who(DESK), county.office(WATER), False)
    loop = report()
    other = confirmed(loop, "appeal.farm")
    assert not other.followed and other.category.code == "appeal.farm"
    table = confusion(county.who(LEADER), since=SINCE)
    codes = [row.code for row in table.categories]
    assert (table.total, table.agreed) == (2, 1)
    assert table.counts[codes.index("appeal.farm")][codes.index("appeal.water")] == 1
    do.reclassify_case(county.who(DESK), case_id=loop.case.pk, category=Category.objects.get(code="appeal.water"))
    assert TriageDecision.objects.get(case=loop.case).followed
    assert confusion(county.who("城关镇分管领导"), since=SINCE).total == 0


WORDS = {"appeal.road": ("铺", "桥", "牌"), "appeal.farm": ("渠", "苗", "圈")}


@pytest.fixture
def taught(county, report):
    """240 decided cases in words of the town's own that the lexicon does not know."""
    load_defaults()
    categories = {code: Category.objects.get(code=code) for code in WORDS}
    chance, loop = random.Random(3), report()
    town = county.area("德固镇")
    cases = []
    for number in range(240):
        code = chance.choice(sorted(WORDS))
        spoken = "".join(chance.choice(WORDS[code]) + chance.choice("甲乙丙丁戊己") for _one in range(6))
        cases.append(
            type(loop.case)(
                number=f"T-{number}", kind="appeal", category=categories[code], title=spoken, text=f"{spoken}的事",
                channel="phone", town=town, area=town, area_path=town.path, id=new_id(),
            )
        )  # fmt: skip
    create_many(cases, actor=SYSTEM, verb="import")
    decided = [
        TriageDecision(case=case, town=town, by=county.who(DESK), category=case.category, urgency="normal")
        for case in cases
    ]
    create_many(decided, actor=SYSTEM, verb="confirm")
    return county


def test_a_better_model_comes_in_use_by_a_job_and_can_be_taken_back(taught):
    admin, town = taught.who(ADMIN), taught.area("德固镇")
    before = propose(Matter("渠甲苗乙圈丙渠丁苗戊", kind="appeal", town=town))
    assert before.model is None
    learning.ask_retraining(admin)
    with pytest.raises(Conflict, match="正在训练"):
        learning.ask_retraining(admin)
    run_pending()
    job = Job.objects.get(name=learning.RETRAIN_JOB)
    assert job.state == Job.State.DONE and job.result["url"] == "/triage/models/"
    (model,) = TriageModel.objects.all()
    assert model.state == TriageModel.State.IN_USE and model.made_by == admin
    assert model.figures["macro_f1"] > model.figures_before["macro_f1"]
    assert model.learnt_from + model.held_back == 240 and model.held_back >= 30
    after = propose(Matter("渠甲苗乙圈丙渠丁苗戊", kind="appeal", town=town))
    assert (after.model, after.category.value.code) == (model.pk, "appeal.farm") and after.category.confidence > 0.8
    assert propose(Matter("家里停水三天", kind="appeal", town=town)).category.value.code == "appeal.water"

    again = learning.retrain(admin)
    assert again.state == TriageModel.State.NOT_BETTER and in_use.row_in_use() == model
    learning.put_back(admin, model_id=None)
    assert propose(Matter("停水", town=town)).model is None
    with pytest.raises(NotFound):
        learning.put_back(admin, model_id=again.pk)
    learning.put_back(admin, model_id=model.pk)
    assert in_use.row_in_use() == model


def test_lost_files_do_not_stop_the_desk(taught, settings, tmp_path):
    model = learning.retrain(None)
    settings.MODELS_ROOT = tmp_path / "elsewhere"
    assert propose(Matter("家里停水三天", kind="appeal", town=taught.area("德固镇"))).category is not None
    learning.put_back(SYSTEM, model_id=None)
    with pytest.raises(NotFound):
        learning.put_back(SYSTEM, model_id=model.pk)


def test_too_few_decisions_say_so_and_nobody_else_retrains(county):
    load_defaults()
    with pytest.raises(Conflict, match="满 150 件"):
        learning.retrain(None)
    learning.ask_retraining(county.who(ADMIN))
    run_pending()
    assert Job.objects.get(name=learning.RETRAIN_JOB).state == Job.State.FAILED
    for other in (DESK, LEADER, "县审计员"):
        with pytest.raises(NotAllowed):
            learning.ask_retraining(county.who(other))
