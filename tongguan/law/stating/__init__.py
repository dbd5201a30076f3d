"""What is stated and how it is read: the particulars, their parts as rows, one text at a time."""
