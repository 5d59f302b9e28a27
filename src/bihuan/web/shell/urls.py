"""Addresses of the shell."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.web import menu
from bihuan.web.shell import home, inbox, preferences, search, sign_in

menu.add("home", _("首页"), "web:home", icon="house", order=0, phone=True)

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/", sign_in.password, name="password"),
    path("search/", search.page, name="search"),
    path("search/quick/", search.quick, name="search_quick"),
    path("inbox/", inbox.page, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox_count"),
    path("me/", preferences.page, name="settings"),
    path("me/posts/", preferences.posts, name="my_posts"),
    path("me/language/", preferences.language, name="language"),
]
