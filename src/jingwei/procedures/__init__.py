"""Procedures: definitions as data, cases and steps as rows, one service that changes a register."""
