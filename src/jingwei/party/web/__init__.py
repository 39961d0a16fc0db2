"""Pages of the Party room."""
