"""The fault table: every row, by the name that it has in print."""

from tests.faults import digest_rows, replica_rows, rows, store_rows
from tests.faults.rows import POINTS, Row

ROWS = (
    Row("steady load", rows.steady),
    Row("SIGKILL at random", rows.kills),
    *(Row(f"SIGKILL at {name}", bring, is_naive=False) for name, bring in POINTS.items()),
    Row("SIGTERM at work", rows.terminated),
    Row("events repeated", rows.repeats),
    Row("accept, then reset", rows.dropped),
    Row("429 for one chat", rows.one_waits),
    Row("429 for all", rows.all_wait),
    Row("403, archived", rows.blocked),
    Row("platforms down", rows.platform_down),
    Row("auth.test, getMe fail", rows.unknown_bot, is_naive=False),
    Row("poison raises", rows.poison, is_naive=False),
    Row("poison kills", rows.deadly, is_naive=False),
    Row("database held 5 s", store_rows.stalled(5), is_naive=False),
    Row("database held 13 s", store_rows.stalled(13), is_naive=False),
    Row("disk full", store_rows.full, is_naive=False),
    Row("PostgreSQL restarted", store_rows.restarted, is_naive=False, database="postgres"),
    Row("SIGSTOP, alone", replica_rows.frozen_alone),
    Row("SIGSTOP of the sender", replica_rows.frozen, is_naive=False, database="postgres"),
    Row("two replicas", replica_rows.several(2), database="postgres"),
    Row("four replicas", replica_rows.several(4), database="postgres"),
    Row("one of three killed", replica_rows.one_killed, database="postgres"),
    Row("digests, SIGKILL", digest_rows.killed),
    Row("digests, down 3 days", digest_rows.down),
    Row("digests, clock jumps", digest_rows.jumps),
    Row("digests, unsubscribe", digest_rows.unsubscribed, is_naive=False),
    Row("digests, gone, moved", digest_rows.moved),
    Row("digests, 429 for all", digest_rows.flooded),
)
