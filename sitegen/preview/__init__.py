"""The preview server for editors: renders pages on request, and again when files change."""
