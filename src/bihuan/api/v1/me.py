"""Who the caller is, and what this installation is called."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from bihuan.api.door import caller_of, door
from bihuan.api.v1.base import answers
from bihuan.api.v1.places import PostOut, posts_of
from bihuan.platform.policies import holds, table, title_of

router = Router(tags=["本人"])


class RightOut(Schema):
    right: str
    title: str


class Me(Schema):
    id: UUID
    name: str
    posts: list[PostOut]
    scopes: list[str] = Field(description="令牌的授权范围;网页会话为全部")
    rights: list[RightOut]


@router.get("/me", auth=door(None), response=answers(200, Me, 401, 403, 429), summary="我是谁", operation_id="me")
def me(request: HttpRequest) -> Any:
    """当前岗位、令牌的授权范围和拥有的权限。"""
    caller = caller_of(request)
    staff = caller.staff
    return {
        "id": staff.pk,
        "name": staff.name,
        "posts": posts_of([staff.pk]).get(staff.pk, []),
        "scopes": list(caller.scopes),
        "rights": [{"right": right, "title": title_of(right)} for right in sorted(table()) if holds(staff, right)],
    }
