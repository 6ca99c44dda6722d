"""The editor's server, `preview.server.serve`: pages made when asked for, again when files change."""
