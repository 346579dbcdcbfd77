"""The report in HTML: its sentences, its sections, its templates."""
