"""Reads of the cadre room."""
