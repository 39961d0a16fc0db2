"""The pages of the registers: one set for all of them."""
