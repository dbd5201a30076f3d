"""The language of criteria: read into a tree, compiled into one function."""
