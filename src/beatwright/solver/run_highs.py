"""Run HiGHS beside the thread that asked for it: compiled code hears of no signal, and the best point must survive."""

from __future__ import annotations

import math
from typing import Any, Final

from beatwright.solver.time_limit import Clock

__all__ = ["run_highs"]

_LOOK: Final = 0.05  # seconds between two looks at whether to stop


def run_highs(model: Any, clock: Clock, *, whole: bool) -> bool:
    """Run a model until HiGHS ends or the clock is stopped; return whether it was, and tell the clock meanwhile."""
    news = [math.nan, -math.inf]
    if whole and clock.progress is not None:
        model.cbMipInterrupt.subscribe(lambda event: _note(news, event.data_out))
    model.HandleUserInterrupt = True
    thread = model.startSolve()
    interrupted = False
    while thread.is_alive():
        try:
            thread.join(_LOOK)
            clock.tell(*news)
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


def _note(news: list[float], seen: Any) -> None:
    """Note HiGHS's best objective and bound; in its thread, so that nothing else is done here."""
    news[:] = seen.mip_primal_bound, seen.mip_dual_bound
