"""One module a command; `whomet.cli.app` imports only the one that was asked for."""
