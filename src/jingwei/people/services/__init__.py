"""Writes about people beyond what the registers do by themselves."""

from jingwei.people.services import following  # noqa: F401  # makes itself known
