"""The corpus: one untouched package, and attacks on it that each make one named change.

``python -m tests.corpus.generate DIR`` writes it out; ``pytest tests/corpus`` runs it and checks it against itself.
"""
