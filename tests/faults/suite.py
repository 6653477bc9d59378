"""Rows brought over grounds, and what came of them."""

import platform as machine
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intents.library import ask_any
from knowledge.library import Library, bundled, load_folder
from tests.faults.counting import Counts
from tests.faults.databases import Store
from tests.faults.ground import PLATFORMS, ground
from tests.faults.processes import Nursery
from tests.faults.rows import Row
from tests.faults.stalling import watched

QUESTIONS = ("快手2024年总收入是多少？", "快手2024年净利润是多少", "What was Kuaishou's gross margin in 2024?", "快手2024年经调整净利润多少", "快手2024年毛利率是多少")
_HEAD = f"{'fault':<22} {'way':<5}{'program':<7} {'platform':<9} {'attempt':>7} {'ack':>5} {'ok':>5} {'lost':>5} {'unexp':>5} {'dup':>4} {'recov':>5} {'ambig':>5}  verdict"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: the counts by platform, the ambiguous sends, what else is worth saying."""

    row: str
    way: str
    program: str
    counts: dict[str, Counts]
    ambiguous: int
    notes: tuple[str, ...]
    log: str

    @property
    def is_valid(self) -> bool:
        """Whether the promise was kept."""
        broken = any(note.startswith(("the second start", "exit code 1", "exit code -", "broken")) or "was not reached" in note for note in self.notes)
        together = sum(c.duplicated for c in self.counts.values())
        return not broken and together <= self.ambiguous and all(c.is_valid(self.ambiguous) for c in self.counts.values())

    def lines(self) -> Iterator[str]:
        """The rows of the printed table."""
        for place, (name, c) in enumerate(self.counts.items()):
            figures = f"{c.attempt:>7} {c.acknowledged:>5} {c.ok:>5} {c.lost:>5} {c.unexpected:>5} {c.duplicated:>4} {c.recovered:>5}"
            verdict = ("kept" if self.is_valid else "BROKEN") + (f", disorder {c.disorder}" if c.disorder else "")
            said = "; ".join(self.notes) if place == 0 else ""
            yield f"{self.row:<22} {self.way:<5}{self.program:<7} {name:<9} {figures} {self.ambiguous if place == 0 else '':>5}  {verdict}  {said}".rstrip()


def heading() -> str:
    """The first line of the table."""
    return _HEAD


def hardware() -> str:
    """What the figures were made on."""
    return f"Python {machine.python_version()}, {machine.system()} {machine.machine()}"


def expectations(questions: Sequence[str] = QUESTIONS) -> dict[str, str]:
    """How the answer to each question begins, as the terminal gives it."""
    library = Library(load_folder(bundled()).bases)
    return {question: _figure(ask_any(question, library)[0].text) for question in questions}


def _figure(text: str) -> str:
    """The beginning of an answer, which stands in every form of it."""
    return text.strip()[:10]


async def run(row: Row, nursery: Nursery, stores: Callable[[Path], Store], way: str, program: str, seed: int, size: int, expected: dict[str, str]) -> Outcome:
    """Brings one fault over a fresh ground."""
    async with ground(nursery, stores, way, program, seed, expected) as made:
        try:
            await watched(row.bring(made, size), lambda: made.moves)
        except Exception as error:  # noqa: BLE001  # a row that fails is told, and the next ones are run
            made.notes.append(f"broken: the row did not come to its end: {type(error).__name__}: {error}; {made.state}")
        problems = [*made.telegram.problems, *made.slack.complaints] if program == "bot" else []
        notes = (*made.notes, *(f"judges: {problem}" for problem in problems[:2]))
        log = (made.folder / "log").read_text(errors="replace") if (made.folder / "log").is_file() else ""
        return Outcome(row.name, way, program, {name: made.counts(name) for name in PLATFORMS}, made.ambiguous, notes, log)
