"""Pages of units, of the dictionary of their names, and of Party organizations."""
