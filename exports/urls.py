"""Addresses of the exports app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
