"""Inputs that nobody would write, for everything that reads: made of texts in corpus/ by a few random cuts.

`targets` says what must hold of each, `test_fuzz` plays them: some in `make test`, for minutes in `make soak`.
"""
