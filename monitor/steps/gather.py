"""What an edition is made of, gathered from the store: the same for what is sent and for a preview of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from monitor.core.editions.edition import Coverage, EditionRequest, Envelope, Held
from monitor.core.model import Report, Severity
from monitor.core.orders import coverage as watch
from monitor.core.orders import envelopes, schedule, selection
from monitor.core.orders.alerts import AlertPlan, Room, plan_alert
from monitor.core.orders.digests import plan_digest
from monitor.core.orders.envelopes import Address
from monitor.core.orders.model import Content, Context, Registered, Standing, alert_key, standings
from monitor.core.orders.reminders import LONGEST, Telling, due, open_stories, plan_reminder, reminder_key
from monitor.core.orders.schedule import Window
from monitor.core.orders.selection import digested
from monitor.core.orders.tickets import PATH, Ticket, signed
from monitor.core.settings import Alert, Config, Digest, Recipient
from monitor.core.trends.signals import is_learning
from monitor.store import Store
from monitor.store.editions import Lost

HOUR = timedelta(hours=1)
_PAST = timedelta(days=30)  # counted before the window, to say what is usual
_CITED = 20  # entries named of one signal
_ALL = 1 << 62  # a serial above which no hit is: none is fresh


@dataclass(frozen=True, slots=True)
class Job:
    """An edition to be made: of which order, for which window, about what, at which instant.

    Of one that goes in several messages it is ``part``, with so many stories ``following``.
    """

    standing: Standing
    row: Registered
    window: Window
    content: Content
    now: datetime
    part: int = 1
    following: int = 0


@dataclass(frozen=True, slots=True)
class Sealed:
    """How the messages of an edition travel: its thread, and an envelope for each address."""

    thread: str
    addresses: tuple[Address, ...]
    envelopes: tuple[Envelope, ...]


@dataclass(slots=True)
class Gatherer:
    """Reads for one round of orders, under one configuration. ``run`` names who reads."""

    store: Store
    config: Config
    run: str
    context: Context
    _touched: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _told: dict[str, Mapping[int, tuple[Telling, ...]]] = field(default_factory=dict)
    _given_up: frozenset[str] | None = None

    def plan_digest(self, digest: Digest, row: Registered) -> Content:
        """Decide what the next edition of a digest tells; what was told by none that arrived is told again."""
        editions, lost = self.store.editions, self._lost(row, at_once=True)
        stories = tuple(
            dict.fromkeys(
                (*self._stories(row.low), *(story for edition in lost for story in edition.stories))
            )
        )
        known = editions.known(row, stories, row.low, lost)
        content = plan_digest(digest, known, editions.signals(row, row.low, lost=lost), self._for(row))
        return replace(content, retold=tuple(edition.edition for edition in lost))

    def plan_alert(self, alert: Alert, row: Registered, room: Room) -> AlertPlan:
        """Decide what an alert tells now, and what waits."""
        editions, lost = self.store.editions, self._lost(row, at_once=False)
        waiting = {
            kind: [item.id for item in row.state.waiting if item.kind == kind] for kind in ("story", "signal")
        }
        again = (story for edition in lost for story in edition.stories)
        stories = tuple(dict.fromkeys((*self._stories(row.low), *waiting["story"], *again)))
        known = editions.known(
            row, self._grave(alert, row, stories), row.after_serial, lost, self.tell_first(alert, row)
        )
        signals = editions.signals(row, row.low, waiting["signal"], lost)
        plan = plan_alert(alert, known, signals, row.state.waiting, room, self._for(row))
        return replace(plan, retold=tuple(edition.edition for edition in lost))

    def same_mailboxes(self, row: Registered) -> frozenset[tuple[str, str]]:
        """Return the other alerts, each with its recipient, that reach every address of this one's recipient."""
        mail, its = self.config.mail, self.config.recipients[row.recipient]
        ours = set(envelopes.addresses(its, mail))
        return frozenset(
            (standing.key, standing.recipient.id)
            for standing in standings(self.config)
            if (standing.key, standing.recipient.id) != (row.order, row.recipient)
            and not isinstance(standing.order, Digest)
            and ours <= set(envelopes.addresses(standing.recipient, mail))
        )

    def tell_first(self, alert: Alert, row: Registered) -> frozenset[tuple[str, str]]:
        """Return the alerts, each with its recipient, whose stories this one does not tell again."""
        if alert.unless_told_by == ():
            return frozenset()
        named = (
            self.config.alerts[name] for name in alert.unless_told_by or () if name in self.config.alerts
        )
        return self.same_mailboxes(row) | {
            (alert_key(other.id), name) for other in named for name in other.to
        }

    def room(self, alert: Alert, row: Registered, recipient: Recipient) -> Room:
        """Return what an alert may send to a recipient now."""
        now = self.context.now
        quiet = schedule.quiet_hours(recipient, self.config.timezone)
        is_quiet = quiet is not None and quiet.at(now) and not alert.through_quiet
        made = self.store.editions.made_since(row, now, HOUR)
        told = self.store.editions.told_since(row, now - HOUR) if len(made) >= alert.max_per_hour - 1 else ()
        return Room(
            left=alert.max_per_hour - len(made),
            quiet=is_quiet,
            limit=alert.max_per_hour,
            last_at=max(made, default=None),
            gravest=max((severity for severity, _ in told), default=None),
            countries=frozenset(
                name for _, places in told for name in selection.countries(places, self.config.places)
            ),
        )

    def _for(self, row: Registered) -> Context:
        return replace(self.context, recipient=row.recipient)

    def is_lost(self, row: Registered) -> bool:
        """Return whether the order told something that did not arrive and may be told now."""
        return bool(self._lost(row, at_once=False))

    def request(self, job: Job) -> EditionRequest:
        """Return everything the edition is composed of."""
        config, content, order = self.config, job.content, job.standing.order
        around = self._digest_surroundings(job) if isinstance(order, Digest) else _Surroundings()
        return EditionRequest(
            order=order,
            recipient=job.standing.recipient,
            start=job.window.start,
            end=job.window.end,
            now=job.now,
            number=job.row.editions + 1,
            timezone=config.timezone,
            config_hash=config.hash,
            run=self.run,
            stories=content.stories,
            signals=content.signals,
            suppressed=content.suppressed,
            coverage=around.coverage or Coverage(not_mailed=self._is_not_mailed(job)),
            next_at=self._next(job),
            feeds=config.feeds,
            places=config.places,
            ruleset=config.ruleset,
            cited=self._cited(content),
            history=watch.tallies(
                around.began, config.places, config.ruleset.vocabularies, self._zone(job.standing)
            ),
            known_days=around.known_days,
            actors=config.signals.actors,
            part=job.part,
            following=job.following,
            held_since=content.held_since,
            overflow=content.overflow,
            digested=self.is_digested(job.standing),
            limited_until=content.limited_until,
            unanswered_since=content.unanswered_since,
            acknowledge=self._acknowledge(job),
        )

    def is_digested(self, standing: Standing) -> bool:
        """Return whether a digest of the same reader tells all that an alert leaves out."""
        order = standing.order
        digests = self.config.digests.values()
        return not isinstance(order, Digest) and digested(order, standing.recipient.id, digests)

    def plan_reminder(self, alert: Alert, row: Registered, changed: bool) -> Content:
        """Decide what a recipient is reminded of; corrections only if something ``changed`` since the last look."""
        its_key, now = reminder_key(alert.id), self.context.now
        told = self._tellings(alert)
        unanswered = open_stories(alert, told, self.store.acknowledgements.latest(tuple(told)), now)
        wanted = {
            story for story, open_story in unanswered.items() if due(alert, row.recipient, open_story, now)
        }
        if changed:
            wanted |= {telling.story for telling in chain(*told.values()) if telling.order == its_key}
        if not wanted:
            return Content()
        known = self.store.editions.known(row, sorted(wanted), _ALL)
        return plan_reminder(alert, row.recipient, known, unanswered, self._for(row))

    def _tellings(self, alert: Alert) -> Mapping[int, tuple[Telling, ...]]:
        if alert.id not in self._told:
            keys = (alert_key(alert.id), reminder_key(alert.id))
            self._told[alert.id] = self.store.tellings.since(keys, self.context.now - 2 * LONGEST)
        return self._told[alert.id]

    def _acknowledge(self, job: Job) -> str:
        """Return the link by which the reader of an alert takes its stories in hand; "" if there is no page for it."""
        stories = tuple(report.story.id for report in job.content.stories if report.status != "corrected")
        if self.config.public is None or isinstance(job.standing.order, Digest) or not stories:
            return ""
        ticket = Ticket(job.standing.recipient.id, job.now, stories)
        return self.config.public + PATH + signed(ticket, self.store.acknowledgements.key())

    def seal(self, job: Job) -> Sealed:
        """Return the envelopes of an edition."""
        mail, row, order = self.config.mail, job.row, job.standing.order
        host = envelopes.domain(mail)
        name, thread = self._name(row, row.editions + 1), self._thread(job)
        threads = tuple(dict.fromkeys((thread, *(told.thread for told in job.content.continued))))
        addresses = envelopes.addresses(job.standing.recipient, mail)
        return Sealed(
            thread,
            addresses,
            tuple(
                Envelope(
                    message_id=envelopes.message_id(host, name, address.channel, address.address),
                    date=job.now,
                    sender=envelopes.sender(mail),
                    to=address.address,
                    references=(
                        *threads,
                        *self.store.editions.sent_in(row, threads, address.channel, address.address),
                    ),
                    list_id=envelopes.list_id(order, host),
                    feedback=mail.feedback,
                    unsubscribe=mail.unsubscribe,
                    urgent=not isinstance(order, Digest),
                    reply_to=mail.reply_to,
                )
                for address in addresses
            ),
        )

    def _lost(self, row: Registered, *, at_once: bool) -> tuple[Lost, ...]:
        if self._given_up is None:
            self._given_up = self.store.deliveries.given_up()
        if row.recipient not in self._given_up:
            return ()
        recipient = self.config.recipients[row.recipient]
        addresses = [address.address for address in envelopes.addresses(recipient, self.config.mail)]
        return self.store.editions.lost(row, addresses, at_once=at_once)

    def _stories(self, after: int) -> tuple[int, ...]:
        if after not in self._touched:
            self._touched[after] = self.store.editions.touched(after)
        return self._touched[after]

    def _grave(self, alert: Alert, row: Registered, stories: tuple[int, ...]) -> tuple[int, ...]:
        """Leave out the many stories that are not grave enough and were never told."""
        least: Severity = alert.select.min_severity
        severities = self.store.editions.severities(stories, row)
        return tuple(story for story, (severity, told) in severities.items() if told or severity >= least)

    def _digest_surroundings(self, job: Job) -> "_Surroundings":
        counts, start = self.store.coverage, job.window.start
        since = counts.known_since()
        return _Surroundings(
            self._coverage(job),
            counts.stories_began(start - _PAST, start, job.standing.order.select.min_severity),
            max(0, (start - since).days) if since is not None else 0,
        )

    def _coverage(self, job: Job) -> Coverage:
        health = self.store.feeds.coverage(job.now)
        changes, standing = watch.faults(health, job.row.state.faults, self.config.feeds)
        states = self.store.deliveries.queue(job.now).states
        since = self.store.signals.watching_since()
        return Coverage(
            feeds=len(health),
            healthy=sum(feed.healthy for feed in health),
            entries=self.store.coverage.entries_since(job.window.start),
            changes=changes,
            standing=(*watch.ours(self.store.faults.all()), *standing),
            missed=job.window.missed,
            undelivered=states.get("waiting", 0) + states.get("dead", 0),
            not_mailed=self._is_not_mailed(job),
            notes=tuple(f"{rule}: {reason}" for rule, reason in sorted(self.config.held_back.items())),
            held=self._held(job.row.recipient),
            learning_since=since if since is not None and is_learning(since, job.now) else None,
        )

    def _held(self, recipient: str) -> tuple[Held, ...]:
        """Return what the alerts of a recipient will tell later."""
        return tuple(
            Held(row.order.partition(":")[2], why, len(waiting), min(item.since for item in waiting))
            for row in self.store.orders.all().values()
            for why in ("limit", "quiet", "wait")
            if row.recipient == recipient
            and (waiting := [item for item in row.state.waiting if item.why == why])
        )

    def _cited(self, content: Content) -> Mapping[int, Report]:
        entries = {entry for signal in content.signals for entry in signal.entries[:_CITED]}
        return self.store.coverage.reports(tuple(entries))

    def _is_not_mailed(self, job: Job) -> bool:
        return self.config.mail.host is None and bool(job.standing.recipient.mail)

    def _next(self, job: Job) -> datetime | None:
        """Return when the next edition will be made; quiet hours delay it."""
        order, recipient = job.standing.order, job.standing.recipient
        if not isinstance(order, Digest):
            return None
        instant = schedule.next_instant(order, job.row.registered_at, max(job.window.end, job.now))
        quiet = schedule.quiet_hours(recipient, self.config.timezone)
        return instant if quiet is None else quiet.ends(instant)

    def _zone(self, standing: Standing) -> ZoneInfo:
        order, recipient = standing.order, standing.recipient
        if recipient.timezone is not None:
            return recipient.timezone
        return order.timezone if isinstance(order, Digest) else self.config.timezone

    def _thread(self, job: Job) -> str:
        """Return the thread of an edition: that of its order for a digest, that of its story for an alert.

        A first alert about a story opens a thread; several stories in one message open one together.
        """
        host = envelopes.domain(self.config.mail)
        if isinstance(job.standing.order, Digest):
            return envelopes.message_id(host, "thread", self._name(job.row, 0))
        continued = job.content.continued
        if continued:
            return continued[0].thread
        return envelopes.message_id(host, "thread", self._name(job.row, job.row.editions + 1))

    def _name(self, row: Registered, number: int) -> str:
        install = self.store.meta.install_id()
        return envelopes.edition_id(install, row.order, row.recipient, row.registered_at, number)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a digest says around its stories."""

    coverage: Coverage | None = None
    began: tuple[tuple[datetime, tuple[str, ...], tuple[str, ...]], ...] = ()
    known_days: int = 0
