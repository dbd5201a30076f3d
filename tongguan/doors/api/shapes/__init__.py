"""The shapes of answers, by what they are about; what is asked is in `asked`."""
