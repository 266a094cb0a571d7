"""Checks across files: names that lead nowhere, rules that do not compile, examples that fail."""
