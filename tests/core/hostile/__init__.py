"""Documents that mean harm, or that nobody meant: how each is made, what comes of it, and why it is here.

``build(scale)`` gives the document with its numbers divided by ``scale``: 1 is the attack, more is its shape. An
expected number is that of entries, of attacks by number at ``scale`` 20; else the outcome is named. ``first`` is the title of
the first entry.
"""

from tests.core.hostile import contents, shapes
from tests.core.hostile.making import Hostile as Hostile

DOCUMENTS = (
    *contents.ENTITIES,
    *contents.CHARACTERS,
    *contents.ENCODINGS,
    *contents.HTML,
    *contents.DATES,
    *shapes.SHAPES,
    *shapes.FORMATS,
)
