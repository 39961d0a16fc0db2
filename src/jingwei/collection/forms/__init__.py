"""Input of collection."""
