"""Addresses of the accounts app's API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
