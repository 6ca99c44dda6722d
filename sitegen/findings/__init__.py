"""Diagnostics for people and programs: one module for each form."""
