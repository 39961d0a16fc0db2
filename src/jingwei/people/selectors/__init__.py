"""Reads over a person and the rows about them."""
