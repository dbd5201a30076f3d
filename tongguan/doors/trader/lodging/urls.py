"""The addresses of what is being prepared."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
