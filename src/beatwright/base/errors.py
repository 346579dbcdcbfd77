"""The errors that beatwright raises on purpose, and the collector that reports every complaint at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from beatwright.base.check import sentence

__all__ = [
    "BeatwrightError",
    "Complaints",
    "InfeasibleError",
    "InputError",
    "MissingExtraError",
    "NoPlanFoundError",
    "ParameterError",
    "StudyError",
    "errors_of",
    "parameter_error",
]


_Result = TypeVar("_Result")


class BeatwrightError(Exception):
    """Base of every error that beatwright raises on purpose.

    ``exit_code`` is what the command line returns for it.
    """

    exit_code = 1
    _complaints: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[str, ...]:
        """Every complaint that the error tells; its text, where it tells one alone."""
        return self._complaints or (str(self),)


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


def parameter_error(name: str, owner: str, expected: str, got: object) -> ParameterError:
    """Build the error of one wrong parameter, in the one sentence form.

    Examples
    --------
    >>> print(parameter_error("p", "p_median", "an integer in [1, 60]", 0))
    The 'p' parameter of p_median must be an integer in [1, 60]. Got 0.
    """
    return ParameterError(sentence(owner, name, expected, got))


@contextmanager
def errors_of(owner: str, advice: str) -> Iterator[None]:
    """Say whose the errors of an engine are: `owner` is the planner, `advice` what to do where there is no plan.

    Examples
    --------
    >>> with errors_of("PMedian", "Raise 'p'."):
    ...     raise InfeasibleError("No 2 sites serve every client.")
    Traceback (most recent call last):
    ...
    beatwright.base.errors.InfeasibleError: PMedian has no plan: No 2 sites serve every client. Raise 'p'.
    """
    try:
        yield
    except InfeasibleError as problem:
        raise InfeasibleError(f"{owner} has no plan: {problem} {advice}") from problem
    except ParameterError as problem:
        raise ParameterError(f"{owner} cannot be solved: {problem}") from problem


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
        self._worst: type[BeatwrightError] = InputError

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

    def attempt(self, work: Callable[[], _Result]) -> _Result | None:
        """Return what some work returns; where it finds an input or a parameter wrong, take its complaints.

        Examples
        --------
        >>> def read(names):
        ...     missing = Complaints()
        ...     missing.extend(f"There is no {name}." for name in names)
        ...     missing.raise_if_any(InputError)
        >>> complaints = Complaints()
        >>> complaints.attempt(lambda: len("abc")), complaints.attempt(lambda: read(["none.csv", "no.csv"]))
        (3, None)
        >>> complaints.texts, complaints.worst.__name__
        (('There is no none.csv.', 'There is no no.csv.'), 'InputError')
        """
        try:
            return work()
        except (InputError, ParameterError, StudyError) as problem:
            self.extend(problem.complaints)
            if problem.exit_code > self._worst.exit_code:
                self._worst = type(problem)
            return None

    @property
    def worst(self) -> type[BeatwrightError]:
        """What to raise after attempts: an error of the options, where one was, else of the input."""
        return self._worst

    def raise_if_any(self, error: type[BeatwrightError] = ParameterError, heading: str = "") -> None:
        """Raise one `error` with every complaint, or return when there is none."""
        if not self._texts:
            return
        lines = "\n".join(f"  - {text}" for text in self._texts)
        told = f"{heading or 'Several things are wrong'}:\n{lines}"
        if len(self._texts) == 1:
            told = f"{heading}: {self._texts[0]}" if heading else self._texts[0]
        problem = error(told)
        problem._complaints = self.texts
        raise problem
