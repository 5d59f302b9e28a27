"""The short tour that the first sign-in offers: what stands where, told at the things themselves."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Staff

DONE = "tour_done"


@dataclass(frozen=True, slots=True)
class Step:
    """One stop: a selector of what is pointed at, and what is said. A stop whose thing is not on the page is left out."""

    at: str
    text: str | Promise


STEPS = (
    Step(".kpi-row", _("今天要做的都在这里。点一个数,下面就只列这几件。")),
    Step(".todo-item", _("最急的排在最前面,右边的按钮就是下一步。")),
    Step(".top-tool-first", _("有人来电来访,从这里登记。在电脑上按 n 也行。")),
    Step(".top-search", _("一个框找全部:编号、姓名、电话、地点、拼音首字母。在电脑上按 / 就能跳到这里。")),
    Step(".rail .rail-group", _("天天用的在最上面,其他按工作分组。")),
    Step(".bottom-bar", _("天天用的在底下,其他的在“更多”里。")),
    Step("[data-inbox]", _("转来的件、催办、有人 @ 您,都在消息里。")),
    Step("[data-help]", _("哪一页不明白,点这里或按 ?,说的就是那一页。")),
)


def offered_to(staff: Staff) -> bool:
    """Whether the tour has neither been taken nor declined."""
    return not staff.preferences.get(DONE)
