"""/api/v1 put together: one NinjaAPI whose document is OpenAPI 3.1 and whose refusals are problem documents."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as ShapeError
from ninja.openapi.schema import OpenAPISchema

from bihuan import __version__
from bihuan.api import problems
from bihuan.api.bodies import BodyParser
from bihuan.api.v1 import cases, hotline, indicators, ledgers, me, places, public, verbs, weather, webhooks

ABOUT = """闭环的编程接口。令牌放在 `Authorization: Bearer bh_…`,或使用网页登录的会话(改动类请求须带 X-CSRFToken)。

拒绝一律是 `application/problem+json`;可重复发送的 POST 请带 `Idempotency-Key`;分页跟随 `next`。"""
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "同一请求重发时不变的键(如 UUID);48 小时内重发得到第一次的答复",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class Interface(NinjaAPI):
    """Writes into the document what the frame around the operations does."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        found = super().get_openapi_schema(**options)
        for operations in found["paths"].values():
            for method, operation in operations.items():
                if method == "post":
                    operation["parameters"].append(KEY_HEADER)
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
        return found


def refuse(request: HttpRequest, error: Any) -> HttpResponse:
    """Every exception of an operation as a problem document."""
    return problems.for_exception(cast("Exception", error))


api = Interface(
    title="闭环 Bihuan",
    version=__version__,
    description=ABOUT,
    urls_namespace="api",
    parser=BodyParser(),
    docs_url=None,
)
for kind in (Exception, HttpError, ShapeError, Http404):
    api.add_exception_handler(kind, refuse)
for module in (cases, verbs, hotline, weather, public, ledgers, indicators, places, webhooks, me):
    api.add_router("", module.router)
