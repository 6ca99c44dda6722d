"""Pages over all papers: index, listings, corrections, guides, schemas, and what all pages use."""
