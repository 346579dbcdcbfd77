"""Run HiGHS beside the thread that asked for it: compiled code hears of no signal, and the best point must survive."""

from __future__ import annotations

import math
import threading
from functools import cache
from typing import Any, Final

import highspy

from beatwright.base.errors import parameter_error
from beatwright.solver import highs_worker
from beatwright.solver.highs_process import LOOK, run_apart
from beatwright.solver.highs_worker import Job, Outcome
from beatwright.solver.quiet_stdout import stdout_kept
from beatwright.solver.time_limit import SearchClock

__all__ = ["ALL", "quiet_highs", "run_again", "run_highs", "run_in_parts", "run_watched"]

ALL: Final = 2_147_483_647  # steps of the simplex method: as many as it takes
_PART: Final = 1_000  # of these in a row, half a second in large programs: nothing is heard meanwhile
_GREETING: Final = threading.Lock()
# Coefficients of an integer program from which HiGHS may hear nothing for a second on a busy machine: measured 0.4 s at
# 2,500, 0.5 s at 5,300, 1.5 s at 10,000 and 9 s at 58,000 (capacitated medians). A process costs a fifth of a second.
_DEAF: Final = 2_000
_EASY: Final = 5  # times as many where a program is one of many that take a fraction of a second each
_SHORT: Final = 1.5  # seconds of a search that is soon over by itself: its heuristics keep to the limit


def run_highs(job: Job, clock: SearchClock, *, easy: bool = False) -> Outcome:
    """Run a program until HiGHS ends or the clock is stopped, and tell the clock meanwhile.

    Large integer programs are run in a process of their own, as HiGHS may not hear for seconds that it should stop.
    """
    answer = None
    large = job["value"].size >= _DEAF * (_EASY if easy else 1)
    if job["whole"].any() and large and clock.left > _SHORT:
        answer = run_apart(job, clock)
    return _run_here(job, clock) if answer is None else answer


def _run_here(job: Job, clock: SearchClock) -> Outcome:
    model = quiet_highs()
    limit = clock.limit()
    options = job["options"] if limit is None else {**job["options"], "time_limit": limit}
    if not highs_worker.load(model, {**job, "options": options}):
        raise parameter_error("program", "solve_milp", "a model that HiGHS accepts", "an error from passModel")
    interrupted = run_watched(model, clock, whole=bool(job["whole"].any()))
    return highs_worker.read(model, job, interrupted=interrupted)


def run_watched(model: Any, clock: SearchClock, *, whole: bool) -> bool:
    """Run a model in a thread until it ends or the clock is stopped; return whether it was interrupted."""
    news = [math.nan, -math.inf]
    if whole and clock.progress is not None:
        model.cbMipInterrupt.subscribe(lambda event: _note(news, event.data_out))
    model.HandleUserInterrupt = True
    thread = model.startSolve()
    interrupted = False
    while thread.is_alive():
        try:
            thread.join(LOOK)
            clock.report(*news)
            if clock.stopped and not interrupted:
                interrupted = True
                model.cancelSolve()
        except KeyboardInterrupt:
            interrupted = True
            model.cancelSolve()
        except BaseException:
            # Whoever ends the program must not wait for a proof.
            model.cancelSolve()
            thread.join(10)
            raise
    return interrupted


def run_again(model: Any, clock: SearchClock) -> bool:
    """Run a linear program that has grown from its last basis on, in the time left; whether its optimum was found."""
    limit = clock.limit()
    # HiGHS adds up the time of all runs of a model.
    model.setOptionValue("time_limit", math.inf if limit is None else model.getRunTime() + limit)
    run_watched(model, clock.silent(), whole=False)
    return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def run_in_parts(model: Any, clock: SearchClock, steps: int = ALL) -> bool:
    """Do as `run_again` by the simplex method, for so many steps at most.

    To be heard at any moment, HiGHS asks Python at every step, which takes longer than the step: here the clock is
    heard between parts. Each goes on where the last one ended, which a run that was presolved would not.
    """
    model.HandleUserInterrupt = False
    model.setOptionValue("presolve", "off")
    for begun in range(0, steps, _PART):
        limit = clock.limit()
        model.setOptionValue("time_limit", math.inf if limit is None else model.getRunTime() + limit)
        model.setOptionValue("simplex_iteration_limit", min(_PART, steps - begun))
        model.run()
        if clock.late or model.getModelStatus() != highspy.HighsModelStatus.kIterationLimit:
            break
    return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _note(news: list[float], seen: Any) -> None:
    """Note HiGHS's best objective and bound; in its thread, so that nothing else is done here."""
    news[:] = seen.mip_primal_bound, seen.mip_dual_bound


def quiet_highs() -> Any:
    """Make a silent HiGHS model object.

    Examples
    --------
    >>> quiet_highs().getNumCol()
    0
    """
    with _GREETING:
        _greet()
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    return model


@cache
def _greet() -> None:
    """Let the first object of the process print its banner where nobody reads it: no option can come before that."""
    with stdout_kept():
        highspy.Highs()  # type: ignore[no-untyped-call]
