"""Lights in templates."""

from __future__ import annotations

from django import template

from jingwei.plans.light import Light

register = template.Library()


@register.filter
def as_light(value: str) -> Light | None:
    """Return the light called ``value``, or None for an unknown or empty one."""
    return Light(value) if value in set(Light) else None
