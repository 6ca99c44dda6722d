"""The rules that hold between facts: one function, one code, one docstring each."""
