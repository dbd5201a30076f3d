"""The JSON door: what brokers' systems do with a key of an enterprise. It decides nothing; the desk does."""
