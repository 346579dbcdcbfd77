"""Run the command line: ``python -m beatwright``."""

from beatwright.cli import main

if __name__ == "__main__":
    main()
