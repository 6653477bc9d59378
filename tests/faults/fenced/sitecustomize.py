"""Found on PYTHONPATH by every Python that the suite starts: the program under test stays on this machine, too."""

import tests.fence  # noqa: F401  # its audit hook cannot be removed
