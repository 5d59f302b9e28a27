"""The home page: what this person must do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Waiting work by time left, then the panels of the rooms."""
    return render(request, "web/shell/home.html")
