"""Where a process starts: `grantcli` and `python -m grantcli`.

A command line is over before collecting garbage would pay, so collecting is off before anything else is imported.
"""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line of this process."""
    gc.disable()
    from grantcli.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
