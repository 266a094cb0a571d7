"""Numbers for Prometheus: what happened in this process, and what the store knows."""

import asyncio
import threading
from collections import Counter as Counts
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor import __version__
from monitor.core.operations.events import Event, Handed, Polled, Reloaded, Worked
from monitor.core.operations.health import Vitals
from monitor.store import StoreError

# Seconds. A poll may take as long as its time-out; an entry may be seen hours after it was published.
_POLL = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_DELAY = (60, 300, 900, 1800, 3600, 7200, 21600, 86400)
_WORK = (0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10)
_READ = ("fetched", "unchanged", "not_modified")  # of a poll that worked, as events name it
_UP = "1 if the store can be read."


class Metrics:
    """Counts events. Labels are bounded by the configuration: never a URL, a title or an address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(
            registry=self.registry
        )  # memory, processor time, open files: where the system tells them
        self._tasks = Gauge("monitor_tasks", "Tasks of the event loop.", registry=self.registry)
        self._threads = Gauge("monitor_threads", "Threads of the process.", registry=self.registry)
        self._polls = self._counter("monitor_feed_polls", "Polls of feeds by outcome.", "outcome")
        for outcome in _READ:  # a series that does not exist cannot be seen to stand still
            self._polls.labels(outcome)
        self._poll_duration = self._histogram(
            "monitor_feed_poll_duration_seconds", "Time a poll takes.", _POLL
        )
        self._seen = self._counter("monitor_items_seen", "New entries stored.")
        self._delay = self._histogram(
            "monitor_item_delay_seconds", "From an entry's publication to our seeing it.", _DELAY
        )
        self._hits = self._counter("monitor_hits", "Hits by rule.", "rule")
        self._mails = self._counter(
            "monitor_digest_mails",
            "Messages handed over, by channel and the server's answer.",
            "channel",
            "outcome",
        )
        self._reloads = self._counter("monitor_config_reloads", "Readings of the configuration.", "outcome")
        self._work = self._counter("monitor_parser_pool_tasks", "Work of the worker processes.", "outcome")
        self._work_duration = self._histogram(
            "monitor_parser_pool_task_duration_seconds",
            "Time a piece of work takes, waiting included.",
            _WORK,
        )

    def observe(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Polled():
                self._polled(event)
            case Handed(channel, outcome):
                self._mails.labels(channel, outcome).inc()
            case Reloaded(good):
                self._reloads.labels("good" if good else "refused").inc()
            case Worked(outcome, took):
                self._work.labels(outcome).inc()
                self._work_duration.observe(took.total_seconds())

    def look_around(self) -> None:
        """Count the tasks and threads of this moment; call it in the event loop."""
        self._tasks.set(len(asyncio.all_tasks()))
        self._threads.set(threading.active_count())

    def watch(self, vitals: Callable[[], Vitals], last_success: Callable[[], Mapping[str, datetime]]) -> None:
        """Add to every page of metrics what the store knows at that moment."""
        self.registry.register(_StoreCollector(vitals, last_success))

    def page(self) -> bytes:
        """Return the metrics in Prometheus' text form; asks the store, so call it from a thread."""
        return generate_latest(self.registry)

    def _polled(self, polled: Polled) -> None:
        self._polls.labels(polled.outcome).inc()
        self._poll_duration.observe(polled.took.total_seconds())
        self._seen.inc(polled.entries)
        for delay in polled.delays:
            self._delay.observe(max(0.0, delay.total_seconds()))
        for rule in polled.rules:
            self._hits.labels(rule).inc()

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(name, says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, says, buckets=buckets, registry=self.registry)


class _StoreCollector(Collector):
    def __init__(
        self, vitals: Callable[[], Vitals], last_success: Callable[[], Mapping[str, datetime]]
    ) -> None:
        self._vitals = vitals
        self._last_success = last_success

    def describe(self) -> Iterable[Metric]:
        """Return nothing at registration, so that no store is asked then."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Ask the store; if it does not answer, that is what there is to tell."""
        try:
            vitals, successes = self._vitals(), self._last_success()
        except StoreError:
            return (_gauge("monitor_store_up", _UP, 0),)
        build = InfoMetricFamily("monitor_build", "The program.")
        build.add_metric([], {"version": __version__, "config": (vitals.config_hash or "")[:12]})
        return (build, _gauge("monitor_store_up", _UP, 1), *_gauges(vitals), _successes(successes))


def _gauges(vitals: Vitals) -> Iterable[Metric]:
    queue = vitals.queue
    yield _gauge("monitor_outbox_pending", "Messages not yet delivered.", queue.undone)
    for name, says, since in (
        ("oldest", "Age of the oldest of them.", queue.oldest_at),
        ("overdue", "For how long the oldest has been due without being tried.", queue.overdue_since),
        ("unanswered", "Age of the oldest that no server ever answered.", queue.unanswered_since),
    ):
        yield _gauge(f"monitor_outbox_{name}_seconds", says, _age(vitals, since))
    yield _gauge(
        "monitor_ungrouped_oldest_seconds",
        "Age of the oldest hit that no story took yet.",
        _age(vitals, vitals.oldest_ungrouped),
    )
    yield _by("monitor_deliveries", "Messages in the store by state.", "state", queue.states)
    yield _by("monitor_feeds", "Configured feeds by state.", "state", vitals.feeds)
    yield _gauge(
        "monitor_config_last_reload_successful",
        "1 if the files as they are now are at work.",
        int(not vitals.refused),
    )
    yield _gauge(
        "monitor_rules_held_back", "Rules whose new version fails an example.", len(vitals.held_back)
    )
    faults = Counts(fault.work for fault in vitals.faults)
    yield _by("monitor_faults", "What fails by a fault of monitor, by the step.", "work", faults)
    yield _gauge("monitor_orders_late", "Digests that are due and have no edition.", len(vitals.late))
    if vitals.reading is not None and vitals.reading.read_at is not None:
        read_at = vitals.reading.read_at.timestamp()
        yield _gauge("monitor_last_read_timestamp_seconds", "When a feed was last read.", read_at)
    yield _gauge("monitor_runners", "Processes that work on the store.", len(vitals.runners))
    if vitals.last_tick is not None:
        yield _gauge(
            "monitor_last_tick_timestamp_seconds",
            "When work was last looked for.",
            vitals.last_tick.timestamp(),
        )
    if vitals.free_bytes is not None:
        yield _gauge("monitor_store_free_bytes", "Room on the disk of the store.", vitals.free_bytes)


def _successes(at: Mapping[str, datetime]) -> Metric:
    family = GaugeMetricFamily(
        "monitor_feed_last_success_timestamp_seconds", "When a feed was last read.", labels=["feed"]
    )
    for feed, when in sorted(at.items()):
        family.add_metric([feed], when.timestamp())
    return family


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _by(name: str, says: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _age(vitals: Vitals, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (vitals.at - since).total_seconds())
