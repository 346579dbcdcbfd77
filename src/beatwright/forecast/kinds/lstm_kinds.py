"""A recurrent network on the sequence of kinds in every zone, as the San Miguel study wishes for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City, Incidents
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.kinds.kind_sequences import KindSequences
from beatwright.forecast.kinds.sequence_network import Training, foreseen_by_network

__all__ = ["LstmKinds"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Foreseen:
    """Shares of the kinds in every zone, the city's last, shape (zones + 1, kinds); and the pass they are from."""

    shares: Floats
    kept: int


@dataclass(frozen=True)
class LstmKinds(KindForecaster):
    """Foresee the kinds of a zone by a long short-term memory that has read its record, period after period.

    When a forecast is made, the kinds of the incidents just before those to come are not known. So the network reads
    what the other forecasters of kinds have, too: how many incidents of each kind came in a zone, in those around it
    and in the city, up to the end of the records; and says what share each kind will have from then on. It is trained
    on how the kinds of earlier periods followed from those before them, and stops where the last quarter of the records
    is foreseen no better. With fewer than eight periods it has the city's shares; so has an incident in no zone.

    It needs the package torch: pip install 'beatwright[deep]'.

    Parameters
    ----------
    hidden : int, default 64
        Units of the network.
    period : {"day", "week", "month"}, default "month"
        What incidents are counted by.
    ahead : int, default 12
        Periods after each whose incidents it learns to foresee.
    passes : int, default 100
        How often the network goes through the zones at most.
    patience : int, default 12
        Passes without gain on what is held out, after which it stops.
    seed : int, default 0
        Of the first weights and of the order of the zones.

    Raises
    ------
    MissingExtraError
        By `fit`, where torch is not installed.

    References
    ----------
    S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997), 1735-1780.

    Examples
    --------
    >>> LstmKinds(hidden=16).label
    'LstmKinds(hidden=16)'
    """

    hidden: int = 64
    period: str = "month"
    ahead: int = 12
    passes: int = 100
    patience: int = 12
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        for name, low in (("hidden", 1), ("ahead", 1), ("passes", 1), ("patience", 1), ("seed", 0)):
            yield check.integer(owner, name, getattr(self, name), low)
        yield check.one_of(owner, "period", self.period, ("day", "week", "month"))

    @property
    def kept_pass(self) -> int:
        """The pass whose weights foresaw best what was held out; 0: none did better than the city's shares."""
        state = self._known().state
        return 0 if state is None else state.kept

    def _learn(self, incidents: Incidents, kind: Ints, kinds: int, city: City) -> _Foreseen:
        del kinds
        sequences = KindSequences.of(incidents, kind, city, period=self.period)
        training = Training(self.hidden, self.passes, self.patience, ahead=self.ahead, seed=self.seed)
        shares, kept = foreseen_by_network(sequences, training)
        # The last row is for incidents in no zone, whose position is -1.
        return _Foreseen(np.vstack((shares, sequences.so_far[-1])), kept)

    def _shares(self, state: _Foreseen, incidents: Incidents) -> Floats:
        return np.asarray(state.shares[incidents.frame["zone"].to_numpy(dtype=np.int64)])
