"""The tests; a package of its own, for some libraries install one of that name."""
