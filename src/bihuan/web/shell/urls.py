"""Addresses of the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.platform.rights import READ_AUDIT
from bihuan.web import menu
from bihuan.web.shell import audit, home, inbox, preferences, search, sign_in

menu.add("home", _("首页"), "web:home", icon="house", order=0, phone=True)
menu.add("audit", _("审计"), "web:audit", icon="shield-check", order=85, rights=(READ_AUDIT,))

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", sign_in.password, name="password"),
    path("search/", search.page, name="search"),
    path("search/quick/", search.quick, name="search_quick"),
    path("inbox/", inbox.page, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox_count"),
    path("inbox/jobs/", inbox.jobs, name="inbox_jobs"),
    path("inbox/read/", inbox.read, name="inbox_read"),
    path("inbox/<uuid:notice_id>/", inbox.notice, name="notice"),
    path("audit/", audit.page, name="audit"),
    path("audit/<int:entry_id>/", audit.entry, name="audit_entry"),
    path("audit/verify/", audit.verify, name="audit_verify"),
    path("me/", preferences.page, name="settings"),
    path("me/posts/", preferences.posts, name="my_posts"),
    path("me/language/", preferences.language, name="language"),
]
