"""What an enterprise was told, how its people want to hear it, and its webhook."""
