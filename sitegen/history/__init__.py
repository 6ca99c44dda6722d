"""What was published before, and whether the records take any of it back."""
