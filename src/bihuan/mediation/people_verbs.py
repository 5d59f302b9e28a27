"""The verbs of mediation's people, legal advice, referrals and prevention in the words of the office."""

from django.utils.translation import gettext_lazy as t


def people_verbs() -> dict[tuple[str, str], object]:
    """By record type and verb, as the trail tells them."""
    return {
        ("mediation.dispute", "assign"): t("指派调解员"),
        ("mediation.assignment", "assign"): t("指派调解员"),
        ("mediation.assignment", "end"): t("改派他人"),
        ("mediation.relative", "declare"): t("申报回避关系"),
        ("mediation.relative", "withdraw"): t("撤销回避关系"),
        ("mediation.advicebooking", "serve"): t("登记咨询结果"),
        ("mediation.advicebooking", "absent"): t("登记未到"),
        ("mediation.advicebooking", "cancel"): t("取消预约"),
        ("mediation.advicebooking", "book_online"): t("群众网上预约"),
        ("mediation.advicebooking", "open_case"): t("转为纠纷调解"),
        ("mediation.referral", "send"): t("转出"),
        ("mediation.referral", "open_dispute"): t("受理并登记纠纷"),
        ("mediation.referral", "receive"): t("登记对方接收"),
        ("mediation.referral", "return_result"): t("登记反馈"),
        ("mediation.referral", "withdraw"): t("撤回"),
        ("mediation.referral", "remind"): t("到期提醒"),
        ("mediation.referral", "print"): t("打印函件"),
        ("mediation.analysismeeting", "freeze"): t("生成研判数据"),
        ("mediation.analysismeeting", "conclude"): t("形成纪要"),
        ("mediation.analysistask", "finish"): t("完成任务"),
        ("mediation.analysistask", "cancel"): t("取消任务"),
        ("mediation.analysistask", "remind"): t("到期提醒"),
        ("mediation.dragnetvisit", "open_case"): t("转为事项"),
        ("mediation.dragnetvisit", "link_case"): t("关联已有事项"),
    }
