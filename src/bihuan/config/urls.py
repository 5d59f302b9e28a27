"""URL roots; each interface brings its own table."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("bihuan.api.urls")),
    path("open311/v2/", include("bihuan.api.open311.urls")),
    path("field/", include("bihuan.field.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("bihuan.web.urls")),
]

handler400 = "bihuan.web.errors.bad_request"
handler403 = "bihuan.web.errors.forbidden"
handler404 = "bihuan.web.errors.not_found"
handler500 = "bihuan.web.errors.server_error"
