"""Addresses of the rooms org, accounts and desk."""

from __future__ import annotations

from django.urls import URLPattern

org_urls: list[URLPattern] = []
account_urls: list[URLPattern] = []
desk_admin_urls: list[URLPattern] = []
