"""Pairs of parties, the contacts between them, and the needs raised there."""

from jingwei.liaison.models.contacts import ContactRecord, ContactWay, Need
from jingwei.liaison.models.pairs import SIDES, Pair, Party

__all__ = ["SIDES", "ContactRecord", "ContactWay", "Need", "Pair", "Party"]
