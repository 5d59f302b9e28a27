"""The ledger of residents with their households; personal columns are sealed and masked."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.reading import ChoiceSet, Option, ReadingError
from bihuan.kernel.reading.masking import mask_address
from bihuan.orgs.addresses import resident_url
from bihuan.orgs.ledgers.answers import answered, area_id, text, whole
from bihuan.orgs.models import Resident
from bihuan.orgs.policies import EDIT_RESIDENTS, EXPORT_RESIDENTS, READ_CARE, READ_RESIDENTS, REVEAL_RESIDENTS
from bihuan.orgs.services.imports import register_residents, take_back
from bihuan.orgs.services.residents import ResidentEntry
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    FilterKind,
    IdNumber,
    Ledger,
    NewRow,
    Person,
    Phone,
    Refused,
    Text,
    Whole,
    YesNo,
)
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind
from bihuan.platform.models import ImportBatch
from bihuan.platform.policies import visible

Need = Resident.Need
NEED_WORDS: dict[str, tuple[str, ...]] = {
    Need.ELDERLY_ALONE: ("独居", "独居老人", "空巢老人", "孤寡老人"),
    Need.LEFT_BEHIND: ("留守", "留守儿童"),
    Need.DISABLED: ("残疾", "残疾人"),
    Need.LOW_INCOME: ("低保", "低保户", "困难户", "脱贫户", "特困"),
    Need.RELEASED: ("刑满释放", "刑释人员", "刑满释放人员"),
    Need.MENTAL: ("精神障碍", "精神障碍患者", "严重精神障碍"),
}


class Address(Text):
    """A sealed address: masked below the village, and never asked for by a part of it."""

    filter_kind = FilterKind.NONE
    personal = True
    default_width = 28

    def shown_value(self, value: object, *, reveal: bool) -> object:
        return value if reveal or not value else mask_address(str(value))

    def text_condition(self, text: str) -> Q | None:
        return None


class Needs(Choice):
    """A set of reasons for special care, kept as a JSON list."""

    default_width = 18

    def plain(self, value: object) -> object:
        return self.text(value) or None

    def text(self, value: object) -> str:
        codes = value if isinstance(value, list) else []
        return "、".join(str(Need(code).label) for code in codes if code in Need.values)

    def condition(self, values: Sequence[str]) -> Q:
        super().condition(values)  # refuses what is no choice
        condition = Q(pk__in=[])
        for value in values:
            condition |= Q(needs__icontains=f'"{value}"')
        return condition

    def said(self, values: Sequence[str]) -> str:
        return self.text(list(values))

    def reader(self) -> Reader:
        """An import brings several in one cell."""
        return Reader(key=self.key, title=self.title, kind=Kind.TEXT, synonyms=self.synonyms, required=self.required)


class Residents(Ledger):
    """Everybody who is registered, by area and household."""

    key, title, model = "residents", _("居民台账"), Resident
    about = _("登记在册的居民和所在户;姓名、电话、身份证号默认脱敏,查看完整信息要写原因并留痕。")
    towards = _("点“登记居民”录入,或者用“导入”交入户登记表。")

    name = Person("name", _("姓名"), required=True, fixed=True, synonyms="户主姓名 居民姓名 人员姓名 户主")
    gender = Choice("gender", _("性别"), choices=Resident.Gender, words={"male": "男 男性", "female": "女 女性"})
    birth_year = Whole("birth_year", _("出生年份"), shown=False, synonyms="出生年")
    phone = Phone("phone", _("联系电话"), beside="name", code="phone", synonyms="电话 手机 手机号 联系方式 手机号码")
    id_number = IdNumber(
        "id_number", _("身份证号"), shown=False, code="id_number", synonyms="身份证号码 身份证 公民身份号码 证件号码"
    )
    area = AreaName(
        "area",
        _("所属网格"),
        required=True,
        code="area",
        synonyms="网格 所属村(社区) 村(社区) 所在村 社区 所属社区 所属区域 村居",
    )
    household = Text("household.number", _("户编号"), synonyms="户号 户籍编号 家庭编号")
    is_head = YesNo("is_head", _("户主"), shown=False, nullable=False, synonyms="是否户主")
    address = Address("address", _("住址"), shown=False, synonyms="家庭住址 居住地址 详细地址 现住址 地址")
    care = Needs(
        "needs",
        _("关爱类别"),
        choices=Resident.Need,
        right=READ_CARE,
        synonyms="人员类别 特殊人群 重点人群 类别 困难类型",
    )

    filters, order = [area, care, gender], ["area"]
    right, export_right, import_right, reveal_right = READ_RESIDENTS, EXPORT_RESIDENTS, EDIT_RESIDENTS, REVEAL_RESIDENTS
    same_when = ["name", "phone", "id_number"]
    search_kind = "resident"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Resident, viewer, READ_RESIDENTS).filter(merged_into=None)

    def open_url(self, row: Resident) -> str:
        return resident_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        found = register_residents(
            actor=actor,
            entries=[_entry(row.values) for row in rows],
            household_numbers=[text(row.values, "household") for row in rows],
        )
        return answered(found)

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        take_back(Resident, ids, actor=actor)


def _entry(values: Mapping[str, object]) -> ResidentEntry:
    return ResidentEntry(
        name=text(values, "name"),
        area_id=area_id(values),
        phone=text(values, "phone"),
        id_number=text(values, "id_number"),
        gender=text(values, "gender"),
        birth_year=whole(values, "birth_year"),
        is_head=bool(values.get("is_head")),
        address=text(values, "address"),
        needs=tuple(needs_said(text(values, "care"))),
    )


_WORDS = ChoiceSet([Option(str(key), str(key), words) for key, words in NEED_WORDS.items()])


def needs_said(words: str) -> list[str]:
    """The reasons for special care that a cell names; words that mean none are left out."""
    found = []
    for word in words.replace("、", ",").replace(",", ",").replace(";", ",").split(","):
        read = _WORDS.read(word) if word.strip() else None
        if read is not None and not isinstance(read, ReadingError) and read.value:
            found.append(str(read.value))
    return found
