"""Adding and changing the ways out of the house, and trying one."""

from uuid import UUID

import environ
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Fault, Invalid
from bihuan.kernel.ids import new_id
from bihuan.platform import outside
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.models import NoticeChannel
from bihuan.platform.notify.channels import Message, NotDelivered, send
from bihuan.platform.notify.telling import Reachable, ways_out
from bihuan.platform.policies import policy_of
from bihuan.platform.rights import MANAGE_CHANNELS

LONGEST_SIGNATURE = 20


def _check(kind: str, name: str, address: str) -> None:
    faults = []
    if not name.strip():
        faults.append(Fault(_("请填写渠道名称。"), "name", "required"))
    if kind not in NoticeChannel.Kind.values:
        faults.append(Fault(_("没有这个选项,请重新选择。"), "kind", "unknown"))
    elif kind == NoticeChannel.Kind.MAIL:
        if address:
            faults += _mail_faults(address)
    elif not address:
        faults.append(Fault(_("请填写机器人或网关的地址。"), "address", "required"))
    else:
        try:
            outside.check_address(address)
        except Invalid as error:
            faults += [Fault(fault.message, "address", fault.code) for fault in error.faults]
    if faults:
        raise Invalid.of(faults)


def _signature(kind: str, text: str) -> str:
    """The signature without its brackets; gateways refuse what is longer.

    Raises:
        Invalid: too long, or for a channel that has none (field `signature`).
    """
    bare = text.strip().strip("【】[]")
    if bare and kind != NoticeChannel.Kind.SMS:
        raise Invalid(_("只有短信网关才有签名。"), field="signature", code="no_sms")
    if len(bare) > LONGEST_SIGNATURE:
        raise Invalid(
            _("短信签名最多 %(most)d 个字。") % {"most": LONGEST_SIGNATURE}, field="signature", code="too_long"
        )
    return bare


def _mail_faults(address: str) -> list[Fault]:
    try:
        found = environ.Env.email_url_config(address)
    except (environ.ImproperlyConfigured, KeyError, ValueError):
        found = {}
    if address.startswith(("smtp://", "smtp+tls://", "smtps://", "smtp+ssl://")) and found.get("EMAIL_HOST"):
        return []
    return [Fault(_("邮件服务器地址应类似 smtp+tls://用户名@mail.example.cn:587。"), "address", "invalid")]


def add_channel(
    *,
    actor: Actor,
    kind: str,
    name: str,
    address: str = "",
    secret: str = "",
    town_id: UUID | None = None,
    signature: str = "",
) -> NoticeChannel:
    """Add a channel for the county (`town_id` None) or one town.

    Raises:
        Invalid: fields `kind`, `name`, `address`, `signature`.
        NotAllowed: `actor` does not manage channels there.
    """
    _check(kind, name, address)
    made = NoticeChannel(
        kind=kind, name=name.strip()[:60], address=address, secret=secret, town_id=town_id,
        signature=_signature(kind, signature),
    )  # fmt: skip
    create(made, actor=actor, verb="create")
    ways_out.forget()
    return made


def edit_channel(
    *,
    actor: Actor,
    channel_id: UUID,
    name: str,
    address: str,
    secret: str | None,
    active: bool,
    seen: int,
    signature: str = "",
) -> NoticeChannel:
    """Change a channel; `secret` None leaves it as it is, so that no page needs to show it."""
    with change(NoticeChannel, channel_id, actor=actor, verb="edit", seen=seen) as channel:
        _check(channel.kind, name, address)
        channel.name, channel.address, channel.active = name.strip()[:60], address, active
        channel.signature = _signature(channel.kind, signature)
        if secret is not None:
            channel.secret = secret
    ways_out.forget()
    return channel


def try_channel(*, actor: Actor, person: Reachable, channel: NoticeChannel) -> str:
    """Send a test message now, to `person` where the channel needs somebody; returns the receiver's answer.

    Raises:
        Invalid: it was not taken; the message says why.
        NotAllowed: `actor` does not manage this channel.
    """
    policy_of(NoticeChannel).check(actor, MANAGE_CHANNELS, channel)
    title, text = _("通知渠道测试"), _("收到这条消息,说明“%(name)s”可以使用。") % {"name": channel.name}
    try:
        return send(channel, Message(str(new_id()), title, text, "", person.mail, person.phone))
    except NotDelivered as error:
        raise Invalid(_("没有发出去:%(why)s") % {"why": str(error)}) from error
