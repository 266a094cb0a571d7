"""Portuguese: how it is recognised."""

COMMON = """
o os as de do da dos das e em no na nos nas que por com para uma um se ao mais como apos foi sobre entre contra pelo pela
"""
FUNCTION = "o os de dos das e em no na com para uma um"
