"""The four tutorials as plain scripts, the way one writes them without a lab."""
