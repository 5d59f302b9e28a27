"""The one time a phone is given name and password: afterwards it has a secret of its own."""

from uuid import UUID

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from bihuan.api.problems import DoorCode, DoorRefusal
from bihuan.api.v1.base import Sent
from bihuan.field.devices import set_up_device
from bihuan.field.models import FieldDevice
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Staff
from bihuan.platform import audit
from bihuan.platform.actors import PUBLIC
from bihuan.platform.addresses import client_address
from bihuan.platform.limits import hit

TRIES, TRIES_SECONDS = 120, 600  # an office may share one address; a single name is locked much earlier


class SignIn(Sent):
    """Name, password, and the phone as it calls itself."""

    username: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=200)
    device: UUID
    device_name: str = Field("", max_length=60)


def sign_in(request: HttpRequest, given: SignIn) -> tuple[FieldDevice, str]:
    """The phone and its secret. Repeated failures lock the name at this address for a while, as on the desk.

    Raises:
        DoorRefusal: wrong name or password.
        NotAllowed: the first password was not changed yet.
        TooMany: too many tries from this address.
    """
    hit(f"sign-in:{client_address(request)}", limit=TRIES, seconds=TRIES_SECONDS)
    staff = authenticate(request, username=given.username, password=given.password)
    if not isinstance(staff, Staff):
        known = Staff.objects.filter(username=given.username).first()
        if known is not None:
            audit.append(known, actor=PUBLIC, verb="sign_in_failed", note=client_address(request))
        text = _("登录名或密码不对。请检查大小写后重试;忘记密码请联系系统管理员重设。")
        raise DoorRefusal(DoorCode.UNAUTHENTICATED, text, field="password")
    if staff.must_change_password:
        raise NotAllowed(_("请先在电脑或手机浏览器上登录网页修改初始密码,再登录外勤应用。"), code="password")
    device, secret = set_up_device(staff, name=given.device_name, device_id=given.device)
    audit.append(staff, actor=staff, verb="sign_in", note=client_address(request))
    return device, secret
