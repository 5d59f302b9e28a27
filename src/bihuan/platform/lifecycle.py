"""Guards of the machinery's own records."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.models import AuditEntry, DocumentTemplate, NoticeChannel, StoredFile, Webhook
from bihuan.platform.policies import RowPolicy
from bihuan.platform.rights import MANAGE_CHANNELS, MANAGE_TEMPLATES, MANAGE_WEBHOOKS

AUDIT = RowPolicy(AuditEntry, path="").register()
CHANNELS = RowPolicy(NoticeChannel, path="").register()
WEBHOOKS = RowPolicy(Webhook, path="").register()
TEMPLATES = RowPolicy(DocumentTemplate, path="").register()


@guards(StoredFile)
def file_guard(file: StoredFile, actor: Actor, verb: str) -> None:
    """Anybody may bring a file, in their own name; afterwards only the system adds copies to it."""
    if isinstance(actor, SystemActor) or (verb == "upload" and file.uploaded_by_id == actor.actor_id):
        return
    raise NotAllowed(_("文件上传后不能修改,请重新上传。"))


@guards(NoticeChannel)
def channel_guard(channel: NoticeChannel, actor: Actor, verb: str) -> None:
    """Administrators manage the channels of their own area."""
    CHANNELS.check(actor, MANAGE_CHANNELS, channel)


@guards(Webhook)
def webhook_guard(webhook: Webhook, actor: Actor, verb: str) -> None:
    """Administrators manage the subscribers of their own area."""
    WEBHOOKS.check(actor, MANAGE_WEBHOOKS, webhook)


@guards(DocumentTemplate)
def template_guard(template: DocumentTemplate, actor: Actor, verb: str) -> None:
    """Who manages templates does so for the own area; a town's desk for its town alone."""
    if verb not in {"replace", "retire", "reinstate"}:
        raise WrongState(_("文书模板没有“%(verb)s”这个操作。") % {"verb": verb})
    TEMPLATES.check(actor, MANAGE_TEMPLATES, template)
