"""Addresses of agreements, fulfilment, confirmation, rewards and what towns keep for them."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.policies import EDIT
from bihuan.web import menu
from bihuan.web.mediation import agreements, clauses, fulfilment, rewards

menu.add(
    "fulfilment", _("协议履行"), "web:fulfilment_calendar", icon="calendar-check", order=24, rights=(EDIT,),
    under=("/mediation/agreements/",),
)  # fmt: skip

urlpatterns = [
    path("cases/<uuid:case_id>/agreement/begin/", agreements.begin, name="agreement_begin"),
    path("agreements/<uuid:agreement_id>/", agreements.page, name="agreement"),
    path("agreements/<uuid:agreement_id>/edit/", agreements.edit, name="agreement_edit"),
    path("agreements/<uuid:agreement_id>/revisions/", agreements.revisions, name="agreement_revisions"),
    path("agreements/<uuid:agreement_id>/items/add/", agreements.item_add, name="agreement_item_add"),
    path("agreements/<uuid:agreement_id>/items/instalments/", agreements.instalments, name="agreement_instalments"),
    path("agreements/<uuid:agreement_id>/present/", agreements.present, name="agreement_present"),
    path("agreements/<uuid:agreement_id>/take-back/", agreements.take_back, name="agreement_take_back"),
    path("agreements/<uuid:agreement_id>/void/", agreements.void, name="agreement_void"),
    path("agreements/<uuid:agreement_id>/sign/", agreements.sign, name="agreement_sign"),
    path("agreements/<uuid:agreement_id>/paper/", agreements.paper, name="agreement_paper"),
    path("agreements/<uuid:agreement_id>/seal/", agreements.seal, name="agreement_seal"),
    path("agreements/<uuid:agreement_id>/verbal/", agreements.record_verbal, name="agreement_verbal"),
    path("agreement-files/<uuid:file_id>/", agreements.file, name="agreement_file"),
    path("fulfilment/", fulfilment.calendar, name="fulfilment_calendar"),
    path("items/<uuid:item_id>/edit/", agreements.item_edit, name="agreement_item_edit"),
    path("items/<uuid:item_id>/drop/", agreements.item_drop, name="agreement_item_drop"),
    path("items/<uuid:item_id>/pay/", fulfilment.pay, name="item_pay"),
    path("items/<uuid:item_id>/step/", fulfilment.step, name="item_step"),
    path("payments/<uuid:payment_id>/void/", fulfilment.unpay, name="payment_void"),
    path("confirmations/<uuid:confirmation_id>/file/", fulfilment.confirmation_file, name="confirmation_file"),
    path("confirmations/<uuid:confirmation_id>/ruling/", fulfilment.confirmation_ruling, name="confirmation_ruling"),
    path("confirmations/<uuid:confirmation_id>/decline/", fulfilment.confirmation_decline, name="confirmation_decline"),
    path("clauses/add/", clauses.add, name="clause_add"),
    path("clauses/<uuid:clause_id>/", clauses.edit, name="clause"),
    path("reward-rules/add/", rewards.rule_add, name="reward_rule_add"),
    path("reward-rules/<uuid:rule_id>/", rewards.rule_edit, name="reward_rule"),
    path("rewards/make/", rewards.make, name="reward_list_make"),
    path("rewards/<uuid:list_id>/", rewards.page, name="reward_list"),
    path("rewards/<uuid:list_id>/submit/", rewards.submit, name="reward_list_submit"),
    path("rewards/<uuid:list_id>/approve/", rewards.approve, name="reward_list_approve"),
    path("rewards/<uuid:list_id>/send-back/", rewards.send_back, name="reward_list_send_back"),
    path("rewards/<uuid:list_id>/pay/", rewards.pay, name="reward_list_pay"),
    path("rewards/<uuid:list_id>/propose/<uuid:dispute_id>/", rewards.propose, name="reward_propose"),
    path("rewards/one/<uuid:reward_id>/grade/", rewards.grade, name="reward_grade"),
    path("rewards/one/<uuid:reward_id>/exclude/", rewards.exclude, name="reward_exclude"),
    path("rewards/one/<uuid:reward_id>/check/", rewards.check, name="reward_check"),
    path("rewards/one/<uuid:reward_id>/returned/", rewards.give_back, name="reward_returned"),
]
