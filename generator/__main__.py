"""`python -m generator` is `dossier`."""

import sys

from generator.cli import main

sys.exit(main())
