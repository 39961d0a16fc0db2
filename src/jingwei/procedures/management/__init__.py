"""The commands of the procedures."""
