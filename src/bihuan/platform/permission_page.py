"""The permission table as a page of the manual, made from what the rooms granted."""

from collections.abc import Mapping

from bihuan.platform import policies
from bihuan.platform.policies import Scope

SHOWN = {Scope.OWN: "本人", Scope.OFFICE: "本单位", Scope.AREA: "本区域", Scope.ALL: "全县"}
HEAD = """\
# 权限表

每项权限由岗位获得;岗位停用,权限随之停止。单元格是该岗位在此权限下能触及的范围:
“本人”指本人经办、首问或负责的记录,“本单位”指岗位所在单位的记录,“本区域”指任职区域及其下级区域的记录,“全县”指全部记录。
县级岗位的“本区域”即全县。空格表示没有此权限。

本页由程序生成,修改权限请改各模块的 `policies.py`,再运行 `bihuan permissions > docs/permissions.md`。
"""


def page(roles: Mapping[str, str]) -> str:
    """Markdown: a table for each room, one line a right, one column a role that holds any of them.

    `roles` gives code → title in the order of the columns.
    """
    table = policies.table()
    rooms: dict[str, list[str]] = {}
    for right in sorted(table):
        rooms.setdefault(right.partition(".")[0], []).append(right)
    parts = [HEAD]
    for room, rights in rooms.items():
        columns = [role for role in roles if any(role in table[right] for right in rights)]
        parts.append(f"\n## `{room}`\n")
        parts.append("| 权限 | 代码 | " + " | ".join(roles[role] for role in columns) + " |")
        parts.append("| --- | --- | " + " | ".join("---" for _role in columns) + " |")
        for right in rights:
            cells = [_cell(table[right].get(role, frozenset())) for role in columns]
            parts.append(f"| {policies.title_of(right)} | `{right}` | " + " | ".join(cells) + " |")
    return "\n".join(parts) + "\n"


def _cell(scopes: frozenset[Scope]) -> str:
    return "、".join(SHOWN[scope] for scope in Scope if scope in scopes)
