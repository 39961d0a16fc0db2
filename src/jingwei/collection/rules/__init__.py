"""What the burden of a round may be, and how often somebody may be reminded."""
