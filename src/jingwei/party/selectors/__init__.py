"""What the Party room reads."""
