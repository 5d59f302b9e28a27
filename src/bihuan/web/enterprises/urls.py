"""Addresses of the enterprises' pages."""

from django.urls import path

from bihuan.web.enterprises import views

urlpatterns = [
    path("add/", views.add, name="enterprise_add"),
    path("<uuid:enterprise_id>/", views.page, name="enterprise_page"),
    path("<uuid:enterprise_id>/edit/", views.edit, name="enterprise_edit"),
    path("<uuid:enterprise_id>/assign/", views.assign, name="enterprise_assign"),
    path("<uuid:enterprise_id>/reveal/", views.reveal, name="enterprise_reveal"),
    path("<uuid:enterprise_id>/void/", views.void, name="enterprise_void"),
]
