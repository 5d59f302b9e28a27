"""The two formats of GeoReport v2: JSON, and XML whose element names the specification fixes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree

from django.http import HttpResponse

from bihuan.kernel import clock

JSON, XML = "json", "xml"
MEDIA_TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
Plain = str | int | float | bool | None
Value = Plain | Sequence["Value"] | Mapping[str, "Value"]
# What one entry of a list is called in XML.
ITEM = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


def answer(form: str, root: str, content: Value, *, status: int = 200) -> HttpResponse:
    """`content` in the asked format; `root` names the XML document and, through it, the entries of a list."""
    if form == JSON:
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        body = ElementTree.tostring(_element(root, content), encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type=MEDIA_TYPES[form], status=status)


def instant(moment: datetime | None) -> str:
    """ISO 8601 with the local offset, seconds precise; "" when there is none."""
    return clock.local(moment).isoformat(timespec="seconds") if moment is not None else ""


def _element(name: str, value: Value) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(ITEM[name], part) for part in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = "".join(character for character in str(value) if _in_xml(character))
    return element


def _in_xml(character: str) -> bool:
    """XML 1.0 has no place for most control characters."""
    return (
        character in "\t\n\r"
        or " " <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )
