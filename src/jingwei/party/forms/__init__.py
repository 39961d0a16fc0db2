"""Forms of the Party room."""
