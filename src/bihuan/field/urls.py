"""Addresses of the field app: the app itself, and what it calls."""

from django.urls import path

from bihuan.field import shell, views

app_name = "field"

urlpatterns = [
    path("", shell.page, name="app"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("devices", views.set_up, name="set_up"),
    path("packet", views.fetch, name="packet"),
    path("sync", views.send, name="sync"),
    path("records/<uuid:record_id>", views.send_one, name="record"),
    path("things/<slug:kind>/<uuid:thing_id>", views.look, name="thing"),
    path("files", views.announce, name="files"),
    path("files/<uuid:file_id>", views.piece, name="file"),
    path("wiped", views.wiped, name="wiped"),
]
