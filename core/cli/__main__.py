"""`python -m core.cli` is `digit-lab`."""

from core.cli.main import main

main()
