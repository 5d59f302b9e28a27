"""Addresses of the photos and files of every register."""

from django.urls import path

from bihuan.web.records import files

urlpatterns = [
    path("records/<slug:key>/<uuid:pk>/files/add/", files.upload, name="record_file_add"),
    path("records/files/<uuid:pk>/void/", files.void, name="record_file_void"),
    path("records/files/<uuid:pk>/<slug:variant>/", files.show, name="record_file"),
]
