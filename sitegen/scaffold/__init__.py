"""New projects and new records: what `sitegen init` and `sitegen new` write."""
