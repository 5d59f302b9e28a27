"""Places named in a text: administrative areas, estates, roads, schools and the like, by the words they end in."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bihuan.triage import lexicon
from bihuan.triage.scanner import Scanner


class PlaceKind(StrEnum):
    """What a place name names."""

    AREA = "area"
    ESTATE = "estate"
    ROAD = "road"
    INSTITUTION = "institution"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` is the name; `means` is the gazetteer's entry where one was given."""

    name: str
    kind: PlaceKind
    start: int
    end: int
    means: str = ""


_ENDINGS = {PlaceKind(kind): endings for kind, endings in lexicon.place_endings().items()}
_KIND_OF = {ending: kind for kind, endings in reversed(_ENDINGS.items()) for ending in endings}
_NAME = re.compile(
    r"[A-Za-z0-9一-鿿]{1,7}?(?:"
    + "|".join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))
    + r"){1,2}(?:[0-9一二三四五六七八九十]{1,3}(?:期|号院|号楼|栋|号|组|单元))*"
)
# What may stand before a name but does not belong to it.
_BEFORE = re.compile(
    r".*(?:关于|请求|要求|投诉|反映|反应|举报|咨询|建议|希望|请问|请|位于|住在|家住|居住|来自|就是|我们是|我是|本人是|我们|咱们|我村|我家|附近|旁边|"
    r"对面|隔壁|路过|经过|通往|靠近|修建|建设|解决|严惩|尽快|由于|因为|以及|还有|整治|治理|[的在到从至是于和与把被让给对向往由及或这那哪该本此每各全某我你他它])"
)
_NOT_NAMES = re.compile(
    r"^(?:[一二三四五六七八九十两几多各全本我该这那此每某整新老旧]?(?:个|条|座|所|家)?)(?:小区|社区|村|街道|市|县|区|镇|乡|组|路|街|学校|小学|中学|医院|市场|广场|公园|"
    r"幼儿园|超市|大学|学院|桥|大道|公路|庄|湾|高速|酒店|饭店|工厂|国际|巷|花园|家园|公寓|别墅|高中|初中|车站|路口)$|"
    r"^(?:城|郊|山|市|地|片|辖|景|校|厂|库|社|灾|特)区$|^(?:城|上|超|门|夜|股|楼|早)市$|^(?:农|乡|全|本|各)村$|^(?:修|走|马|公|铁|道|一|出|水|电|让|思|网|线|半)路$|^小组$|^逛街$|^城镇$|^城乡$"
)


def places_in(text: str, gazetteer: Scanner[str] | None = None) -> list[Place]:
    """Named places from left to right; names of the gazetteer (name or alias → what it means) go before guesses."""
    known = [
        Place(one.word, PlaceKind.KNOWN, one.start, one.end, one.means)
        for one in (gazetteer.scan([text])[0] if gazetteer is not None else [])
    ]
    guessed: list[Place] = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        before = _BEFORE.match(match[0])
        if before:
            start += before.end()
        name = text[start:end]
        if len(name) < 2 or _NOT_NAMES.match(name):
            continue
        if not any(one.start < end and start < one.end for one in known):
            guessed.append(Place(name, _kind(name), start, end))
    return sorted([*known, *guessed], key=lambda place: (place.start, place.end))


def _kind(name: str) -> PlaceKind:
    bare = re.sub(r"(?:[0-9一二三四五六七八九十]{1,3}(?:期|号院|号楼|栋|号|组|单元))+$", "", name)
    for length in range(min(len(bare), 4), 0, -1):
        if bare[-length:] in _KIND_OF:
            return _KIND_OF[bare[-length:]]
    return PlaceKind.AREA
