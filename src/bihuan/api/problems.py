"""Refusals as problem documents (RFC 9457): one form for everything that can go wrong at the interface."""

import json
import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.errors import ValidationError as ShapeError

from bihuan.kernel.errors import BihuanError, ErrorCode, Fault, Invalid, StaleRecord, TooMany

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class DoorCode(StrEnum):
    """What only an interface refuses, beside the kernel's codes."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    MEDIA_TYPE = "media_type"
    GONE = "gone"
    DEFECT = "defect"


STATUS: dict[str, int] = {
    ErrorCode.INVALID: 422,
    ErrorCode.NOT_ALLOWED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.STALE: 409,
    ErrorCode.CONFLICT: 409,
    ErrorCode.WRONG_STATE: 409,
    ErrorCode.TOO_MANY: 429,
    ErrorCode.TOO_LARGE: 413,
    DoorCode.MALFORMED: 400,
    DoorCode.UNAUTHENTICATED: 401,
    DoorCode.METHOD_NOT_ALLOWED: 405,
    DoorCode.MEDIA_TYPE: 415,
    DoorCode.GONE: 410,
    DoorCode.DEFECT: 500,
}


def titles() -> dict[str, str]:
    """Every code with its title, in the reader's language."""
    return {
        ErrorCode.INVALID: _("内容不符合要求"),
        ErrorCode.NOT_ALLOWED: _("没有权限"),
        ErrorCode.NOT_FOUND: _("没有找到"),
        ErrorCode.STALE: _("记录已被他人修改"),
        ErrorCode.CONFLICT: _("与已有内容冲突"),
        ErrorCode.WRONG_STATE: _("当前状态不能这样做"),
        ErrorCode.TOO_MANY: _("操作过于频繁"),
        ErrorCode.TOO_LARGE: _("内容过大"),
        DoorCode.MALFORMED: _("请求无法读懂"),
        DoorCode.UNAUTHENTICATED: _("需要身份验证"),
        DoorCode.METHOD_NOT_ALLOWED: _("不支持这种请求方法"),
        DoorCode.MEDIA_TYPE: _("不支持这种内容类型"),
        DoorCode.GONE: _("已停用"),
        DoorCode.DEFECT: _("服务出错"),
    }


class DoorRefusal(Exception):
    """A refusal of the interface itself."""

    def __init__(self, code: DoorCode, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


def document(
    code: str,
    detail: str,
    *,
    status: int | None = None,
    faults: Sequence[Fault] = (),
    changes: Sequence[Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for one refusal."""
    status = status or STATUS[code]
    content: dict[str, Any] = {
        "type": f"urn:bihuan:problem:{code}",
        "title": titles()[code],
        "status": status,
        "code": str(code),
        "detail": detail,
        "errors": [{"field": fault.field, "message": fault.message, "code": fault.code} for fault in faults],
    }
    if changes is not None:
        content["changes"] = list(changes)
    body = json.dumps(content, ensure_ascii=False)
    answer = HttpResponse(body.encode("utf-8", "replace"), content_type=MEDIA_TYPE, status=status)
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def for_exception(error: Exception) -> HttpResponse:
    """The document for whatever was raised; what is no refusal is a defect, logged and told without its inside."""
    match error:
        case BihuanError():
            return _refusal(error)
        case DoorRefusal():
            faults = [Fault(error.message, error.field, str(error.code))] if error.field else []
            headers = {"WWW-Authenticate": 'Bearer realm="bihuan"'} if error.code is DoorCode.UNAUTHENTICATED else None
            return document(error.code, error.message, faults=faults, headers=headers)
        case ShapeError():
            return _refusal(Invalid.of(fault_of(one) for one in error.errors))
        case HttpError(__cause__=Exception() as cause):
            return for_exception(cause)
        case HttpError():
            return for_status(error.status_code)
        case Http404():
            return for_status(404)
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return for_status(413)
        case MultiPartParserError() | UnreadablePostError() | SuspiciousOperation():
            return for_status(400)
        case _:
            log.error("a request failed", exc_info=error)
            return for_status(500)


def _refusal(error: BihuanError) -> HttpResponse:
    changes = None
    if isinstance(error, StaleRecord):
        changes = [{"field": c.field, "before": c.before, "after": c.after, "by": c.by} for c in error.changes]
    headers = {"Retry-After": str(max(1, error.retry_after))} if isinstance(error, TooMany) else None
    faults = [fault for fault in error.faults if fault.field or fault.code != error.code]
    return document(error.code, error.message, status=error.status, faults=faults, changes=changes, headers=headers)


def for_status(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The document for an answer that carries only a status."""
    code = _CODE_OF_STATUS.get(status, DoorCode.MALFORMED if status < 500 else DoorCode.DEFECT)
    details = {
        400: _("请求的格式不正确,请检查请求头、编码和请求体。"),
        401: _("请在 Authorization 请求头中提供有效的令牌,或先登录。"),
        403: _("没有权限,或页面已过期;用浏览器会话调用时请带上 X-CSRFToken 请求头。"),
        404: _("没有这个地址或这条记录。"),
        405: _("这个地址不支持这种请求方法,支持的方法见 Allow 响应头。"),
        413: _("请求体太大。"),
    }
    detail = details.get(
        status, _("服务暂时出错,请稍后重试;多次出现请联系系统管理员。") if status >= 500 else titles()[code]
    )
    extra = {"WWW-Authenticate": 'Bearer realm="bihuan"'} if status == 401 else {}
    return document(code, detail, status=status, headers={**extra, **(headers or {})})


_CODE_OF_STATUS: dict[int, str] = {
    400: DoorCode.MALFORMED,
    401: DoorCode.UNAUTHENTICATED,
    403: ErrorCode.NOT_ALLOWED,
    404: ErrorCode.NOT_FOUND,
    405: DoorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
    415: DoorCode.MEDIA_TYPE,
    422: ErrorCode.INVALID,
    429: ErrorCode.TOO_MANY,
}


def fault_of(error: Mapping[str, Any]) -> Fault:
    """One finding of the shape check in plain words; `loc` is (source, parameter, path…)."""
    place = [str(part) for part in error["loc"]]
    named = place[2:] if place[:1] == ["body"] else place[1:]
    if place[:1] == ["body"] and not named:
        return Fault(_("请在请求体里用 JSON 发送内容。"), "", str(error["type"]))
    return Fault(_sentence(str(error["type"]), error.get("ctx") or {}), ".".join(named), str(error["type"]))


def _sentence(kind: str, limits: Mapping[str, Any]) -> str:
    match kind:
        case "missing":
            return _("请填写这一项。")
        case "string_too_long" | "too_long":
            return _("太长,最多 %(most)s。") % {"most": limits.get("max_length", "")}
        case "string_too_short" | "too_short":
            return _("请填写这一项,不能为空。")
        case "less_than_equal" | "less_than":
            return _("数值过大,最大为 %(most)s。") % {"most": limits.get("le", limits.get("lt", ""))}
        case "greater_than_equal" | "greater_than":
            return _("数值过小,最小为 %(least)s。") % {"least": limits.get("ge", limits.get("gt", ""))}
        case "enum" | "literal_error":
            return _("只能是:%(choices)s。") % {"choices": limits.get("expected", "")}
        case "extra_forbidden":
            return _("没有这一项,请删去或改正名称。")
        case _ if kind.startswith(("uuid", "string_pattern")):
            return _("编号的格式不正确。")
        case _ if kind.startswith(("date", "time", "timezone")):
            return _("时间应写成 2026-06-03T09:30:00+08:00 的形式。")
        case _ if kind.startswith(("int", "float", "decimal", "finite")):
            return _("应为数字。")
        case _ if kind.startswith("bool"):
            return _("应为 true 或 false。")
        case _ if kind.startswith("string"):
            return _("应为文字。")
        case _:
            return _("内容不符合要求。")
