"""Learning from labelled messages: a model that is kept, read back, measured, and replaced only by a better one."""

import gzip
import json
import random

import numpy as np
import pytest

from bihuan.kernel.errors import Invalid, NotFound
from bihuan.triage import Classifier, Model, Options, Row, better, evaluate, lexicon, read_rows, train
from bihuan.triage.first_day import first_day_model
from bihuan.triage.measuring import calibration_error, coverage_at, measure

LABELS = ("appeal.water", "dispute.labour", "hazard.fire", "appeal.school")


def messages(count, seed, wrong=0.0):
    drawn = random.Random(seed)
    written = {category.code: category for category in lexicon.categories()}
    rows = []
    for at in range(count):
        label = LABELS[at % len(LABELS)]
        said = [
            drawn.choice(written[label].examples),
            drawn.choice(written[label].words),
            drawn.choice("甲乙丙丁戊己") + "村",
        ]
        drawn.shuffle(said)
        given = drawn.choice(LABELS) if drawn.random() < wrong else label
        rows.append(Row(str(at), "。".join(said), given))
    return rows


@pytest.fixture(scope="module")
def model():
    return train(messages(120, 1), Options(folds=3))


def test_a_learnt_model_is_right_on_messages_it_has_not_seen(model):
    measures = evaluate(model, messages(60, 2))
    assert measures.macro_f1 > 0.9
    assert measures.reach.precision >= 0.98
    assert sum(map(sum, measures.confusion)) == 60


def test_a_model_reads_back_as_it_was_kept_and_runs_no_code(model, tmp_path):
    model.save(tmp_path / "kept")
    again = Model.load(tmp_path / "kept")
    texts = [row.text for row in messages(30, 3)]
    assert np.allclose(model.predict(texts), again.predict(texts), atol=0.01)
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"model.npz", "model.json"}
    with np.load(tmp_path / "kept" / "model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_missing_and_damaged_models_are_refused_in_words(model, tmp_path):
    with pytest.raises(NotFound, match="请先训练"):
        Model.load(tmp_path / "none")
    model.save(tmp_path / "bad")
    (tmp_path / "bad" / "model.npz").write_bytes(b"PK broken")
    with pytest.raises(Invalid, match="已损坏"):
        Model.load(tmp_path / "bad")
    model.save(tmp_path / "old")
    words = json.loads((tmp_path / "old" / "model.json").read_text("utf-8"))
    (tmp_path / "old" / "model.json").write_text(json.dumps(words | {"format": 99}), "utf-8")
    with pytest.raises(Invalid, match="版本不符"):
        Model.load(tmp_path / "old")


def test_training_needs_two_labels():
    with pytest.raises(Invalid, match="至少需要两个类别"):
        train([Row("1", "停水", "a"), Row("2", "停电", "a")])


def test_two_labels_are_enough():
    rows = [row for row in messages(60, 4) if row.label in LABELS[:2]]
    assert evaluate(train(rows, Options(folds=3)), rows).accuracy > 0.9


def test_only_a_better_model_is_put_in_use(model):
    held_back = messages(80, 5)
    poor = train(messages(60, 6, wrong=0.7), Options(folds=3))
    assert better(model, poor, held_back).better
    kept = better(poor, model, held_back)
    assert not kept.better and "没有更好" in kept.reason
    assert not better(model, model, held_back).better
    assert "不足30条" in better(model, poor, held_back[:10]).reason
    assert better(poor, None, held_back).better


def test_the_deciding_words_stand_in_the_text_and_belong_to_the_label(model):
    answer = Classifier(model).classify(["包工头拖欠工资,老板不给钱"])[0]
    assert answer.label == "dispute.labour"
    assert answer.deciding and any("工" in word.word or "钱" in word.word for word in answer.deciding)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("楼上天天漏水,把我家墙泡坏了,找他不理", "dispute.neighbour"),
        ("公司拖欠三个月工资不发", "dispute.labour"),
        ("村里的垃圾一个星期没有人清运", "appeal.sanitation"),
        ("消防通道停满了车", "hazard.fire"),
        ("孩子没有户口,能不能报名上小学", "appeal.school"),
    ],
)
def test_the_first_day_needs_no_training(text, label):
    assert label in [one for one, _sure in Classifier.load(None).classify([text])[0].top]


def test_figures_by_hand():
    sure = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]], dtype=np.float32)
    found = measure(sure, ["a", "b"], ["a", "b", "b", "a"])
    assert found.accuracy == 0.75
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert found.confusion == ((2, 0), (1, 1))
    assert calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == pytest.approx(0)
    reach = coverage_at(np.array([0.9, 0.8, 0.7]), np.array([True, True, False]), precision=0.98)
    assert (reach.threshold, reach.share) == (0.8, pytest.approx(2 / 3))
    assert coverage_at(np.array([0.9]), np.array([False]), precision=0.98).share == 0


def test_a_label_the_model_does_not_know_counts_as_wrong(model):
    assert evaluate(model, [Row("1", "停水", "unknown")]).accuracy == 0


def test_rows_of_plain_and_packed_files_with_either_heading(tmp_path):
    (tmp_path / "a.csv").write_text("id,title,text,label\n1,停水,停水三天,水\n2,只有标题,,水\n", "utf-8-sig")
    with gzip.open(tmp_path / "b.csv.gz", "wt", encoding="utf-8") as file:
        file.write("编号,标题,内容,时间\n7,路灯,不亮,2025-03-01\n")
    first, second = read_rows(tmp_path / "a.csv")
    assert (first.text, second.text, first.label) == ("停水三天", "只有标题", "水")
    assert read_rows(tmp_path / "b.csv.gz")[0] == Row("7", "路灯\n不亮", "", "路灯", "2025-03-01")
    with pytest.raises(NotFound):
        read_rows(tmp_path / "none.csv")
    (tmp_path / "c.csv").write_bytes("id,text\n1,停水三天没有人管".encode("gbk"))
    with pytest.raises(Invalid, match="UTF-8"):
        read_rows(tmp_path / "c.csv")
    (tmp_path / "d.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Invalid, match="列名"):
        read_rows(tmp_path / "d.csv")


@pytest.mark.parametrize(
    ("what", "label"),
    [
        ("停水两天了", "appeal.water"),
        ("路灯不亮", "appeal.road"),
        ("电梯把人困在里面", "appeal.estate"),
        ("机井坏了浇不上地", "appeal.farm"),
        ("有人拉线给电动车充电", "hazard.electricity"),
    ],
)
@pytest.mark.parametrize("where", ["卫生室旁", "小学门口", "菜市场旁", "桥头", "敬老院门前"])
def test_on_the_first_day_the_place_does_not_speak_for_the_matter(where: str, what: str, label: str) -> None:
    kind = label.split(".")[0]
    among = [one for one in first_day_model().labels if one.startswith(f"{kind}.")]
    found = Classifier.load().judge(f"刘庄村{where}{what},问了几次没人管,家里老人孩子都受影响", among=among)
    assert found.label == label
