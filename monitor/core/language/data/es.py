"""Spanish: how it is recognised."""

COMMON = """
el la los las de del y en que por con para una un se su al es mas como tras ha fue han sobre entre contra este
"""
FUNCTION = "el la los las de del y en que por con para una un se su al"
