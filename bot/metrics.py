"""What the service counts, in Prometheus' terms. Labels are of few values: no chat, no user, no text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.events import Platform
from intents.questions.language import Language

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters of one running service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._questions = Counter("bot_questions", "Questions brought to an end", ("platform", "language", "outcome"), registry=self.registry)
        self._latency = Histogram("bot_answer_seconds", "From the receipt of a question to its sent answer", ("platform",), buckets=_SECONDS, registry=self.registry)
        self._errors = Counter("bot_platform_errors", "Calls to a platform that did not work", ("platform", "kind"), registry=self.registry)
        self._waiting = Gauge("bot_queue_depth", "Rows that wait", ("queue",), registry=self.registry)
        self._labelled: dict[tuple[Platform, Language, str], tuple[Counter, Histogram]] = {}

    def answered(self, platform: Platform, language: Language, outcome: str, seconds: float) -> None:
        """A question was brought to an end: `outcome` is that of its reply (answered, declined, clarify)."""
        key = platform, language, outcome
        if (labelled := self._labelled.get(key)) is None:  # to look up labels costs more than to count
            labelled = self._labelled[key] = self._questions.labels(platform.value, language.value, outcome), self._latency.labels(platform.value)
        labelled[0].inc()
        labelled[1].observe(seconds)

    def failed(self, platform: Platform, kind: str) -> None:
        """A call to a platform did not work: `kind` is the name of its error."""
        self._errors.labels(platform.value, kind).inc()

    def waiting(self, queue: str, rows: int) -> None:
        """So many rows wait in a queue (incoming, delivery)."""
        self._waiting.labels(queue).set(rows)

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
