"""What a page may offer: links are shown only to those whose posts open them."""

from django import template

from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds

register = template.Library()


@register.filter("may")
def may(viewer: Actor, right: str) -> bool:
    """`{% if request.user|may:"residents.read" %}`: whether the viewer has the right anywhere; no query beyond the posts."""
    return holds(viewer, right)
