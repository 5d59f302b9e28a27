"""Addresses of the tokens' pages."""

from django.urls import path

from bihuan.web.api import tokens

urlpatterns = [
    path("tokens/", tokens.page, name="tokens"),
    path("tokens/new/", tokens.add, name="token_new"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token_revoke"),
]
