"""Documents made of a plan's content: reports, ledgers, minutes. No query, no clock."""
