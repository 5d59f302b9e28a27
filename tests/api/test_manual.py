"""The manual's tables of the API say what the code says; `python -m tests.api.test_manual` writes the table of codes anew."""

import re
from pathlib import Path

from bihuan.api.problems import STATUS
from bihuan.api.scopes import TokenScope
from bihuan.platform import events, webhooks

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
MEANINGS = {
    "invalid": "内容不符合要求,`errors` 说明是哪一项",
    "not_allowed": "令牌的授权范围或本人的岗位不够",
    "not_found": "没有这个地址或记录,或者无权知道它存在",
    "stale": "您看过之后别人改了记录,`changes` 说明改了什么;重新读取后再办",
    "conflict": "同一编号、名称或 Idempotency-Key 已用于别的内容",
    "wrong_state": "生命周期在当前状态不允许这样做,`detail` 说明原因",
    "too_many": "超过频率限制,按 `Retry-After` 再来",
    "too_large": "请求体或文件太大",
    "malformed": "请求头、编码或 JSON 读不懂",
    "unauthenticated": "没有令牌,或令牌无效、到期、停用",
    "gone": "这台手机已被停用,外勤应用清除本机数据(只用于 `/field`)",
    "method_not_allowed": "地址不支持这种方法,见 `Allow`",
    "media_type": "请求体不是 JSON",
    "defect": "本平台的缺陷;请联系管理员",
}
BLOCK = re.compile(r"(<!-- codes:[^\n]*-->\n).*?(<!-- /codes -->)", re.DOTALL)


def codes_table() -> str:
    rows = [f"| `{code}` | {status} | {MEANINGS[str(code)]} |" for code, status in STATUS.items()]
    return "\n".join(["", "| code | HTTP 状态 | 意思和怎么办 |", "| --- | --- | --- |", *rows, "", ""])


def test_table_of_codes_is_the_codes():
    assert set(MEANINGS) == {str(code) for code in STATUS}
    found = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None and found[0] == f"{found[1]}{codes_table()}{found[2]}"


def test_table_of_scopes_is_the_scopes():
    listed = re.findall(r"^\| `([a-z0-9]+:[a-z]+)` \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [(str(value), str(label)) for value, label in TokenScope.choices]


def test_receiver_of_the_manual_accepts_what_we_sign():
    source = re.search(r"```python\n(import hmac.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert source is not None
    names: dict[str, object] = {}
    exec(source[1], names)  # the manual's own words, executed as a reader would
    import time

    body, now = b'{"event":"case.closed"}', int(time.time())
    assert names["genuine"]("secret", webhooks.signature("secret", body, now), body)
    assert not names["genuine"]("other", webhooks.signature("secret", body, now), body)
    assert not names["genuine"]("secret", webhooks.signature("secret", body, now - 3600), body)


def test_events_of_the_manual_are_there_and_carry_nothing_personal():
    assert {"case.reported", "case.closed"} <= set(events.names())
    personal = {"reporter_name", "reporter_phone", "phone", "id_number", "address", "tracking_code"}
    for name, kind in events.kinds().items():
        assert not personal & set(kind.__dataclass_fields__), name


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda found: f"{found[1]}{codes_table()}{found[2]}", text), encoding="utf-8")
