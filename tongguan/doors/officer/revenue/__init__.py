"""The revenue counter: what a firm owes and what stands for it; and a bank's orders and letters."""
