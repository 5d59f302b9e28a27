"""What can happen to a joint conference and its invitations; buttons and refusals are made from this table."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Conference, ConferenceCase, Invitation
from bihuan.cases.policies import ANSWER_CONFERENCE, CONVENE
from bihuan.kernel.errors import WrongState
from bihuan.kernel.lifecycle import LifeCycle, Step
from bihuan.platform.actors import Actor, PublicActor
from bihuan.platform.change import guards
from bihuan.platform.policies import policy_of

S = Conference.State
HELD = (S.CALLED, S.CONCLUDED)

LIFE_CYCLE = LifeCycle(
    Step("convene", (), S.CALLED, CONVENE, _("召集联席会")),
    Step("arrange", (S.CALLED,), None, CONVENE, _("安排会议")),
    Step("take_up", (S.CALLED,), None, CONVENE, _("加入事项")),
    Step("withdraw", HELD, None, CONVENE, _("撤出事项"), or_states=(S.CALLED_OFF, S.CONCLUDED)),
    Step("invite", (S.CALLED,), None, CONVENE, _("邀请参会")),
    Step("link", HELD, None, CONVENE, _("来宾链接")),
    Step("answer", (S.CALLED,), None, ANSWER_CONFERENCE, _("答复参会")),
    Step("note_attendance", HELD, None, CONVENE, _("登记到会")),
    Step("sign", HELD, None, ANSWER_CONFERENCE, _("会上签名")),
    Step("file_scan", HELD, None, CONVENE, _("上传签字纪要")),
    Step("conclude", (S.CALLED,), S.CONCLUDED, CONVENE, _("形成会议纪要"), or_states=(S.CALLED,)),
    Step("call_off", (S.CALLED,), S.CALLED_OFF, CONVENE, _("取消联席会"), ("reason",), or_states=(S.CONCLUDED,)),
    start=S.CALLED,
    states=S.values,
    final=(S.CONCLUDED, S.CALLED_OFF),
)


def answers_for(actor: Actor, invitation: Invitation) -> bool:
    """Whether `actor` answers and signs for an invitation: one's own or one's office's; a guest's through the guest's own link,
    which the service looks at first, or the conveners' table for whoever telephones or stands before it."""
    if invitation.guest_body:
        return isinstance(actor, PublicActor) or policy_of(Conference).allows(actor, CONVENE, invitation.conference)
    return policy_of(Invitation).allows(actor, ANSWER_CONFERENCE, invitation)


@guards(Conference, ConferenceCase, Invitation)
def conference_guard(record: Conference | ConferenceCase | Invitation, actor: Actor, verb: str) -> None:
    """Ask for the right first, then the table; what hangs on a conference follows it."""
    conference = record if isinstance(record, Conference) else record.conference
    if verb not in LIFE_CYCLE:
        raise WrongState(gettext("联席会没有“%(verb)s”这个操作。") % {"verb": verb})
    step = LIFE_CYCLE.step(verb)
    assert step.right is not None  # every step of this table asks for one
    if isinstance(record, Invitation) and step.right == ANSWER_CONFERENCE:
        if not answers_for(actor, record):
            policy_of(Invitation).check(actor, step.right, record)
    else:
        policy_of(Conference).check(actor, CONVENE, conference)
    if step.from_states and conference.state not in step.from_states:
        raise WrongState(
            gettext("联席会现在是“%(state)s”,不能%(verb)s。请刷新页面查看最新情况。")
            % {"state": conference.get_state_display(), "verb": step.title}
        )


def title_of_verb(verb: str) -> str:
    """The verb as people read it; unknown verbs as they are."""
    return str(LIFE_CYCLE.step(verb).title) if verb in LIFE_CYCLE else verb
