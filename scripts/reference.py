"""Writes the pages of the manual that repeat what the code declares: `python scripts/reference.py [--check]`.

Life cycle, time limits, indicators, ledgers, error codes and commands; a test compares the stored pages with these.
"""

import argparse
import ast
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
SOURCES = ROOT / "src" / "bihuan"
NOTE = "本页由程序生成,与代码不一致时测试会失败;重写请运行 `make reference`。\n"


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]
    import django

    django.setup()


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines) + "\n"


# --- the life cycle and its limits --------------------------------------------------------------------------------


def loop_states() -> list[str]:
    """The states of the way that the loop wants, from the first to the one after which nothing more needs to happen."""
    from bihuan.cases.lifecycle import LIFE_CYCLE

    states = [str(LIFE_CYCLE.start)]
    onward = {"to_revisit": "closed"}  # the revisit's answer decides, so its row in the table names no target
    while True:
        steps = [step for step in LIFE_CYCLE.offered(states[-1]) if step.loop and step.to_state]
        following = str(steps[0].to_state) if steps else onward.get(states[-1])
        if following is None or following in states:
            return states
        states.append(following)


def life_cycle() -> str:
    from bihuan.cases.diagram import diagram
    from bihuan.cases.lifecycle import LIFE_CYCLE
    from bihuan.cases.models import State
    from bihuan.platform.policies import title_of

    names = {state.value: str(state.label) for state in State}

    def listed(states: Sequence[str]) -> str:
        return "任何状态" if len(states) == len(names) else "、".join(names[state] for state in states) or "—"

    rows = []
    for step in LIFE_CYCLE:
        target = names[step.to_state] if step.to_state else "不变"
        if step.or_states:
            target += "(或" + "、".join(names[state] for state in step.or_states) + ")"
        who = f"`{step.right}` {title_of(step.right)}" if step.right else "见右"
        asks = "、".join(f"`{name}`" for name in step.asks) or "—"
        notes = [word for word, true in (("闭环的下一步", step.loop), ("群众可做", step.public)) if true]
        rows.append(
            (step.title, f"`{step.verb}`", listed(step.from_states), target, who, asks, "、".join(notes) or "—")
        )
    states = [(label, f"`{value}`", "是" if value in LIFE_CYCLE.final else "—") for value, label in names.items()]
    return (
        "# 事项的一生(生命周期)\n\n" + NOTE + "\n不管是诉求、纠纷、隐患、问题、企业难题还是惠民实事,都走同一条路。"
        "横着一排是顺利时的走法,上面是走回头路,下面是中间的岔路。\n\n![事项的一生](life-cycle.svg)\n\n## 状态\n\n"
        + table(("状态", "代码", "可以到此为止"), states)
        + "\n## 每一步\n\n谁能做由[权限表](../permissions.md)决定。\n\n"
        + table(("操作", "代码", "从", "到", "需要的权限", "要填写", "说明"), rows)
        + "\n## 原文\n\n上面的图由下面这段 Mermaid 文字画成。\n\n```text\n"
        + diagram()
        + "```\n"
    )


def life_cycle_picture() -> str:
    from life_cycle_picture import draw

    from bihuan.cases.diagram import diagram

    return draw(diagram(), loop_states())


def limits() -> str:
    from bihuan.cases.defaults import DEFAULT_LIMITS
    from bihuan.cases.models import CaseKind, Stage, Urgency
    from bihuan.cases.models.clocks import PETITION
    from bihuan.kernel.worktime import Unit

    kinds = {"": "所有类型", **{kind.value: str(kind.label) for kind in CaseKind}, PETITION: "信访事项"}
    rows = [
        (
            kinds[kind],
            Urgency(urgency).label,
            Stage(stage).label,
            f"{limit.amount} {Unit(limit.unit).name_zh}",
            limit.basis,
        )
        for (kind, urgency, stage), limit in DEFAULT_LIMITS.items()
    ]
    return (
        "# 默认时限\n\n" + NOTE + "\n装好之后就有这些时限,系统管理员可以在“设置—时限”里逐条改。"
        "写明类型的优先于“所有类型”。\n\n"
        + table(("事项类型", "紧急程度", "环节", "时限", "依据"), rows)
        + "\n## 随软件带着的工作日历\n\n"
        + table(("年份", "放假", "调休上班", "出处"), _years())
        + "\n## 算一遍给您看\n\n"
        + _arithmetic()
    )


def _years() -> list[tuple[object, ...]]:
    from bihuan.kernel.worktime import published_years

    return [
        (
            number,
            "、".join(
                f"{holiday.name} {holiday.first:%m-%d}"
                + (f"~{holiday.last:%m-%d}" if holiday.last != holiday.first else "")
                for holiday in year.holidays
            ),
            "、".join(f"{day:%m-%d}" for day in year.workdays) or "—",
            year.source,
        )
        for number, year in sorted(published_years().items())
    ]


def _arithmetic() -> str:
    """Three sums by the clock engine itself, in its own sentences."""
    from bihuan.kernel import clock
    from bihuan.kernel.worktime import Budget, Hours, OfficeHours, Pause, Unit, WorkingCalendar, explain

    calendar = WorkingCalendar(OfficeHours(Hours.of("08:30-12:00 14:30-18:00")))

    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL_ZONE)

    def told(start: str, amount: str, unit: Unit, seen: str, *pauses: Pause) -> str:
        budget = Budget(Decimal(amount), unit, rolls=unit is Unit.CALENDAR_DAYS)
        return explain(at(start), budget, calendar, pauses, at(seen)).sentence_zh

    hours, days, natural = Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
    waiting = Pause(at("2026-03-04 09:00"), at("2026-03-06 09:00"), "等待鉴定")
    cases = (
        (
            "中午休息不算",
            "2026 年 3 月 2 日(周一)11:00 受理,4 个工作小时内分派;15:00 看。",
            told("2026-03-02 11:00", "4", hours, "2026-03-02 15:00"),
        ),
        (
            "挂起时钟停着",
            "3 月 2 日 09:00 签收,5 个工作日办结;3 月 4 日到 6 日挂起;9 日看。",
            told("2026-03-02 09:00", "5", days, "2026-03-09 09:00", waiting),
        ),
        (
            "放假不算、调休上班要算",
            "2026 年 9 月 30 日 10:00 起 3 个工作日,正逢国庆长假;10 月 8 日看。",
            told("2026-09-30 10:00", "3", days, "2026-10-08 10:00"),
        ),
        (
            "自然日遇放假顺延",
            "纠纷自 2026 年 9 月 4 日起 30 日内调结,末日在长假里;9 月 20 日看。",
            told("2026-09-04 10:00", "30", natural, "2026-09-20 10:00"),
        ),
    )
    return "\n".join(f"- **{title}** {story}\n  系统写出来是:“{sentence}”" for title, story, sentence in cases) + "\n"


# --- figures and ledgers ------------------------------------------------------------------------------------------


def indicators() -> str:
    from bihuan.platform.indicators import Average, Count, Extreme, Progress, Ratio, Share, Sum, When, indicators

    how = {
        Count: "计数", Sum: "合计", Ratio: "比例", Share: "合计之比", Average: "平均", Extreme: "最大或最小",
        Progress: "目标完成率",
    }  # fmt: skip
    when = {When.DAY: "日期在期内", When.MOMENT: "时间在期内", When.AS_OF: "期末在册"}
    rows = [
        (
            one.name,
            f"`{one.key}`",
            one.unit,
            how[type(one)],
            one.definition,
            f"{when[one.when]}(`{one.at}`)",
            f"`{one.ledger}`" if one.ledger else "—",
            "、".join(f"`{name}`" for name in one.by) or "—",
        )
        for one in indicators()
    ]
    return (
        "# 指标\n\n" + NOTE + "\n每个数字都是从明细算出来的,点开就能看到它数了哪些行。"
        "比例没有分母时显示“—”,不写成 0。\n\n"
        "命令行:`bihuan indicators --town 德固镇 --period 2026-01-01..2026-06-30 --json`。\n\n"
        + table(("名称", "代码", "单位", "算法", "口径", "按什么归期", "明细台账", "可以按什么分组"), rows)
    )


def ledgers() -> str:
    from bihuan.platform.ledgers import ledgers
    from bihuan.platform.policies import title_of

    parts = [
        "# 台账和列\n\n"
        + NOTE
        + "\n“代码”用在网址、接口和命令行里。导入时,表头写成“也认这些叫法”里的任何一个都认得。\n"
    ]
    for found in sorted(ledgers(), key=lambda one: one.key):
        rights = {
            "查看": found.right,
            "导出": found.export_right,
            "导入": found.import_right,
            "查看完整信息": found.reveal_right,
        }
        held = ";".join(f"{word}:{title_of(right)} `{right}`" for word, right in rights.items() if right)
        same = "、".join(str(found.column(key).title) for key in found.same_when)
        rows = [
            (
                column.title,
                f"`{column.key}`",
                KINDS.get(type(column).__name__, type(column).__name__),
                "必填" if column.required and column.imported else "可填" if column.imported else "—",
                "是" if column.personal else "—",
                " ".join(column.synonyms) or "—",
            )
            for column in found.columns
        ]
        parts.append(
            f"\n## {found.title} `{found.key}`\n\n{found.about}\n\n{held}。\n"
            + (f"\n导入时“{same}”都相同的两行算重复。\n" if same else "")
            + "\n"
            + table(("列", "代码", "内容", "导入", "打码", "也认这些叫法"), rows)
        )
    return "".join(parts)


KINDS = {
    "Text": "文字", "LongText": "长文字", "Person": "姓名", "Phone": "电话", "IdNumber": "身份证号", "StaffName": "工作人员",
    "OfficeName": "单位", "AreaName": "区域", "Choice": "选项", "YesNo": "是否", "Day": "日期", "Moment": "时间", "Money": "金额",
    "Whole": "整数",
}  # fmt: skip


# --- refusals -----------------------------------------------------------------------------------------------------

CARRIERS = {
    "Invalid", "NotAllowed", "NotFound", "WrongState", "Conflict", "TooMany", "TooLarge", "Fault", "Refused", "DoorRefusal",
    "Problem", "Reject",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal as the source says it."""

    code: str
    sentence: str
    room: str


def _text(node: ast.expr | None) -> str:
    """The sentence of an argument: a literal, one inside a gettext call, or the pattern before its values."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left):
            return _text(left)
        case ast.Call(args=[first, *_]):
            return _text(first)
        case _:
            return ""


def _refusals() -> Iterator[Said]:
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).parts
        if "tests" in parts or "migrations" in parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CARRIERS):
                continue
            words = {word.arg: word.value for word in node.keywords}
            positions = node.args[1:2] if node.func.id == "Refused" and len(node.args) > 2 else []
            code = _text(words.get("code") or (positions[0] if positions else None))
            sentence = next(
                (text for text in map(_text, node.args) if any(character >= "\u4e00" for character in text)), ""
            )
            if code:
                yield Said(code, sentence, parts[0])


def errors() -> str:
    from bihuan.api.problems import STATUS, titles

    general = [(f"`{code}`", STATUS[code], title) for code, title in titles().items()]
    by_code: dict[str, list[Said]] = {}
    for said in _refusals():
        by_code.setdefault(said.code, []).append(said)
    rows = []
    for code, found in sorted(by_code.items()):
        sentences = list(dict.fromkeys(_shown(said.sentence) for said in found if said.sentence))
        rooms = "、".join(dict.fromkeys(f"`{said.room}`" for said in found))
        rows.append((f"`{code}`", rooms, "<br>".join(sentences) or "—"))
    return (
        "# 错误代码\n\n"
        + NOTE
        + "\n人看到的是一句话,写在出错的那一栏旁边;接口和命令行另带一个代码,程序按代码判断。\n\n"
        "## 大类\n\n接口的答复是 `application/problem+json`,`code` 是下面之一。\n\n"
        + table(("代码", "HTTP", "意思"), general)
        + "\n## 细类\n\n写在 `errors[].code`(接口)或 `rejected[].code`(导入)里,`field` 或 `column` 说明是哪一栏。\n\n"
        + table(("代码", "出自", "对人怎么说"), rows)
    )


def _shown(sentence: str) -> str:
    """The sentence with an ellipsis where a value stands."""
    import re

    return re.sub(r"%\(\w+\)[sd]|\{[^}]*\}", "…", sentence).replace("\n", " ").replace("<", "&lt;")


# --- commands -----------------------------------------------------------------------------------------------------


def commands() -> str:
    from bihuan.config.cli import DJANGO_COMMANDS, _parser

    parts = [
        "# 命令行\n\n" + NOTE + "\n命令是 `.venv/bin/bihuan`。做不成时以非零状态结束,并在标准错误输出里写一行为什么;"
        "输入被拒绝时状态是 2。\n\nThe command is `.venv/bin/bihuan`. It ends with a status other than 0 and one line on standard "
        "error when it cannot do what was asked; refused input ends with 2.\n"
    ]
    for name, parser, about in _walk(_parser(), "bihuan"):
        if name.split()[-1] in DJANGO_COMMANDS:
            continue
        parts.append(f"\n## `{name}`\n\n{about}\n")
        rows = [
            (_flags(action), _default(action), (action.help or "—") % {"default": action.default})
            for action in parser._actions
            if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
            and action.help != argparse.SUPPRESS
        ]
        if rows:
            parts.append("\n" + table(("参数 / argument", "默认 / default", "作用 / meaning"), rows))
    parts.append("\n## 开发人员用的 / for developers\n\n")
    parts.append(
        table(("命令 / command", "作用 / meaning"), [(f"`bihuan {n}`", t) for n, t in DJANGO_COMMANDS.items()])
    )
    return "".join(parts)


def _walk(
    parser: argparse.ArgumentParser, name: str, about: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Every command that does something, with its parser and what it says about itself, deepest last."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, parser, about
    for action in below:
        texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for word, inner in action.choices.items():
            yield from _walk(inner, f"{name} {word}", texts.get(word, ""))


def _flags(action: argparse.Action) -> str:
    shown = str(action.metavar or action.dest).upper()
    if not action.option_strings:
        return f"`{shown}`"
    return f"`{'`, `'.join(action.option_strings)}`" + ("" if action.nargs == 0 else f" `{shown}`")


def _default(action: argparse.Action) -> str:
    return "—" if action.default in (None, False, "", []) else f"`{action.default}`"


WRITERS = {
    "life-cycle.md": life_cycle,
    "life-cycle.svg": life_cycle_picture,
    "limits.md": limits,
    "indicators.md": indicators,
    "ledgers.md": ledgers,
    "errors.md": errors,
    "commands.md": commands,
}


def pages() -> dict[str, str]:
    """Every page by its file name, as it should be stored."""
    from django.utils import translation

    with translation.override("zh-hans"):
        return {name: write() for name, write in WRITERS.items()}


def main() -> int:
    """Write the pages; with `--check` only say which are stale."""
    check = "--check" in sys.argv[1:]
    _set_up()
    stale = 0
    for name, text in pages().items():
        path = PAGES / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"stale: docs/reference/{name}; run: make reference")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"docs/reference/{name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
