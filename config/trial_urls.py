"""Addresses that exist only in the trial."""

from django.urls import path

from config.style_guide import style_guide

urlpatterns = [path("style", style_guide, name="style_guide")]
