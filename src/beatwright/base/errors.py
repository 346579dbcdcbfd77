"""The errors that beatwright raises on purpose, and the collector that reports every complaint at once."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "BeatwrightError",
    "Complaints",
    "InfeasibleError",
    "InputError",
    "MissingExtraError",
    "NoPlanFoundError",
    "ParameterError",
    "StudyError",
]


class BeatwrightError(Exception):
    """Base of every error that beatwright raises on purpose.

    ``exit_code`` is what the command line returns for it.
    """

    exit_code = 1


class InputError(BeatwrightError, ValueError):
    """A file or table cannot be used as it is."""

    exit_code = 1


class ParameterError(BeatwrightError, ValueError):
    """A parameter has a value that it cannot have."""

    exit_code = 2


class NoPlanFoundError(ParameterError):
    """A search ended before it found a plan, or a proof that there is none: it was given too little effort."""


class StudyError(BeatwrightError, ValueError):
    """A study file or a command-line option is wrong."""

    exit_code = 2


class InfeasibleError(BeatwrightError, ValueError):
    """The problem as stated has no plan."""

    exit_code = 3


class MissingExtraError(BeatwrightError, ImportError):
    """An optional capability is not installed."""

    exit_code = 4

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the package '{package}'. Install it with: pip install 'beatwright[{extra}]'")


class Complaints:
    """Collect complaints, then raise them all in one error.

    Examples
    --------
    >>> complaints = Complaints()
    >>> complaints.add(None)
    >>> complaints.add("The 'p' parameter of PMedian must be an integer in [1, 60]. Got 0.")
    >>> len(complaints)
    1
    >>> complaints.raise_if_any(ParameterError)
    Traceback (most recent call last):
    ...
    beatwright.base.errors.ParameterError: The 'p' parameter of PMedian must be an integer in [1, 60]. Got 0.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def texts(self) -> tuple[str, ...]:
        """The complaints so far."""
        return tuple(self._texts)

    def add(self, text: str | None) -> None:
        """Take one complaint; None means that there was nothing to complain of."""
        if text:
            self._texts.append(text)

    def extend(self, texts: Iterable[str | None]) -> None:
        """Take several complaints."""
        for text in texts:
            self.add(text)

    def need(self, holds: bool, text: str) -> None:
        """Complain with `text` unless `holds`."""
        if not holds:
            self._texts.append(text)

    def raise_if_any(self, error: type[BeatwrightError] = ParameterError, heading: str = "") -> None:
        """Raise one `error` with every complaint, or return when there is none."""
        if not self._texts:
            return
        if len(self._texts) == 1:
            raise error(f"{heading}: {self._texts[0]}" if heading else self._texts[0])
        lines = "\n".join(f"  - {text}" for text in self._texts)
        raise error(f"{heading or 'Several things are wrong'}:\n{lines}")
