"""Coming to an office, or not having to: numbers and appointments from the trader's page."""
