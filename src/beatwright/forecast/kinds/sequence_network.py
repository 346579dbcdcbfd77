"""A recurrent network that reads the kinds of incidents period after period, trained with PyTorch.

After each period the hidden state h of a zone says by how much the probabilities of its kinds depart from the city's
shares q so far: they are the softmax of log q + W h + b, with W and b zero to begin with. The loss is the cross-entropy
of the incidents of the periods that follow. The last periods are held out: training stops where their loss, foreseen
from what came before them, no longer falls, and the weights are those where it was lowest, the untrained ones among
them. With these weights the network then reads the records to their end.

S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997), 1735-1780. R. Jozefowicz,
W. Zaremba and I. Sutskever, "An empirical exploration of recurrent network architectures", ICML 2015, 2342-2350: the
forget gate is open to begin with.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import MissingExtraError
from beatwright.forecast.kinds.kind_sequences import KindSequences

__all__ = ["Training", "foreseen_by_network"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Periods with which there is something to hold out and something to learn from.
_FEWEST = 8
# Share of the periods that is held out at most.
_HELD_OUT = 0.25
# Bias of the forget gate: .88 of what is remembered is kept from one period to the next, before anything is learned.
_FORGET = 2.0
# Size of a step of Adam, and the pull of the weights towards zero.
_RATE, _DECAY = 1e-3, 1e-4
# Zones in a step: many, so that the products are large enough to be fast, yet ten steps in a pass where there are few.
_ZONES, _STEPS = (8, 256), 10
# Zones that are read at once where nothing is learned: 1,024 zones, 36 months and 23 kinds are 10 MB.
_CHUNK = 1024


@dataclass(frozen=True)
class Training:
    """How the network is trained.

    Parameters
    ----------
    hidden : int
        Units.
    passes : int
        Through all zones at most.
    patience : int
        Passes without a lower loss on what is held out, after which it stops.
    ahead : int
        Periods whose incidents are foreseen.
    seed : int
        Of the first weights and of the order of the zones.
    """

    hidden: int
    passes: int
    patience: int
    ahead: int
    seed: int


def foreseen_by_network(sequences: KindSequences, training: Training) -> tuple[Floats, int]:
    """Return the probabilities of the kinds after the last period, shape (zones, kinds), and the pass that was kept.

    With too few periods, or none to learn from, they are the city's shares, and the pass is 0.

    Raises
    ------
    MissingExtraError
        Where PyTorch is not installed.
    """
    torch = _torch()
    held_out = max(min(training.ahead, int(sequences.periods * _HELD_OUT)), 1)
    with _alone(torch, training.seed):
        network = _Network(torch, sequences, training.hidden)
        enough = sequences.periods >= _FEWEST
        kept = _train(network, training, sequences.periods - held_out) if enough else 0
        return network.shares(np.arange(sequences.flat.shape[0]), sequences.periods), kept


def _torch() -> Any:
    try:
        import torch  # noqa: PLC0415 - an extra, asked for where it is used
    except ImportError:
        raise MissingExtraError("torch", "deep", "LstmKinds") from None
    return torch


@contextmanager
def _alone(torch: Any, seed: int) -> Iterator[None]:
    """Draw from `seed`, on one thread, so that sums have one order; leave PyTorch as it was."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


class _Network:
    """The network over the sequences of one city. In single precision, as is usual: its loss is no sharper."""

    def __init__(self, torch: Any, sequences: KindSequences, hidden: int) -> None:
        self.torch, self.sequences = torch, sequences
        self.memory = torch.nn.LSTM(3 * sequences.kinds, hidden, batch_first=True)
        self.head = torch.nn.Linear(hidden, sequences.kinds)
        self.so_far = torch.from_numpy(np.log(sequences.so_far).astype(np.float32))
        with torch.no_grad():
            self.head.weight.zero_()
            self.head.bias.zero_()
            # The gates stand in the order in, forget, cell, out.
            self.memory.bias_hh_l0[hidden : 2 * hidden] = _FORGET

    @property
    def weights(self) -> list[Any]:
        """All that is learned."""
        return [*self.memory.parameters(), *self.head.parameters()]

    def log_shares(self, zones: Ints, periods: int, asked: slice = slice(None)) -> Any:
        """Return the logarithms of the probabilities after the `asked` of the first `periods`."""
        hidden, _ = self.memory(self.torch.from_numpy(self.sequences.read(zones, periods)))
        return (self.so_far[:periods][asked] + self.head(hidden[:, asked])).log_softmax(dim=2)

    def shares(self, zones: Ints, periods: int) -> Floats:
        """Return the probabilities after the first `periods`, shape (n, kinds); rows sum to 1."""
        parts = [zones[start : start + _CHUNK] for start in range(0, len(zones), _CHUNK)]
        with self.torch.no_grad():
            found = [self.log_shares(part, periods, slice(-1, None))[:, 0].numpy() for part in parts]
        shares = np.exp(np.concatenate(found).astype(np.float64))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _train(network: _Network, training: Training, end: int) -> int:
    """Train on the first `end` periods, until those after them are foreseen no better; return the pass kept."""
    zones = _with_incidents(network.sequences.flat[:, network.sequences.kinds : end * network.sequences.kinds])
    judged = _with_incidents(network.sequences.flat[:, end * network.sequences.kinds :])
    if not len(zones) or not len(judged):
        return 0
    optimizer = network.torch.optim.Adam(network.weights, lr=_RATE, weight_decay=_DECAY)
    came = network.sequences.counts(judged, end).sum(axis=1)
    lowest, kept, best = _loss(network, judged, end, came), 0, _copies(network.weights)
    for now in range(1, training.passes + 1):
        _one_pass(network, optimizer, zones, end=end, ahead=training.ahead)
        loss = _loss(network, judged, end, came)
        if loss < lowest:
            lowest, kept, best = loss, now, _copies(network.weights)
        elif now - kept >= training.patience:
            break
    with network.torch.no_grad():
        for weight, copied in zip(network.weights, best, strict=True):
            weight.copy_(copied)
    return kept


def _with_incidents(counts: Any) -> Ints:
    return np.flatnonzero(np.asarray(counts.sum(axis=1)).ravel())


def _copies(weights: list[Any]) -> list[Any]:
    return [weight.detach().clone() for weight in weights]


def _loss(network: _Network, zones: Ints, periods: int, came: npt.NDArray[np.float32]) -> float:
    """Return the cross-entropy, nats an incident, of what came after the first `periods`."""
    shares = np.maximum(network.shares(zones, periods), np.finfo(np.float32).tiny)
    loss = float(-(came * np.log(shares)).sum() / came.sum())
    return loss if math.isfinite(loss) else math.inf


def _one_pass(network: _Network, optimizer: Any, zones: Ints, *, end: int, ahead: int) -> None:
    torch = network.torch
    size = int(np.clip(len(zones) // _STEPS, *_ZONES))
    for part in torch.randperm(len(zones)).split(size):
        chosen = zones[part.numpy()]
        came = torch.from_numpy(network.sequences.to_come(chosen, end, ahead))
        loss = -(came * network.log_shares(chosen, end - 1)).sum() / came.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
