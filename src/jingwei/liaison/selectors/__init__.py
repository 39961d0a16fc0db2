"""Reads of liaison: lists, the calendar, needs, addresses for paper."""
