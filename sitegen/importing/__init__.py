"""Records made from what a site published: `sitegen import`."""
