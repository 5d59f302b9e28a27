"""Remarks with mentions, answers to the reporter, and watchers."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.events import CaseCommented
from bihuan.cases.models import Case, Comment, Watch
from bihuan.cases.policies import READ
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotFound
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import create
from bihuan.platform.policies import policy_of

MAX_TEXT, MAX_MENTIONS = 2000, 20
_MENTION = re.compile(r"@([\w·]{2,40})")


def comment_case(actor: Actor, *, case_id: UUID, text: str, public: bool = False) -> Comment:
    """Remark on a case. `@姓名` tells that person, if they may see the case; `public` answers the reporter.

    Raises:
        Invalid: empty or too long.
        NotAllowed: `actor` may not comment; a public answer is the desk's.
    """
    plain = text.strip()
    if not plain:
        raise Invalid(_("请填写内容。"), field="text", code="required")
    if len(plain) > MAX_TEXT:
        raise Invalid(_("内容太长,请控制在%(count)d字以内。") % {"count": MAX_TEXT}, field="text", code="too_long")
    case = _case(case_id)
    mentioned = people_mentioned(case, plain)
    comment = Comment(case=case, by_id=actor.actor_id, text=plain, public=public, created_at=clock.now())
    comment.tell(
        CaseCommented.of(
            case, actor.actor_id, comment_id=comment.pk, mentions=tuple(str(person.pk) for person in mentioned)
        )
    )
    create(comment, actor=actor, verb="answer" if public else "comment")
    comment.mentions.add(*mentioned)
    return comment


def people_mentioned(case: Case, text: str) -> list[Staff]:
    """Staff whose name stands after an @ and who may see the case."""
    names = set(_MENTION.findall(text))
    if not names:
        return []
    found = Staff.objects.filter(name__in=names, is_active=True)[:MAX_MENTIONS]
    return [person for person in found if policy_of(Case).allows(person, READ, case)]


def watch_case(actor: Staff, *, case_id: UUID) -> Watch:
    """Hear of everything that happens to the case; repeating it changes nothing."""
    case = _case(case_id)
    policy_of(Case).check(actor, READ, case)
    watch, _made = Watch.objects.get_or_create(case=case, staff=actor, defaults={"at": clock.now()})
    return watch


def unwatch_case(actor: Staff, *, case_id: UUID) -> None:
    """Hear no more of it."""
    Watch.objects.filter(case_id=case_id, staff=actor).delete()


def _case(case_id: UUID) -> Case:
    case = Case.objects.select_related("area", "town").filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("没有找到这条记录,它可能已被合并或作废。"))
    return case
