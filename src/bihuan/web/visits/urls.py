"""Addresses of the leaders' reception and the consultation groups."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.visits.policies import KEEP_VISITS, READ_CONSULTATION, READ_HUNDRED, READ_NEEDS, READ_ROTA, READ_WORKS
from bihuan.web import menu
from bihuan.web.visits import consulting, households, matters, needs, public, reception, tiles, works
from bihuan.web.visits.care import CARE_PAGES
from bihuan.web.visits.pages import GROUP_PAGES, MEETING_PAGES, MEMBER_PAGES, RECEPTION_PAGES, TURN_PAGES

__all__ = ["tiles", "urlpatterns"]  # the room's tile of the centre screen is found with the addresses

menu.add(
    "reception",
    _("接访下访"),
    "web:reception",
    icon="person-raised-hand",
    order=26,
    rights=(READ_ROTA,),
    under=("/reception-rota/", "/receptions/", "/ledgers/reception"),
)
menu.add(
    "consultation",
    _("议事协商"),
    "web:consultation",
    icon="chat-square-text",
    order=28,
    rights=(READ_CONSULTATION,),
    under=("/consultation-", "/ledgers/consultation_"),
)
menu.add(
    "visits",
    _("我的走访"),
    "web:visit_plan",
    icon="house-heart",
    order=30,
    phone=True,
    rights=(KEEP_VISITS,),
    under=("/household-visits/", "/household-care/", "/ledgers/household_"),
)
menu.add(
    "hundred",
    _("双百行动"),
    "web:hundred",
    icon="bullseye",
    order=31,
    rights=(READ_HUNDRED,),
    under=("/hundred-targets/", "/ledgers/hundred_", "/ledgers/benefit_"),
)
menu.add(
    "benefit_works",
    _("惠民工程"),
    "web:benefit_works",
    icon="cone-striped",
    order=32,
    rights=(READ_WORKS,),
    under=("/work-", "/ledgers/work_", "/ledgers/benefit_works"),
)
menu.add(
    "needs",
    _("居民需求"),
    "web:needs",
    icon="chat-heart",
    order=33,
    rights=(READ_NEEDS,),
    under=("/needs/", "/ledgers/needs"),
)

urlpatterns = [
    path("visits/", households.plan, name="visit_plan"),
    path("visits/record/", households.record, name="visit_record"),
    path("household-visits/<uuid:pk>/onward/<slug:what>/", households.onward, name="visit_onward"),
    path("hundred/", households.hundred, name="hundred"),
    path("hundred/<uuid:town_id>/set/", households.set_targets, name="hundred_set"),
    *households.VISIT_PAGES.urls,
    *households.TARGET_PAGES.urls,
    *CARE_PAGES.urls,
    *works.PAGES.urls,
    path("p/reception/", public.week, name="public_reception"),
    path("reception/", reception.board, name="reception"),
    path("reception/<uuid:area_id>/<str:week>/publish/", reception.publish, name="reception_publish"),
    path("reception/<uuid:area_id>/<str:week>/propose/", reception.propose, name="reception_propose"),
    path("reception-rota/<uuid:pk>/substitute/", reception.substitute, name="reception_turn_substitute"),
    path("reception-rota/<uuid:pk>/hold/", reception.hold, name="reception_turn_hold"),
    path("reception-rota/<uuid:pk>/miss/", reception.miss, name="reception_turn_miss"),
    path("consultation/", consulting.groups, name="consultation"),
    path("consultation-meetings/<uuid:pk>/steps/", consulting.steps, name="consultation_meeting_steps"),
    path("consultation-meetings/<uuid:pk>/confirm/", consulting.confirm, name="consultation_meeting_confirm"),
    path("brought/<slug:key>/<uuid:pk>/case/", matters.become_case, name="brought_case"),
    path("brought/<slug:key>/<uuid:pk>/link/", matters.link_case, name="brought_link"),
    path("benefit-works/", works.board, name="benefit_works"),
    path("benefit-works/<uuid:pk>/<slug:verb>/", works.step, name="benefit_work_step"),
    *works.STEP_PAGES.urls,
    *works.HOME_PAGES.urls,
    *works.OPINION_PAGES.urls,
    path("needs/", needs.board, name="needs"),
    *needs.PAGES.urls,
    path("needs/<uuid:pk>/<slug:verb>/", needs.step, name="need_step"),
    path("programmes/<uuid:pk>/needs/", needs.whom, name="needs_for_programme"),
    *TURN_PAGES.urls,
    *RECEPTION_PAGES.urls,
    *GROUP_PAGES.urls,
    *MEMBER_PAGES.urls,
    *MEETING_PAGES.urls,
]
