"""The contracts: for each what is authored, what follows from it, and what is published."""
