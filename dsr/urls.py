"""Addresses of the dsr app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
