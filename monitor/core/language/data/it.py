"""Italian: how it is recognised."""

COMMON = """
il lo la gli le di del della dei delle e in nel nella che per con una un si al piu come dopo ha sono da contro tra fra
"""
