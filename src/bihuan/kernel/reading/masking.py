"""Masked forms of personal values: enough to recognise a record one knows, too little to learn anything from."""

import re

# Compound surnames that one meets; of others only the first character is kept, which shows less, never more.
_COMPOUND = frozenset((
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "宇文", "长孙", "端木",
    "独孤", "南宫", "西门", "申屠", "轩辕", "百里", "呼延", "东郭", "闻人", "拓跋", "澹台", "钟离", "濮阳", "太史", "淳于",
    "单于", "公羊",
))  # fmt: skip
# The last unit of an address that may be shown: the village or community.
_VILLAGE = re.compile(r"^.*?(?:乡|镇|街道|办事处)?[^乡镇]*?(?:社区居委会|村委会|居委会|社区|行政村|自然村|村|嘎查)")
_TOWN = re.compile(r"^.*?(?:街道办事处|街道|办事处|[^城]镇|乡|苏木)")
_COUNTY = re.compile(r"^.*?(?:自治县|[县区旗]|市(?!.*[县区市旗]))")


def mask_name(name: str) -> str:
    """The surname and a star for each further character: 张*, 欧阳**; of foreign names the first part's first letter."""
    name = name.strip()
    if not name:
        return ""
    first, dot, rest = name.partition("·")
    if first and dot and rest.strip("·"):
        return first[0] + "*" * (len(first) - 1) + "·" + re.sub(r"[^·]", "*", rest)
    kept = 2 if len(name) > 2 and name[:2] in _COMPOUND else 1
    return name[:kept] + "*" * max(1, len(name) - kept)


def mask_phone(number: str) -> str:
    """138****5678; of a landline the area code and the last two digits."""
    if re.fullmatch(r"1\d{10}", number):
        return f"{number[:3]}****{number[-4:]}"
    area, dash, rest = number.partition("-")
    if dash and rest:
        return f"{area}-{_stars(rest, keep=2)}"
    return _stars(number, keep=2)


def mask_id_number(number: str) -> str:
    """The division's first four digits and the last two characters; the date of birth and the order are hidden."""
    if len(number) < 15:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"


def mask_address(address: str) -> str:
    """An address down to its village or community; without one, to its town, else to its county, the rest hidden."""
    address = address.strip()
    for shape in (_VILLAGE, _TOWN, _COUNTY):
        if found := shape.match(address):
            return found[0] + ("***" if len(found[0]) < len(address) else "")
    return "***" if address else ""


def mask_text(text: str) -> str:
    """Free text with every mobile and identity number in it masked; names cannot be told apart from words."""
    text = re.sub(r"(?<!\d)\d{17}[\dXx](?!\d)", lambda m: mask_id_number(m[0]), text)
    return re.sub(r"(?<!\d)1[3-9]\d{9}(?!\d)", lambda m: mask_phone(m[0]), text)


def _stars(text: str, keep: int) -> str:
    return "*" * max(0, len(text) - keep) + text[-keep:] if len(text) > keep else "*" * len(text)
