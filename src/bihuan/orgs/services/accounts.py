"""Sign-ins of staff: made with a one-time password, changed, switched off; never removed."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, NotAllowed, WrongState
from bihuan.kernel.ids import new_code
from bihuan.kernel.reading import pinyin
from bihuan.orgs import find
from bihuan.orgs.events import StaffDeactivated
from bihuan.orgs.models import Post, Staff
from bihuan.orgs.policies import MANAGE_ORGS
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.posts import end_post
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.policies import require

PASSWORD_LENGTH = 12


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account and the password that is shown once and must be changed at the first sign-in."""

    staff: Staff
    password: str


def create_account(*, actor: Actor, name: str, username: str = "", phone: str = "", mail: str = "") -> NewAccount:
    """Make a sign-in; without `username` it is the name's pinyin, with a number when taken.

    Raises:
        NotAllowed: `actor` manages no area.
        Invalid: fields `name`, `username`, `phone`, `mail`.
        Conflict: the username is taken (field `username`).
    """
    require(actor, MANAGE_ORGS)
    faults = Faults()
    name = faults.name("name", name, _("姓名"), most=40)
    username = faults.text("username", username, _("登录名"), most=40).lower()
    if username and not username.replace(".", "").replace("_", "").replace("-", "").isalnum():
        faults.add("username", _("登录名只能用字母、数字、点、横线和下划线。"))
    phone, mail = faults.phone("phone", phone), _mail(faults, mail)
    faults.stop()
    if username and Staff.objects.filter(username=username).exists():
        raise Conflict(_("登录名“%(name)s”已被使用,请换一个。") % {"name": username}, field="username")
    password = new_code(PASSWORD_LENGTH)
    staff = Staff(
        username=username or free_username(name),
        name=name,
        initials=pinyin.initials(name)[:20],
        phone=phone,
        mail=mail,
        must_change_password=True,
    )
    staff.set_password(password)
    with transaction.atomic():
        create(staff, actor=actor)
        find.index_staff([staff])
    return NewAccount(staff, password)


def _mail(faults: Faults, mail: str) -> str:
    mail = faults.text("mail", mail, _("电子邮箱"), most=254)
    if mail:
        try:
            validate_email(mail)
        except ValidationError:
            faults.add("mail", _("电子邮箱的写法不对,应如 name@example.cn。"))
    return mail


def free_username(name: str) -> str:
    """A username nobody has yet, from the pinyin of a name."""
    stem = (
        "".join(character for character in pinyin.full(name) if character.isascii() and character.isalnum())[:30]
        or "user"
    )
    taken = set(Staff.objects.filter(username__startswith=stem).values_list("username", flat=True))
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}{number}"
    return candidate


def edit_account(
    *, actor: Actor, staff_id: UUID, name: str, phone: str = "", mail: str = "", seen: int | None = None
) -> Staff:
    """Change name, phone and mail.

    Raises:
        Invalid, NotAllowed, StaleRecord.
    """
    faults = Faults()
    name = faults.name("name", name, _("姓名"), most=40)
    phone, mail = faults.phone("phone", phone), _mail(faults, mail)
    faults.stop()
    with transaction.atomic():
        with change(Staff, staff_id, actor=actor, verb="edit", seen=seen) as staff:
            staff.name, staff.phone, staff.mail, staff.initials = name, phone, mail, pinyin.initials(name)[:20]
        find.index_staff([staff])
    return staff


def reset_password(*, actor: Actor, staff_id: UUID) -> NewAccount:
    """Give a new one-time password to somebody who forgot theirs; open sessions end."""
    password = new_code(PASSWORD_LENGTH)
    with change(Staff, staff_id, actor=actor, verb="reset_password") as staff:
        if not staff.is_active:
            raise WrongState(_("“%(name)s”的账号已停用,请先启用。") % {"name": staff.name})
        staff.set_password(password)
        staff.must_change_password = True
    return NewAccount(staff, password)


def deactivate_account(*, actor: Actor, staff_id: UUID, reason: str, seen: int | None = None) -> Staff:
    """Switch an account off and end its posts today; what the person did stays under their name.

    Raises:
        Invalid: no reason (field `reason`).
        NotAllowed: it is one's own account, or the person holds posts outside what `actor` manages.
    """
    faults = Faults()
    reason = faults.text("reason", reason, _("停用原因"), most=200, required=True)
    faults.stop()
    if actor.actor_id == staff_id:
        raise NotAllowed(_("不能停用自己的账号,请由另一位管理员办理。"))
    today = clock.today()
    with transaction.atomic():
        with change(Staff, staff_id, actor=actor, verb="deactivate", seen=seen) as staff:
            if not staff.is_active:
                raise WrongState(_("“%(name)s”的账号已经停用。") % {"name": staff.name})
            staff.is_active = False
            staff.note(reason)
            staff.tell(StaffDeactivated(staff_id=staff.pk))
        for post_id in Post.objects.in_force(today).filter(staff=staff).values_list("pk", flat=True):
            end_post(actor=actor, post_id=post_id, last_day=today, reason=reason)
    return staff


def reactivate_account(*, actor: Actor, staff_id: UUID) -> NewAccount:
    """Switch an account on again, with a new one-time password; posts must be given anew."""
    password = new_code(PASSWORD_LENGTH)
    with change(Staff, staff_id, actor=actor, verb="reactivate") as staff:
        if staff.is_active:
            raise WrongState(_("“%(name)s”的账号正在使用。") % {"name": staff.name})
        staff.is_active = True
        staff.must_change_password = True
        staff.set_password(password)
    return NewAccount(staff, password)
