"""What waits for another authority: documents to compare, offences, holds."""
