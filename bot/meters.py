"""What is counted while the bot runs: questions, outcomes, waiting times, failures. Never texts, chats or tokens."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.adapter import CallError
from bot.events import Platform
from bot.storage.places import Asked

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30)


@dataclass
class Meters:
    """The meters of one process, in a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        """Makes the meters."""
        registry = self.registry
        self.questions = Counter("earnings_questions", "Questions that were answered", ("platform", "language", "outcome"), registry=registry)
        self.latency = Histogram("earnings_answer_seconds", "From the event to its stored answer", ("platform",), buckets=_SECONDS, registry=registry)
        self.errors = Counter("earnings_platform_errors", "Calls that a platform did not take", ("platform", "kind"), registry=registry)
        self.failures = Counter("earnings_event_failures", "Events that could not be handled at a try", ("platform",), registry=registry)
        self.waiting = Gauge("earnings_events_waiting", "Events that are not done", registry=registry)

    def answered(self, platform: Platform, asked: Asked | None, seconds: float) -> None:
        """Counts an event that was answered."""
        self.latency.labels(platform.value).observe(max(0.0, seconds))
        if asked is not None:
            self.questions.labels(platform.value, asked.language.value, asked.outcome).inc()

    def refused(self, platform: Platform, error: CallError) -> None:
        """Counts a call that did not work."""
        self.errors.labels(platform.value, type(error).__name__).inc()

    def failed(self, platform: Platform) -> None:
        """Counts a failed try."""
        self.failures.labels(platform.value).inc()
