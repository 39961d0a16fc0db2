"""Pages about people beyond the generic ones of the registers."""
