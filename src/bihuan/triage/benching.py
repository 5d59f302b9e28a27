"""Measure speed and memory on invented messages: classification a second and core, look-ups among many open cases."""

import random
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bihuan.triage import lexicon
from bihuan.triage.alike import Index
from bihuan.triage.classifier import Classifier
from bihuan.triage.fields import Matter

_SEED = 11
_CHUNK = 10_000
_FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_SECOND = "东西南北上下前后大小新老金银红青白石河湾桥山林田水泉柳槐杏桃"
_ENDINGS = ("村", "庄", "家园", "花园", "小区", "社区", "路", "街", "小学", "镇", "新城", "市场")


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured. Times are of this process's own work; memory is the highest it reached, in MB."""

    messages: int
    letters_a_message: float
    messages_a_second: float
    filed: int
    filed_a_second: float
    query_median_ms: float
    query_p95_ms: float
    query_longest_ms: float
    add_median_ms: float
    memory_mb: float

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(self).items()}


def invented_messages(count: int, *, seed: int = _SEED) -> Iterator[str]:
    """Messages of about 230 letters, from our own example sentences with invented places, numbers and dates."""
    drawn = random.Random(seed)
    sentences = [example for category in lexicon.categories() for example in category.examples]
    for _number in range(count):
        place = drawn.choice(_FAMILY_NAMES) + drawn.choice(_SECOND) + drawn.choice(_SECOND) + drawn.choice(_ENDINGS)
        said = "。".join(drawn.choice(sentences) for _sentence in range(drawn.randint(4, 22)))
        yield (
            f"{place}{drawn.choice(sentences)}。我住在{place}{drawn.randint(1, 40)}号,从{drawn.randint(1, 12)}月"
            f"{drawn.randint(1, 28)}日起,{said}。我们{drawn.randint(2, 60)}户盼望早日解决,电话13{drawn.randint(10**8, 10**9 - 1)}。"
        )


def measure_speed(classifier: Classifier, *, messages: int, filed: int, queries: int = 200) -> Speed:
    """Classify, fill an index, look up and add, each timed by the processor time of this process."""
    texts = list(invented_messages(messages))
    classifier.classify(texts[:300])
    began = time.process_time()
    for _answer in classifier.stream(texts):
        pass
    classified = time.process_time() - began
    letters = sum(map(len, texts)) / max(len(texts), 1)
    del texts
    index = Index()
    began = time.process_time()
    coming = invented_messages(filed, seed=_SEED + 1)
    number = 0
    for at in range(0, filed, _CHUNK):
        chunk = [
            (str(at + row), Matter(text), "") for row, text in zip(range(min(_CHUNK, filed - at)), coming, strict=False)
        ]
        index.add_many(chunk)
        number += len(chunk)
    filling = time.process_time() - began
    asked = [Matter(text) for text in invented_messages(queries, seed=_SEED + 2)]
    index.query(asked[0])
    looked = [_timed_query(index, matter) for matter in asked]
    added = [_timed_add(index, f"new{at}", matter) for at, matter in enumerate(asked)]
    looked.sort()
    added.sort()
    return Speed(
        messages=messages,
        letters_a_message=letters,
        messages_a_second=messages / max(classified, 1e-9),
        filed=number,
        filed_a_second=number / max(filling, 1e-9),
        query_median_ms=looked[len(looked) // 2] * 1000,
        query_p95_ms=looked[int(len(looked) * 0.95)] * 1000,
        query_longest_ms=looked[-1] * 1000,
        add_median_ms=added[len(added) // 2] * 1000,
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _timed_query(index: Index, matter: Matter) -> float:
    began = time.process_time()
    index.query(matter)
    return time.process_time() - began


def _timed_add(index: Index, id_: str, matter: Matter) -> float:
    began = time.process_time()
    index.add(id_, matter)
    return time.process_time() - began
