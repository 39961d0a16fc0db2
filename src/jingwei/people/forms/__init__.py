"""Forms about people that no register derives."""
