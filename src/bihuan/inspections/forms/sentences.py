"""What is wrong with an answer, in words."""

from django.utils.translation import gettext as _

from bihuan.kernel.survey.answering import Wrong
from bihuan.kernel.survey.design import MOST_ROWS
from bihuan.kernel.survey.expressions import MOST_TEXT


def sentence_of(wrong: Wrong) -> str:
    """The form's own sentence where it has one, else ours."""
    one = wrong.question
    if wrong.code == "required" and one.required_message:
        return one.required_message
    if wrong.code == "constraint" and one.constraint_message:
        return one.constraint_message
    sentences = {
        "required": _("这一题必填。"),
        "constraint": _("答案不符合要求,请核对。"),
        "choice": _("请从所列选项中选择。"),
        "long": _("最多 %(most)d 个字。") % {"most": MOST_TEXT},
        "integer": _("请填写整数,例如 120。"),
        "decimal": _("请填写数字,例如 12.5。"),
        "date": _("日期应如 2026-06-30。"),
        "geopoint": _("位置应是“纬度 经度”,例如 33.1 114.2。"),
        "rows": _("最多 %(most)d 条。") % {"most": MOST_ROWS},
        "image": _("照片没有传到,或者不是照片,请重新添加。"),
    }
    return sentences[wrong.code]
