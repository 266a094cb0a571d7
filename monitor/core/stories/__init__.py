"""Entries with hits become stories: each report joins the story of its event, or opens one.

Everything here is decided from the reports' own words and the order in which they were committed, so the same
entries in the same order give the same stories, on one machine or many, before and after a restart.
"""
