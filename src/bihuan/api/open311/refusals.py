"""Refusals as GeoReport v2 words them: a list of code and description, with the HTTP status."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from bihuan.api.bodies import storable
from bihuan.api.open311.formats import XML, answer
from bihuan.kernel.errors import BihuanError, TooMany

View = Callable[..., HttpResponse]


class Open311Refusal(Exception):
    """A refusal with the status that the specification gives it."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


def refusal(form: str, status: int, *descriptions: str) -> HttpResponse:
    """The list of errors."""
    return answer(form, "errors", [{"code": status, "description": one} for one in descriptions], status=status)


def open311(*methods: str) -> Callable[[View], View]:
    """A view of GeoReport v2: other methods, unstorable text and refusals answered in the asked format."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def around(request: HttpRequest, *args: Any, form: str = XML, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                found = refusal(form, 405, _("这个地址不支持这种请求方法。"))
                found["Allow"] = ", ".join(methods)
                return found
            try:
                _check(request)
                return view(request, *args, form=form, **kwargs)
            except Open311Refusal as error:
                return refusal(form, error.status, error.description)
            except BihuanError as error:
                status = 400 if error.status == 422 else error.status
                found = refusal(form, status, *(fault.message for fault in error.faults))
                if isinstance(error, TooMany):
                    found["Retry-After"] = str(max(1, error.retry_after))
                return found
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                return refusal(form, 413, _("请求体太大。"))
            except (MultiPartParserError, UnreadablePostError, SuspiciousOperation):
                return refusal(form, 400, _("请求的格式不正确,请用 UTF-8 的表单编码发送。"))

        return around

    return decorate


def _check(request: HttpRequest) -> None:
    words = [request.path]
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            words += [name, *(str(value) for value in values)]
    if not all(map(storable, words)):
        raise Open311Refusal(400, _("内容里有无法保存的字符,请去掉后重发。"))
