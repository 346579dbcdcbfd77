"""Files opened and written: regular files only, whole or not at all, their bytes made text."""
