"""Pages of accounts: of the administrators, of whoever signed in."""
