"""An edition becomes a message."""

from monitor.render.check import examine, spelled
from monitor.render.environment import Fault
from monitor.render.message import render
from monitor.render.renderer import Renderer
from monitor.render.sample import sample_edition, sample_request

__all__ = [
    "Fault",
    "Renderer",
    "examine",
    "render",
    "sample_edition",
    "sample_request",
    "spelled",
]
