"""Fields that several papers share, and the boxes they stand in."""

from django.utils.translation import gettext_lazy as _

from bihuan.platform.documents import Field
from bihuan.platform.documents.layout import Cell, Column, Each, Grid, Para, Rows, row

GROUP = _("人民调解卷宗")

COMMITTEE = Field("committee", _("人民调解委员会名称"))
CASE_NUMBER = Field("case_number", _("办件编号"))
KIND = Field("kind", _("纠纷类型"))
DAY = Field("day", _("落款日期"))

PERSON = (
    Field("side", _("当事人身份")),
    Field("name", _("姓名(名称)")),
    Field("gender", _("性别")),
    Field("ethnicity", _("民族")),
    Field("age", _("年龄")),
    Field("occupation", _("职业或职务")),
    Field("phone", _("联系电话")),
    Field("id_number", _("证件号码")),
    Field("address", _("单位或住址")),
    Field("agent", _("代理人")),
    Field("claimed", _("主张金额")),
    Field("agreed", _("议定金额")),
)
# A few parties have a box each; more than a page of boxes are listed in a table instead.
PARTIES = Field("parties", _("当事人(每人一栏)"), PERSON)
CROWD = Field("crowd", _("当事人(名单)"), PERSON)
NAMES = Field("names", _("全部当事人姓名"))
SIGNERS = Field(
    "signers", _("签名栏"), (Field("label", _("签名人身份")), Field("image", _("签名")), Field("date", _("日期")))
)

PARTY_BOXES = Each(
    "parties",
    (
        Grid(
            (4, 5, 3, 5, 3, 6),
            (
                (
                    Cell("{side}", label=True),
                    Cell("{name}", span=3),
                    Cell("电话", label=True),
                    Cell("{phone}"),
                ),
                row("性别", "{gender}", "年龄", "{age}", "民族", "{ethnicity}"),
                (
                    Cell("证件号码", label=True),
                    Cell("{id_number}", span=3),
                    Cell("职业", label=True),
                    Cell("{occupation}"),
                ),
                (
                    Cell("单位或住址", label=True),
                    Cell("{address}", span=3),
                    Cell("代理人", label=True),
                    Cell("{agent}"),
                ),
            ),
        ),
    ),
)
PARTY_LIST = Rows(
    "crowd",
    (
        Column("身份", "{side}", 3, "center"),
        Column("姓名(名称)", "{name}", 5),
        Column("性别", "{gender}", 2, "center"),
        Column("证件号码", "{id_number}", 8),
        Column("联系电话", "{phone}", 6),
        Column("单位或住址", "{address}", 7),
    ),
    spare=0,
)
SIGN_COLUMN = (Para("{committee}", align="right"), Para("{day:10}", align="right"))
