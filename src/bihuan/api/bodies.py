"""Reading what is sent: JSON that is JSON, text that can be stored."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from bihuan.api.problems import DoorCode, DoorRefusal

JSON_TYPES = frozenset({"application/json", "application/merge-patch+json"})


def storable(text: str) -> bool:
    """Whether the databases can keep it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _malformed(message: str) -> NoReturn:
    raise DoorRefusal(DoorCode.MALFORMED, message)


def check_text(text: str) -> None:
    """Refuse text that cannot be kept.

    Raises:
        DoorRefusal: it holds a NUL or an unpaired surrogate.
    """
    if not storable(text):
        _malformed(_("内容里有无法保存的字符(空字符或不完整的编码),请去掉后重发。"))


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


class BodyParser(Parser):
    """JSON bodies as RFC 8259 has them: UTF-8, no NaN, an object at the top."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The object that was sent.

        Raises:
            DoorRefusal: another media type, no JSON, or text that cannot be kept.
        """
        if request.content_type not in JSON_TYPES:
            raise DoorRefusal(DoorCode.MEDIA_TYPE, _("请用 Content-Type: application/json 发送 JSON。"))
        try:
            found = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            _malformed(_("请求体不是有效的 UTF-8 编码 JSON。"))
        if not isinstance(found, dict):
            _malformed(_("请求体应是一个 JSON 对象。"))
        for text in _texts(found):
            check_text(text)
        return cast("dict[str, Any]", found)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for key in data:
            check_text(key)
            for value in data.getlist(key):
                if isinstance(value, str):
                    check_text(value)
        return super().parse_querydict(data, list_fields, request)
