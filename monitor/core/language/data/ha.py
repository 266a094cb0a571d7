"""Hausa: how it is recognised."""

COMMON = """
da na ya ta a ne ce wa su sun an kan ga daga cikin don amma yadda wani wata kuma
"""
