"""Dollars at stake that nobody gave are told as an example."""

from __future__ import annotations

from dataclasses import replace

from beatwright.base.certificate import Certificate
from beatwright.core import Severity

__all__ = ["in_example_dollars"]

_EXAMPLE = " (example penalties)"


def in_example_dollars(proof: Certificate | None, severity: Severity) -> Certificate | None:
    """Say of dollars at stake that nobody gave that they are an example.

    Examples
    --------
    >>> proof = Certificate("optimal", 3.0, 3.0, unit="$ per hour")
    >>> in_example_dollars(proof, Severity.default()).unit
    '$ per hour (example penalties)'
    """
    if proof is None or "$" not in proof.unit or not severity.example or proof.unit.endswith(_EXAMPLE):
        return proof
    return replace(proof, unit=f"{proof.unit}{_EXAMPLE}")
