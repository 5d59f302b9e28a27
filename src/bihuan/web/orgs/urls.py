"""Addresses of the organisation's pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.policies import READ_ORGS
from bihuan.web import menu
from bihuan.web.orgs import areas, chains, offices, people, pick, points, residents, rota

menu.add("orgs", _("组织"), "web:orgs", icon="diagram-3", order=81, rights=(READ_ORGS,))

urlpatterns = [
    path("", areas.tree, name="orgs"),
    path("pick/<slug:kind>/", pick.pick, name="pick"),
    path("shapes/", areas.shapes, name="area_shapes"),
    path("areas/<uuid:area_id>/", areas.page, name="area_page"),
    path("areas/<uuid:area_id>/below/", areas.children, name="area_below"),
    path("areas/<uuid:area_id>/add/", areas.add, name="area_add"),
    path("areas/<uuid:area_id>/rename/", areas.rename, name="area_rename"),
    path("areas/<uuid:area_id>/describe/", areas.describe, name="area_describe"),
    path("areas/<uuid:area_id>/close/", areas.close, name="area_close"),
    path("areas/<uuid:area_id>/boundary/", areas.draw, name="area_draw"),
    path("areas/<uuid:area_id>/aliases/", areas.alias_add, name="area_alias_add"),
    path("areas/<uuid:area_id>/aliases/<uuid:alias_id>/remove/", areas.alias_remove, name="area_alias_remove"),
    path("areas/<uuid:area_id>/offices/add/", offices.add, name="office_add"),
    path("offices/<uuid:office_id>/", offices.page, name="office_page"),
    path("offices/<uuid:office_id>/edit/", offices.edit, name="office_edit"),
    path("offices/<uuid:office_id>/abolish/", offices.abolish, name="office_abolish"),
    path("staff/", people.staff_list, name="staff_list"),
    path("staff/add/", people.add, name="staff_add"),
    path("staff/<uuid:staff_id>/", people.page, name="staff_page"),
    path("staff/<uuid:staff_id>/edit/", people.edit, name="staff_edit"),
    path("staff/<uuid:staff_id>/deactivate/", people.deactivate, name="staff_deactivate"),
    path("staff/<uuid:staff_id>/password/", people.password, name="staff_password"),
    path("staff/<uuid:staff_id>/appoint/", people.appoint, name="post_appoint"),
    path("posts/<uuid:post_id>/end/", people.end, name="post_end"),
    path("posts/<uuid:post_id>/hand-over/", people.hand_over, name="post_hand_over"),
    path("chains/", chains.chain_list, name="chain_list"),
    path("chains/add/", chains.add, name="chain_add"),
    path("chains/<uuid:chain_id>/", chains.page, name="chain_page"),
    path("chains/<uuid:chain_id>/edit/", chains.edit, name="chain_edit"),
    path("chains/<uuid:chain_id>/end/", chains.end, name="chain_end"),
    path("chains/<uuid:chain_id>/<uuid:level_id>/<uuid:area_id>/", chains.holder, name="chain_holder"),
    path("liaison/", chains.liaison_list, name="liaison_list"),
    path("liaison/add/", chains.bind, name="liaison_bind"),
    path("liaison/<uuid:liaison_id>/end/", chains.unbind, name="liaison_unbind"),
    path("rota/", rota.mine, name="rota_mine"),
    path("rota/<uuid:area_id>/", rota.page, name="rota"),
    path("rota/<uuid:area_id>/plan/", rota.plan, name="rota_plan"),
    path("rota/<uuid:area_id>/<str:day>/<slug:part>/", rota.shift, name="rota_shift"),
    path("rota/shifts/<uuid:shift_id>/substitute/", rota.substitute, name="rota_substitute"),
    path("residents/add/", residents.add, name="resident_add"),
    path("residents/<uuid:resident_id>/", residents.page, name="resident_page"),
    path("residents/<uuid:resident_id>/edit/", residents.edit, name="resident_edit"),
    path("residents/<uuid:resident_id>/reveal/", residents.reveal, name="resident_reveal"),
    path("residents/<uuid:resident_id>/merge/", residents.merge, name="resident_merge"),
    path("residents/<uuid:resident_id>/erase/", residents.erase, name="resident_erase"),
    path("households/add/", residents.household_add, name="household_add"),
    path("households/<uuid:household_id>/", residents.household, name="household_page"),
    path("households/<uuid:household_id>/edit/", residents.household_edit, name="household_edit"),
    path("points/", points.point_list, name="place_points"),
    path("points/geojson/", points.geojson, name="place_points_geojson"),
    path("points/add/", points.add, name="place_point_add"),
    path("points/<uuid:point_id>/", points.page, name="place_point_page"),
    path("points/<uuid:point_id>/edit/", points.edit, name="place_point_edit"),
    path("points/<uuid:point_id>/regrade/", points.regrade, name="place_point_regrade"),
    path("points/<uuid:point_id>/warden/", points.warden, name="place_point_warden"),
    path("points/<uuid:point_id>/void/", points.void, name="place_point_void"),
]
