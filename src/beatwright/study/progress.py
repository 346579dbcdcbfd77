"""What a run tells the shell that started it; kept in core, where the published studies reach it too."""

from beatwright.core.progress import Clock, Listener, Progress, Silent

__all__ = ["Clock", "Listener", "Progress", "Silent"]
