"""`python -m tests.faults`: the fault table, run and printed; exit code 1 where a promise was broken."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Iterator

from tests.faults.databases import stores
from tests.faults.processes import nursery
from tests.faults.servers import Server, postgres
from tests.faults.suite import Outcome, expectations, hardware, heading, run
from tests.faults.table import ROWS


def main() -> int:
    """Runs what the command line says."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # requests that a kill cut off are no errors of the fakes
    with _servers(arguments.database) as servers:
        outcomes = [outcome for server in servers for outcome in asyncio.run(_all(arguments, server))]
    broken = [o for o in outcomes if o.program == "bot" and not o.is_valid]
    print(f"\n{len([o for o in outcomes if o.program == 'bot'])} runs of the bot, {len(broken)} with a broken promise; {hardware()}; seed {arguments.seed}")
    print("command: python -m tests.faults", *sys.argv[1:])
    return 1 if broken else 0


async def _all(arguments: argparse.Namespace, server: Server | None) -> list[Outcome]:
    expected, outcomes = expectations(), []
    name = "postgres" if server else "sqlite"
    print(f"\n{name}", heading(), sep="\n", flush=True)
    async with nursery(is_cold=arguments.cold) as born:
        for row in ROWS:
            if (arguments.row and not any(part in row.name for part in arguments.row)) or row.database not in ("", name):
                continue
            with_naive = row.is_naive and not arguments.no_naive and row.database == ("postgres" if server else "")  # they have no database
            for program in ("naive", "bot") if with_naive else ("bot",):
                for way in arguments.way:
                    at = time.monotonic()
                    size = 30 if arguments.nightly and "random" in row.name else 10 if arguments.nightly else 1
                    outcome = await run(row, born, stores(server), way, program, arguments.seed, size if program == "bot" else 1, expected)
                    outcomes.append(outcome)
                    print(*outcome.lines(), sep="\n", flush=True)
                    if arguments.verbose:
                        print(f"    {time.monotonic() - at:.1f} s", outcome.log[-3000:], sep="\n", flush=True)
    return outcomes


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Faults brought over the running program, and what was lost.")
    tier = parser.add_mutually_exclusive_group()
    tier.add_argument("--short", action="store_true", help="10 kills, a few questions a row (the default)")
    tier.add_argument("--nightly", action="store_true", help="300 kills, ten times as many questions")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random (1)")
    parser.add_argument("--database", default="", metavar="URL", help="`postgres` for a server that is started here, `both` for that and SQLite, or the address of one; SQLite files if left out")
    parser.add_argument("--way", choices=("push", "pull"), nargs="*", default=["push", "pull"], help="webhook and HTTP, or polling and Socket Mode (both)")
    parser.add_argument("--row", nargs="*", metavar="PART", help="only rows whose name holds one of these")
    parser.add_argument("--no-naive", action="store_true", help="without the bots written as in the libraries' examples")
    parser.add_argument("--cold", action="store_true", help="a new interpreter for each start, not a fork of one that has the program imported")
    parser.add_argument("--verbose", action="store_true", help="time and the end of the program's log for each run")
    return parser.parse_args()


@contextlib.contextmanager
def _servers(database: str) -> Iterator[list[Server | None]]:
    """What a run goes over: None is SQLite."""
    if database in ("both", "postgres"):
        with postgres() as server:
            yield [None, server] if database == "both" else [server]
    else:
        yield [Server(address=database) if database else None]


if __name__ == "__main__":
    sys.exit(main())
