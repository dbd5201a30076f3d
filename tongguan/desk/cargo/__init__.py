"""Cargo: where the goods are, as carriers and terminals report it, and which dossiers wait for that."""
