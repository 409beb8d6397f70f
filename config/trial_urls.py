"""Addresses that exist only in the trial."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
