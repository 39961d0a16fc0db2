"""Reads of the desk over all the rooms below it."""
