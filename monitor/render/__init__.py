"""An edition becomes a message."""

from monitor.render.check import check_templates, spelled, try_templates
from monitor.render.environment import Fault
from monitor.render.message import render
from monitor.render.renderer import Renderer
from monitor.render.sample import sample_edition, sample_request

__all__ = [
    "Fault",
    "Renderer",
    "check_templates",
    "render",
    "sample_edition",
    "sample_request",
    "spelled",
    "try_templates",
]
