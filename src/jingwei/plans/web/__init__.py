"""Pages of the plans, by screen."""
