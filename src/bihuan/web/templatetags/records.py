"""Drawing the parts that a room adds to the page of its register's rows."""

from django import template
from django.template import Context
from django.template.loader import get_template

from bihuan.web.records.pages import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_body(context: Context, panel: Panel) -> str:
    """The panel's template with its own context, beside the page's row and viewer."""
    own = {"row": context["row"], "kept": context["kept"], **panel.context}
    return get_template(panel.template).render(own, context["request"])
