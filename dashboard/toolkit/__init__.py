"""What several pages share: state, caches, widgets, charts, theme, text."""
