"""Changes to authored records that leave their comments and layout alone."""
