"""Turns YAML records of research papers into a public site that can be trusted."""


def __getattr__(name: str) -> str:
    # importlib.metadata takes as long to load as the whole command line, and few ask.
    if name == "__version__":
        from importlib.metadata import version

        return version("assignee-sitegen")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
