"""Build a HiGHS model of plain arrays and read what came of it; run by its path, a HiGHS in a process of its own.

HiGHS asks nobody whether to go on while it reduces a model, solves the linear program of a node, or runs the integer
programs within its heuristics (RINS, RENS and those within them, up to a dozen deep): 9 seconds of a program of 58,000
coefficients in one go. A process, unlike a thread, can be ended at any moment: whoever started this one hears of every
better point and bound when they are found, and keeps the last of them.

Nothing of ours is imported, so that the process is ready in a fifth of a second. Messages are pickled pairs of a name
and a value: "ready", "bound", "point" and "answer" come out; a job goes in, then a byte that asks to stop. The end of
what comes in ends the process, so that none is left when whoever started it dies.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from typing import Any, TypedDict

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Job(TypedDict):
    """An integer or linear program as HiGHS takes it, and the options by HiGHS's names."""

    cost: Floats  # (n,)
    start: NDArray[np.int32]  # (m + 1,) where each row begins in `index` and `value`
    index: NDArray[np.int32]  # (nonzeros,) columns
    value: Floats  # (nonzeros,)
    limits: tuple[Floats, Floats, Floats, Floats]  # of columns (n,), lower and upper; of rows (m,), lower and upper
    whole: NDArray[np.bool_]  # (n,) which columns are whole numbers
    first: Floats | None  # (n,) a first point
    options: dict[str, Any]


class Outcome(TypedDict):
    """What HiGHS says at the end."""

    state: str  # name of its model status, as "kOptimal"
    message: str  # the same in its own words
    x: Floats | None  # (n,) the best point
    bound: float  # of an integer program
    duals: Floats | None  # (m,) of a linear program
    interrupted: bool


def load(model: Any, job: Job) -> bool:
    """Give a HiGHS object its model, options and first point; return whether it accepts the model."""
    for name, value in job["options"].items():
        model.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = job["cost"].size, job["start"].size - 1
    lp.col_cost_ = job["cost"]
    lp.col_lower_, lp.col_upper_, lp.row_lower_, lp.row_upper_ = job["limits"]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = job["start"], job["index"], job["value"]
    if job["whole"].any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(w)] for w in job["whole"]]
    if model.passModel(lp) == highspy.HighsStatus.kError:
        return False
    if job["first"] is not None:
        model.setSolution(job["cost"].size, np.arange(job["cost"].size, dtype=np.int32), job["first"])
    return True


def read(model: Any, job: Job, *, interrupted: bool) -> Outcome:
    """Read what HiGHS found."""
    state, info = model.getModelStatus(), model.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    whole = bool(job["whole"].any())
    return {
        "state": state.name,
        "message": model.modelStatusToString(state),
        "x": np.array(model.getSolution().col_value, dtype=np.float64) if found else None,
        "bound": float(info.mip_dual_bound),
        "duals": np.array(model.getSolution().row_dual, dtype=np.float64) if found and not whole else None,
        "interrupted": interrupted,
    }


class _Worker:
    """The process: reads a job from standard input and writes to what was standard output."""

    def __init__(self) -> None:
        self.out = os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the first HiGHS of a process prints a banner
        self.bounds = (float("nan"), float("-inf"))
        self.stopping = False

    def run(self) -> None:
        self.report("ready", None)
        job: Job = pickle.load(sys.stdin.buffer)
        model = highspy.Highs()  # type: ignore[no-untyped-call]
        model.setOptionValue("output_flag", False)
        if not load(model, job):
            self.report("answer", None)
            return
        threading.Thread(target=self.listen, args=(model,), daemon=True).start()
        model.HandleUserInterrupt = True
        model.cbMipInterrupt.subscribe(self.note_bounds)
        model.cbMipImprovingSolution.subscribe(self.note_point)
        model.run()
        self.report("answer", read(model, job, interrupted=self.stopping))

    def report(self, name: str, value: object) -> None:
        pickle.dump((name, value), self.out, protocol=5)
        self.out.flush()

    def listen(self, model: Any) -> None:
        """Stop when asked to; end where nobody is there any more to ask."""
        if not sys.stdin.buffer.read(1):
            os._exit(1)
        self.stopping = True
        model.cancelSolve()
        sys.stdin.buffer.read(1)
        os._exit(1)

    def note_bounds(self, event: Any) -> None:
        seen = (float(event.data_out.mip_primal_bound), float(event.data_out.mip_dual_bound))
        if seen != self.bounds:
            self.bounds = seen
            self.report("bound", seen)

    def note_point(self, event: Any) -> None:
        self.report("point", np.array(event.data_out.mip_solution, dtype=np.float64))


if __name__ == "__main__":
    _Worker().run()
    os._exit(0)  # the thread that listens holds standard input
