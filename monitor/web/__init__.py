"""Health and metrics over HTTP, for machines that watch the machine."""

from monitor.web.acknowledge import AcknowledgePage as AcknowledgePage
from monitor.web.metrics import Metrics as Metrics
from monitor.web.pages import Source as Source
from monitor.web.pages import make_app as make_app
from monitor.web.server import serve as serve
