"""Reading YAML: its rules, its data, and what to say where it cannot be read."""
