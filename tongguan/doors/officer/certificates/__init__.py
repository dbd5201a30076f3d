"""Documents that declarations lean on, at a counter: found, entered, their balances, corrected, revoked."""
