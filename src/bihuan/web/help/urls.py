"""Addresses of the manual inside the desk."""

from django.urls import path

from bihuan.web.help import views

urlpatterns = [
    path("help/", views.index, name="help"),
    path("help/here/", views.here, name="help_here"),
    path("help/tour/", views.tour_done, name="help_tour"),
    path("help/pictures/<str:name>", views.picture, name="help_picture"),
    path("help/<slug:key>/", views.chapter, name="help_chapter"),
]
