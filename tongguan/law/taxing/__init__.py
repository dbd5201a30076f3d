"""From a scheme and the rates to a charge: which rates a line may use, what they come to, and why."""
