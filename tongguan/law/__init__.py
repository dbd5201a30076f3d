"""The law: pure functions over what was declared. No Django, no clock, no input or output; the date is an
argument."""
