"""The addresses of what was lodged."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
