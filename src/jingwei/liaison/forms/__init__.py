"""Forms of liaison."""
