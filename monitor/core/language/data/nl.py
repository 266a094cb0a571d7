"""Dutch: how it is recognised."""

COMMON = """
de het een van en in op te dat die voor met is zijn door bij naar na ook om niet wordt over tegen
"""
