"""The method of a consultation group: steps with guiding words, written a line each as "name:words"."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.orgs.services.checks import Faults

MOST_STEPS, MOST_NAME, MOST_GUIDE = 8, 12, 200
_COLON = re.compile("[::]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name and what to do in it."""

    name: str
    guide: str


def steps_of(method: str) -> list[Step]:
    """The steps that the text says, in order; empty lines are left out."""
    found = []
    for line in method.splitlines():
        if line.strip():
            name, *words = _COLON.split(line.strip(), maxsplit=1)
            found.append(Step(name.strip(), words[0].strip() if words else ""))
    return found


def check_method(field: str, method: str, faults: Faults) -> None:
    """Note what is wrong with a method: no step, too many, nameless, too long or said twice."""
    steps = steps_of(method)
    if not steps:
        faults.add(field, _("请至少写一个步骤,例如“聆:请反映人把话说完”。"), "required")
    if len(steps) > MOST_STEPS:
        faults.add(field, _("步骤最多 %(most)d 个,请合并几个。") % {"most": MOST_STEPS}, "too_many")
    for step in steps:
        if not step.name or len(step.name) > MOST_NAME:
            faults.add(
                field,
                _("“%(line)s”的步骤名称应在 1 到 %(most)d 个字之间,名称后面用冒号隔开。")
                % {"line": f"{step.name}:{step.guide}"[:30], "most": MOST_NAME},
                "name",
            )
        if len(step.guide) > MOST_GUIDE:
            faults.add(
                field,
                _("“%(name)s”的做法最多 %(most)d 个字。") % {"name": step.name[:12], "most": MOST_GUIDE},
                "too_long",
            )
    if len({step.name for step in steps}) < len(steps):
        faults.add(field, _("有两个步骤名称相同,请改一个。"), "twice")


def blank_steps(method: str) -> list[dict[str, str]]:
    """The steps as a meeting keeps them, nothing written yet."""
    return [{"name": step.name, "guide": step.guide, "text": ""} for step in steps_of(method)]
