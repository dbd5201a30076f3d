"""The pages of officers, one folder for each area; the areas share nothing but the case page they lead to."""
