"""The editor's server: pages made when asked for, and again when files change."""
