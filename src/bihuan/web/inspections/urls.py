"""Addresses of campaigns, rounds and what is found on them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
