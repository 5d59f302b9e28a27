"""`bihuan triage`: classify, train, evaluate, look for alike messages, topics; on files, without a database."""

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bihuan.kernel.errors import Invalid, NotFound

_BATCH = 512


def add(subparsers: Any) -> None:
    """Register the sub-command and its own sub-commands."""
    command = subparsers.add_parser(
        "triage", help="triage of free text on files / 对文本研判:分类、训练、评估、相似、热点"
    )
    within = command.add_subparsers(dest="action", required=True, metavar="ACTION")

    classify = within.add_parser("classify", help="JSON lines in, JSON lines out / 逐行读入 {id,text},逐行输出研判结果")
    classify.add_argument("--jsonl", action="store_true", help="JSON lines, the only form there is / JSON 行(唯一格式)")
    classify.add_argument(
        "--model", metavar="DIR", type=Path, help="a trained model, default the first day's / 模型目录"
    )
    classify.set_defaults(run=run_classify)

    train = within.add_parser("train", help="learn from labelled messages / 用已标注留言训练")
    train.add_argument("file", metavar="CSV", type=Path, help="id,title,text,label; .gz allowed")
    train.add_argument("--model", metavar="DIR", type=Path, required=True, help="where the model goes / 模型存放目录")
    train.set_defaults(run=run_train)

    evaluate = within.add_parser("evaluate", help="measure a model on labelled messages / 用已标注留言评估模型")
    evaluate.add_argument("file", metavar="CSV", type=Path)
    evaluate.add_argument("--model", metavar="DIR", type=Path)
    evaluate.add_argument("--json", action="store_true", help="print JSON / 输出 JSON")
    evaluate.set_defaults(run=run_evaluate)

    similar = within.add_parser("similar", help="alike messages for each query / 为每条查询找相似留言")
    similar.add_argument("file", metavar="CSV", type=Path, help="id,title,text; .gz allowed")
    similar.add_argument("--query-ids", metavar="FILE", type=Path, required=True, help="one id a line / 每行一个编号")
    similar.add_argument("--top", metavar="N", type=int, default=20)
    similar.add_argument("--jsonl", action="store_true", help="JSON lines, the only form there is / JSON 行(唯一格式)")
    similar.set_defaults(run=run_similar)

    topics = within.add_parser("topics", help="hot topics with place, people and trend / 热点问题")
    topics.add_argument("file", metavar="CSV", type=Path, help="id,title,text,time; .gz allowed")
    topics.add_argument("--top", metavar="N", type=int, default=20)
    topics.add_argument("--json", action="store_true", help="print JSON / 输出 JSON")
    topics.set_defaults(run=run_topics)

    bench = within.add_parser("bench", help="speed and memory on invented messages / 用虚构留言测速度与内存")
    bench.add_argument("--model", metavar="DIR", type=Path)
    bench.add_argument("--messages", metavar="N", type=int, default=10_000)
    bench.add_argument("--filed", metavar="N", type=int, default=200_000)
    bench.set_defaults(run=run_bench)


def run_classify(options: argparse.Namespace) -> int:
    """Classify standard input line by line; memory stays that of one batch."""
    from bihuan.triage import Classifier

    classifier = Classifier.load(options.model)
    gc.freeze()  # what is loaded stays; without this every batch has the collector walk through all of it
    lines = _messages(sys.stdin.buffer)
    while batch := list(islice(lines, _BATCH)):
        answers = classifier.classify([text for _id, text in batch])
        written = [
            json.dumps(
                {
                    "id": id_,
                    "label": answer.label,
                    "confidence": answer.confidence,
                    "top": answer.top,
                    "urgency": answer.urgency,
                    "signs": [sign.conclusion for sign in answer.signs],
                    "reasons": answer.reasons,
                },
                ensure_ascii=False,
            )
            for (id_, _text), answer in zip(batch, answers, strict=True)
        ]
        sys.stdout.buffer.write(("\n".join(written) + "\n").encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 0


def _messages(lines: Iterable[bytes]) -> Iterator[tuple[object, str]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            id_, text = message["id"], message["text"]
        except (ValueError, KeyError, TypeError):
            raise Invalid(f'第{number}行不是 {{"id","text"}} 形式的 JSON', field="jsonl") from None
        if not isinstance(text, str):
            raise Invalid(f"第{number}行的 text 不是文本", field="jsonl")
        yield id_, text


def run_train(options: argparse.Namespace) -> int:
    """Train on a file and keep the model; says what it learnt from as JSON."""
    from bihuan.triage import read_rows, train

    model = train(read_rows(options.file))
    model.save(options.model)
    print(json.dumps({"model": str(options.model), **model.about}, ensure_ascii=False, indent=1))
    return 0


def run_evaluate(options: argparse.Namespace) -> int:
    """Figures of a model on a labelled file, as a table or as JSON."""
    from bihuan.triage import Classifier, evaluate, read_rows

    measures = evaluate(Classifier.load(options.model).model, read_rows(options.file))
    if options.json:
        print(json.dumps(measures.as_json(), ensure_ascii=False, indent=1))
        return 0
    print(f"留言 {measures.messages}  宏平均F1 {measures.macro_f1:.4f}  准确率 {measures.accuracy:.4f}")
    reach = measures.reach
    print(
        f"校准误差 {measures.calibration_error:.4f}  98%准确率下可自动分派 {reach.share:.1%}(置信度≥{reach.threshold:.3f})"
    )
    for one in measures.labels:
        print(f"  {one.label}  {one.messages}条  精确率 {one.precision:.3f}  召回率 {one.recall:.3f}  F1 {one.f1:.3f}")
    return 0


def run_similar(options: argparse.Namespace) -> int:
    """For each query id the most alike rows of the same file, itself left out."""
    from bihuan.triage import Index, Matter, read_rows

    rows = read_rows(options.file)
    matters = {row.id: Matter(row.text, row.title) for row in rows}
    index = Index()
    index.add_many((id_, matter, "") for id_, matter in matters.items())
    for id_ in _query_ids(options.query_ids):
        if id_ not in matters:
            raise Invalid(f"文件里没有编号为“{id_}”的行", field="query_ids")
        found = index.query(matters[id_], top=max(options.top, 1), without=[id_])
        line = {"id": id_, "similar": [[one.id, one.score] for one in found]}
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _query_ids(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"读不到编号文件“{path}”:{error}", field="query_ids") from None


def run_bench(options: argparse.Namespace) -> int:
    """Measure this machine and print JSON."""
    from bihuan.triage import Classifier
    from bihuan.triage.benching import measure_speed

    speed = measure_speed(Classifier.load(options.model), messages=options.messages, filed=options.filed)
    print(json.dumps(speed.as_json(), ensure_ascii=False, indent=1))
    return 0


def run_topics(options: argparse.Namespace) -> int:
    """The hottest topics of a file, as a table or as JSON."""
    from bihuan.triage import read_rows, topics

    found = topics(read_rows(options.file))[: max(options.top, 0)]
    if options.json:
        print(json.dumps([topic.as_json() for topic in found], ensure_ascii=False, indent=1))
        return 0
    for topic in found:
        since = f"{topic.first}..{topic.last}" if topic.first else ""
        print(f"{topic.heat:8.1f}  {topic.messages:4}件 {topic.people:6}人  {topic.trend:8} {since:24} {topic.name}")
    return 0
