"""A dispute ledger's columns with the words townships use for them, and the areas of the ledger files."""

from collections.abc import Mapping as MappingType
from datetime import date
from functools import cache
from pathlib import Path

from python_calamine import CalamineWorkbook

from bihuan.kernel.reading import ChoiceSet
from bihuan.kernel.reading import Option as Choice
from bihuan.platform.ledgers.reading import (
    AreaDirectory,
    AreaEntry,
    Book,
    Column,
    Kind,
    LedgerReading,
    Mapping,
    Mode,
    Outcome,
    PlainShape,
    Terms,
    open_book,
)

MATERIAL = Path(__file__).resolve().parents[6] / "tests" / "material" / "ledgers"
TODAY = date(2026, 7, 1)

KINDS = (
    Choice(
        "family",
        "婚姻家庭纠纷",
        (
            "家庭纠纷",
            "婚恋矛盾",
            "婚恋纠纷",
            "婚姻纠纷",
            "家事纠纷",
            "赡养纠纷",
            "抚养纠纷",
            "继承纠纷",
            "离婚纠纷",
            "婆媳矛盾",
            "家庭矛盾",
            "家暴",
        ),
    ),
    Choice("neighbour", "邻里纠纷", ("邻里", "邻里矛盾", "邻里关系", "相邻关系纠纷", "相邻权纠纷", "邻居纠纷")),
    Choice(
        "housing",
        "房屋宅基地纠纷",
        ("宅基地", "宅基地纠纷", "房屋纠纷", "房屋、宅基地纠纷", "宅基地及房屋纠纷", "建房纠纷", "房产纠纷"),
    ),
    Choice(
        "contract",
        "合同纠纷",
        (
            "合同",
            "合同债务纠纷",
            "经济合同纠纷",
            "承揽合同",
            "买卖合同",
            "租赁纠纷",
            "债务纠纷",
            "借贷纠纷",
            "民间借贷",
            "债权债务",
        ),
    ),
    Choice("business", "生产经营纠纷", ("生产经营", "经营纠纷", "农业生产纠纷", "经营性纠纷")),
    Choice(
        "damages",
        "损害赔偿纠纷",
        ("损害赔偿", "人身损害", "人身损害赔偿", "伤害赔偿", "财产损害", "赔偿纠纷", "打架斗殴"),
    ),
    Choice(
        "labour",
        "劳动争议纠纷",
        ("劳动争议", "劳资纠纷", "劳资", "劳动纠纷", "欠薪", "拖欠工资", "劳务纠纷", "农民工工资", "工资纠纷", "讨薪"),
    ),
    Choice("village", "村务管理纠纷", ("村务管理", "村务纠纷", "村务", "村级事务")),
    Choice(
        "land",
        "山林土地纠纷",
        (
            "山林土地",
            "土地纠纷",
            "土地",
            "山林纠纷",
            "林权纠纷",
            "承包地纠纷",
            "土地承包纠纷",
            "地界纠纷",
            "责任田纠纷",
        ),
    ),
    Choice("requisition", "征地拆迁纠纷", ("征地拆迁", "拆迁纠纷", "征地纠纷", "征收补偿")),
    Choice("environment", "环境污染纠纷", ("环境污染", "环境纠纷", "环保纠纷", "噪音扰民", "污染纠纷")),
    Choice("traffic", "道路交通事故纠纷", ("道路交通", "交通事故", "道路交通事故", "交通纠纷", "交通肇事", "车祸")),
    Choice("property", "物业纠纷", ("物业", "物业管理纠纷", "物业管理", "物业服务纠纷")),
    Choice("medical", "医疗纠纷", ("医疗", "医患纠纷", "医疗事故", "医患矛盾")),
    Choice("consumer", "消费纠纷", ("消费", "消费者权益", "消费维权")),
    Choice("other", "其他纠纷", ("其他", "其它", "其它纠纷", "其他类")),
)
RESULTS = (
    Choice(
        "settled",
        "调解成功",
        (
            "成功",
            "是",
            "√",
            "✓",
            "达成协议",
            "已调解",
            "已化解",
            "化解成功",
            "调解达成",
            "已解决",
            "办结",
            "和解",
            "已达成协议",
            "调成",
            "y",
            "已成功",
            "口头协议",
            "书面协议",
        ),
    ),
    Choice(
        "failed",
        "调解不成",
        (
            "失败",
            "未成功",
            "否",
            "×",
            "x",
            "✗",
            "调解失败",
            "未达成",
            "未达成协议",
            "不成功",
            "化解失败",
            "未化解",
            "调解未成功",
            "调解未果",
            "未调解成功",
            "调解不成功",
            "n",
        ),
    ),
    Choice("pending", "调解中", ("正在调解", "化解中", "处理中", "办理中", "进行中")),
    Choice("withdrawn", "撤回申请", ("撤回", "撤诉", "自行撤回")),
    Choice("referred", "引导其他途径", ("引导诉讼", "已移交", "移交法院", "转法院", "走诉讼程序", "诉讼", "引导仲裁")),
)
DISPUTES = PlainShape(
    key="disputes",
    title="矛盾纠纷台账",
    columns=(
        Column(
            "day",
            "登记日期",
            Kind.DAY,
            (
                "受理时间",
                "受理日期",
                "收案日",
                "收案日期",
                "登记时间",
                "日期",
                "时间",
                "发生时间",
                "发生日期",
                "调解时间",
                "调解日期",
                "排查时间",
                "接访时间",
                "立案日期",
                "上报时间",
            ),
            required=True,
        ),
        Column(
            "village",
            "所属村(社区)",
            Kind.AREA_NAME,
            (
                "村居",
                "村(社区)",
                "所属村",
                "村名",
                "所在村",
                "村社区",
                "社区",
                "村",
                "属地",
                "所属社区",
                "行政村",
                "村别",
                "所属区域",
                "发生地",
                "单位(村)",
                "村(居)",
            ),
            required=True,
            level="村",
        ),
        Column(
            "applicant",
            "申请人",
            Kind.PERSON,
            (
                "申请人姓名",
                "当事人(甲方)",
                "当事人甲方",
                "甲方",
                "甲方姓名",
                "当事人甲",
                "当事人一",
                "申请方",
                "当事人(申请人)",
                "反映人",
                "投诉人",
                "来访人",
                "诉求人",
            ),
            required=True,
        ),
        Column(
            "phone",
            "联系电话",
            Kind.PHONE,
            (
                "电话",
                "手机",
                "手机号",
                "手机号码",
                "联系方式",
                "电话号码",
                "申请人电话",
                "申请人联系电话",
                "甲方电话",
                "联系号码",
            ),
            beside="applicant",
        ),
        Column(
            "respondent",
            "被申请人",
            Kind.PERSON,
            (
                "被申请人姓名",
                "当事人(乙方)",
                "当事人乙方",
                "乙方",
                "乙方姓名",
                "当事人乙",
                "当事人二",
                "被申请方",
                "对方当事人",
                "当事人(被申请人)",
                "被反映人",
                "被投诉人",
            ),
        ),
        Column(
            "kind",
            "纠纷类型",
            Kind.CHOICE,
            (
                "类别",
                "纠纷类别",
                "类型",
                "纠纷种类",
                "矛盾类型",
                "矛盾纠纷类型",
                "矛盾纠纷类别",
                "案由",
                "种类",
                "事项类别",
            ),
            required=True,
            code="kind",
            choices=ChoiceSet(KINDS),
        ),
        Column(
            "summary",
            "简要情况",
            Kind.LONG_TEXT,
            (
                "纠纷情况",
                "纠纷简要情况",
                "基本情况",
                "案情简介",
                "主要内容",
                "纠纷内容",
                "简要案情",
                "主要诉求",
                "矛盾纠纷简要情况",
                "事由",
                "具体情况",
                "内容",
            ),
        ),
        Column(
            "mediator",
            "调解员",
            Kind.PERSON,
            ("责任人", "调解人", "承办人", "调解人员", "调解员姓名", "化解责任人", "包案领导", "主持人", "经办人"),
        ),
        Column(
            "result",
            "调解结果",
            Kind.CHOICE,
            (
                "是否调解成功",
                "化解结果",
                "是否成功",
                "处理结果",
                "调处结果",
                "化解情况",
                "调解情况",
                "是否化解",
                "办理结果",
                "结果",
            ),
            code="result",
            choices=ChoiceSet(RESULTS, endings=()),
        ),
        Column(
            "fulfilled", "是否履行", Kind.YES_NO, ("履行情况", "协议履行情况", "是否已履行", "履行", "协议是否履行")
        ),
        Column(
            "amount",
            "涉及金额",
            Kind.MONEY,
            (
                "金额",
                "金额(元)",
                "涉案金额",
                "标的额",
                "协议金额",
                "涉及金额(元)",
                "调解金额",
                "赔偿金额",
                "标的金额",
                "涉案标的",
            ),
        ),
    ),
    same_when=("day", "applicant", "respondent", "kind"),
)


@cache
def areas() -> AreaDirectory:
    """The areas of areas.xlsx."""
    rows = CalamineWorkbook.from_path(MATERIAL / "areas.xlsx").get_sheet_by_index(0).to_python()[1:]
    above = {str(name): str(parent) for name, _, parent, _ in rows}
    entries = []
    for number, (name, level, parent, alias) in enumerate(rows):
        path = [str(name)]
        step = str(parent)
        while step:
            path.insert(0, step)
            step = above.get(step, "")
        entries.append(AreaEntry(f"{number}", tuple(path), str(level), tuple(str(alias).split("、")) if alias else ()))
    return AreaDirectory(entries)


def read(
    book: Book | Path | bytes,
    *,
    name: str = "",
    mode: Mode = Mode.BEST,
    mapping: Mapping | None = None,
    answers: MappingType[str, str] | None = None,
    shape: PlainShape = DISPUTES,
    directory: AreaDirectory | None = None,
) -> tuple[list[Outcome], LedgerReading]:
    """Every outcome of a file, and the reading that made them."""
    opened = book if isinstance(book, Book) else open_book(book, name=name)
    terms = Terms(TODAY, mode, directory or areas(), mapping or Mapping(), answers or {})
    reading = LedgerReading(opened, shape, terms)
    return list(reading.rows()), reading
