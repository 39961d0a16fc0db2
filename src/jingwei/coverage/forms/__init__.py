"""Input of coverage."""
