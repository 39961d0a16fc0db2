"""Pages about cadres."""
