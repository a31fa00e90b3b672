"""What a run is: its draft, manifest, states, events, progress, commands and files."""
