"""Reads over the tables of the plans, by noun."""
