"""What a library costs by its size: building, starting from the cache, memory, the time of a question.

python -m tests.benchmarks.scale            # 1, 10, 100, 1,000 and 10,000 articles: some minutes
python -m tests.benchmarks.scale 100 1000
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.benchmarks.generated import Told, articles, write

SIZES = (1, 10, 100, 1_000, 10_000)
_QUESTIONS = 2_000
_ASKED = {
    "zh-Hans": ("{c}营业收入多少", "{c}{y}年净利润是多少", "{c}{y}年的毛利率", "{c}去年销售费用同比增长多少", "{c}的收入这几年怎么变的", "{c}和{d}的净利润谁高", "{c}的董事长是谁", "{c}的费用为什么增长", "{y}年研发费用多少"),
    "zh-Hant": ("{c}營業收入多少", "{c}{y}年淨利潤是多少", "{c}{y}年的毛利率", "{c}去年銷售費用按年增長多少", "{c}的收入這幾年怎麼變的", "{c}和{d}的淨利潤誰高", "{c}的董事長是誰", "{c}的費用為什麼增長", "{y}年研發費用多少"),
    "en": ("{c} revenue?", "What was {c}'s net profit in {y}?", "{c} gross margin {y}", "How much did {c}'s selling expenses grow last year?", "How has {c}'s revenue changed over the years?", "Is {c}'s net profit higher than {d}'s?", "Who is the chief executive of {c}?", "Why did spending grow at {c}?", "R&D expenses in {y}?"),
}


def questions(told: list[Told]) -> Iterator[str]:
    """Questions of every kind, spread over all articles."""
    for number in range(_QUESTIONS):
        article = told[number * 7919 % len(told)]
        other = next((t for t in told[(number * 31) % len(told) :] if t.script == article.script and t.company != article.company), article)
        forms = _ASKED[article.script]
        yield forms[number % len(forms)].format(c=article.company, d=other.company, y=article.year)


def measure(size: int, folder: Path, *, build: bool) -> dict[str, float]:
    """One process: opens the library, built or from the cache, and asks; times in seconds, memory in MB."""
    from bot.stored.articles import open_library, settle  # in the process that is measured
    from bot.terminal.batch import Desk
    from intents.library import ask_any
    from knowledge.language.lexicon import load_lexicon
    from knowledge.library import load_folder

    gc.disable()
    load_lexicon()
    start, busy = time.perf_counter(), time.process_time()
    library = open_library(folder) if size > 1 else load_folder(folder)
    opened = time.perf_counter() - start
    found = {"open": opened, "busy": time.process_time() - busy, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    if not build:
        told = list(articles(size))
        asked = list(questions(told))
        settle()
        desk = Desk(library)
        source = library if size > 1 else library.default
        ask_any(asked[0], source)
        times = []
        for text in asked:
            start = time.perf_counter()
            ask_any(text, source, language=desk.language)
            times.append(time.perf_counter() - start)
        times.sort()
        found |= {"median": median(times), "p99": times[int(0.99 * len(times))], "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    return found


def _run(size: int, folder: Path, home: Path, part: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.scale", "--one", str(size), str(folder), part],
        check=True, stdout=subprocess.PIPE, env={**os.environ, "EARNINGS_BOT_HOME": str(home)},
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: tuple[int, ...]) -> None:
    """Prints the table."""
    table = Table("Articles", "Build, articles/s of one core", "Start from cache", "Memory", "Question, median", "99th percentile", title="Cost against library size")
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder, home = Path(temporary) / "articles", Path(temporary) / "home"
            write(size, folder)
            built = _run(size, folder, home, "build")
            kept = _run(size, folder, home, "ask")
        rate = f"{size / built['busy']:.0f}" if size > 1 else "-"
        table.add_row(f"{size:,}", rate, f"{kept['open']:.2f} s", f"{max(built['memory'], kept['memory']):.0f} MB", f"{1e3 * kept['median']:.2f} ms", f"{1e3 * kept['p99']:.1f} ms")
    Console(width=110).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]), Path(sys.argv[3]), build=sys.argv[4] == "build")))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
