"""What a run is: its manifest, states, events, store and files."""
