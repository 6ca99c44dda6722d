"""Pages over all papers: index, listings, corrections, guides and schemas."""
