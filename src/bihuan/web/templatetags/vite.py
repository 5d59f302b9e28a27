"""The tag `{% vite_asset 'desk' %}`: style sheets and script of one front-end entry."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bihuan.web.vite import built

register = template.Library()


def _address(name: str) -> str:
    return static(f"bihuan/{name}")


@register.simple_tag
def vite_asset(entry: str) -> SafeString:
    """`<link>` and `<script type="module">` of `entry`, to stand in `<head>`; all addresses are of this site."""
    files = built(entry)
    tags = [
        *(format_html('<link rel="stylesheet" href="{}">', _address(style)) for style in files.styles),
        *(format_html('<link rel="modulepreload" href="{}">', _address(module)) for module in files.modules),
        format_html('<script type="module" src="{}"></script>', _address(files.script)),
    ]
    return format_html_join("\n", "{}", ((tag,) for tag in tags))
