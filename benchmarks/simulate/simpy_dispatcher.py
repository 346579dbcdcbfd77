"""Dispatchers written with simpy, by the rules of `beatwright.simulate`.

`nearest_car` is as lean as simpy allows: one process for the arrivals and one for each car that is sent. `Dispatcher`
keeps tours and the rules of `Policy(stack_from=2)`: calls of class 2 wait for a car of their beat for half an hour at
most, a call begins when all its cars are free, each leaves on its own, and a car whose tour ends finishes its call.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

__all__ = ["Dispatcher", "nearest_car"]

_HOUR, _HOLD, _STACKED = 60.0, 30.0, 2
Process = Iterator[Any]


def nearest_car(calls: SimpleNamespace, travel: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return when each call was sent its car; one car a post, calls by class."""
    env = simpy.Environment()
    minute, zone, rank = calls.minute.tolist(), calls.zone.tolist(), calls.priority.tolist()
    scene, lists, ways = calls.on_scene[:, 0].tolist(), order.tolist(), travel.tolist()
    free, line, sent = [True] * len(ways), [], [0.0] * len(minute)

    def busy(car: int, call: int) -> Process:
        while True:
            sent[call] = env.now
            yield env.timeout(ways[car][zone[call]] + scene[call])
            if not line:
                break
            _, call = heappop(line)
        free[car] = True

    def arrivals() -> Process:
        for call, at in enumerate(minute):
            yield env.timeout(at - env.now)
            for car in lists[zone[call]]:
                if free[car]:
                    free[car] = False
                    env.process(busy(car, call))
                    break
            else:
                heappush(line, (rank[call], call))

    env.process(arrivals())
    env.run()
    return np.array(sent)


class Dispatcher:
    """Tours, stacking with a hold, several cars for a call."""

    def __init__(
        self, calls: SimpleNamespace, home: np.ndarray, travel: np.ndarray, order: np.ndarray, on_duty: np.ndarray
    ) -> None:
        self.env = simpy.Environment()
        self.calls, self.on = calls, on_duty.tolist()
        self.home, self.travel, self.order = home.tolist(), travel.tolist(), order.tolist()
        self.zone, self.rank, self.need = calls.zone.tolist(), calls.priority.tolist(), calls.cars.tolist()
        self.scene = calls.on_scene.tolist()
        posts = range(len(travel))
        self.free: list[list[int]] = [[] for _ in posts]
        self.duty, self.crew, self.number = [False] * len(home), [0 for _ in posts], 0
        self.busy = [False] * len(home)
        self.line: list[tuple[int, int]] = []
        self.stack: list[list[tuple[int, int]]] = [[] for _ in posts]
        self.stacked, self.filled = set[int](), set[int]()
        self.sent = [0.0] * len(self.zone)

    def run(self) -> np.ndarray:
        """Return when each call was sent its cars."""
        self.open = len(self.zone)
        self.env.process(self.hours())
        self.env.process(self.arrivals())
        self.done = self.env.event()
        self.env.run(until=self.done)
        return np.array(self.sent)

    def hours(self) -> Process:
        """End and start tours on the hour."""
        hour = 0
        while True:
            slot = hour % 168
            for car, on in enumerate(self.duty):
                if on and not self.on[car][slot]:
                    self.duty[car] = False
                    self.crew[self.home[car]] -= 1
                    if not self.busy[car]:
                        self.free[self.home[car]].remove(car)
                        self.number -= 1
            for car, on in enumerate(self.duty):
                if not on and self.on[car][slot]:
                    self.duty[car] = True
                    self.crew[self.home[car]] += 1
                    if not self.busy[car]:
                        self.join(car)
            for post, crew in enumerate(self.crew):
                while not crew and self.stack[post]:
                    self.to_all(self.stack[post][0][1], post)
            self.serve()
            hour += 1
            yield self.env.timeout(_HOUR * hour - self.env.now)

    def arrivals(self) -> Process:
        """Let calls come."""
        for call, at in enumerate(self.calls.minute.tolist()):
            yield self.env.timeout(at - self.env.now)
            post = self.order[self.zone[call]][0]
            if self.rank[call] >= _STACKED and self.crew[post]:
                heappush(self.stack[post], (self.rank[call], call))
                self.stacked.add(call)
                self.filled.add(post)
                self.env.process(self.hold(call, post))
            else:
                heappush(self.line, (self.rank[call], call))
            self.serve()

    def hold(self, call: int, post: int) -> Process:
        """Give a stacked call to any car in the end."""
        yield self.env.timeout(_HOLD)
        if call in self.stacked:
            self.to_all(call, post)
            self.serve()

    def to_all(self, call: int, post: int) -> None:
        """Move a call from its stack to the line for any car."""
        self.unstack(call, post)
        heappush(self.line, (self.rank[call], call))

    def unstack(self, call: int, post: int) -> None:
        """Take a call from its stack."""
        self.stack[post].remove((self.rank[call], call))
        self.stack[post].sort()
        self.stacked.discard(call)
        if not self.stack[post]:
            self.filled.discard(post)

    def join(self, car: int) -> None:
        """Put a car behind the free cars of its post."""
        self.free[self.home[car]].append(car)
        self.number += 1

    def serve(self) -> None:
        """Send cars to the calls that wait, in their order."""
        while self.number:
            heads = [self.stack[post][0] for post in self.filled if self.free[post]]
            if self.line:
                heads.append(self.line[0])
            if not heads:
                return
            first = min(heads)
            call = first[1]
            if self.number < self.need[call]:
                return
            if call in self.stacked:
                self.unstack(call, self.order[self.zone[call]][0])
            else:
                heappop(self.line)
            self.send(call)

    def send(self, call: int) -> None:
        """Send the nearest free cars to a call."""
        self.sent[call], slot = self.env.now, 0
        for post in self.order[self.zone[call]]:
            while self.free[post]:
                car = self.free[post].pop(0)
                self.number -= 1
                self.env.process(self.work(car, call, slot))
                slot += 1
                if slot == self.need[call]:
                    return

    def work(self, car: int, call: int, slot: int) -> Process:
        """Keep a car on a call until its own work is done."""
        self.busy[car] = True
        yield self.env.timeout(self.travel[self.home[car]][self.zone[call]] + self.scene[call][slot])
        self.busy[car] = False
        self.need[call] -= 1
        self.open -= self.need[call] == 0
        if self.duty[car]:
            self.join(car)
            self.serve()
        if not self.open:
            self.done.succeed()
