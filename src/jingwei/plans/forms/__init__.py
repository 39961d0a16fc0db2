"""Forms of the plans: input parsing that no register derives."""
