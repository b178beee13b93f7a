"""Readers turn files into a `Book`; they know nothing of questions or of how answers look."""
