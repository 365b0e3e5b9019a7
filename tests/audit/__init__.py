"""Answers of a second, independent pass over the question bank."""
