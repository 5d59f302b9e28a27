"""What every page of the desk knows: the shell's menu and counts."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame around a page."""
    return {}
