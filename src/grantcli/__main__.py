"""Where a process starts: `grantcli` and `python -m grantcli`.

A command line is over before collecting garbage would pay, so collecting is off before anything else is imported.
"""

import gc
import os
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line of this process."""
    gc.disable()
    try:
        from grantcli.cli.main import main as run

        run()
    except KeyboardInterrupt:  # before the command line has begun, and so before anything was written
        os._exit(130)


if __name__ == "__main__":
    main()
