"""The editor's server: pages made when they are asked for, and made again when files change."""
