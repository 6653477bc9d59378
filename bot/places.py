"""Where the program keeps what people gave it: EARNINGS_BOT_HOME, else the user's data folder."""

import os
from pathlib import Path


def home() -> Path:
    """The data folder; it need not exist."""
    if named := os.environ.get("EARNINGS_BOT_HOME"):
        return Path(named)
    from platformdirs import user_data_path  # noqa: PLC0415  # 10 ms that a named folder saves

    return user_data_path("earnings-bot", appauthor=False)
