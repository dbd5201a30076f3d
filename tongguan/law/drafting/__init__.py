"""A declaration in preparation: what applies to it, and what need not be typed as it can be worked out."""
