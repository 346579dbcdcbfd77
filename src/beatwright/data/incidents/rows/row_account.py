"""The account of the rows: each is kept, or left out under the first reason found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from beatwright.base.columns.text_columns import as_text, row_texts
from beatwright.data.incidents.files.raw_table import UNREADABLE_ROW, RawTable, unique_headings
from beatwright.data.incidents.rows.spreadsheet_safe import neutral, neutral_text

__all__ = ["Detail", "RowAccount"]

_SHOWN = 40

Detail = str | Callable[[npt.NDArray[np.intp]], Any]


class RowAccount:
    """Which rows of a table are left out, and why.

    Parameters
    ----------
    table : RawTable
        The table.

    Attributes
    ----------
    kept : array of bool, shape (n,)
        The rows still kept.
    """

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.kept = np.ones(len(table), dtype=bool)
        self._left_out: list[tuple[str, npt.NDArray[np.intp], Any]] = []

    def drop(self, mask: npt.NDArray[np.bool_], reason: str, detail: Detail = "") -> int:
        """Leave out the rows of `mask` that are still kept, and return how many they are.

        Parameters
        ----------
        mask : array of bool, shape (n,)
            Rows of the table.
        reason : str
            Why.
        detail : str or callable
            The same for every row, or a function of the positions that gives one text each (a pyarrow array).
        """
        rows = np.flatnonzero(mask & self.kept)
        if len(rows):
            self.kept[rows] = False
            texts = pa.array([detail] * len(rows), pa.string()) if isinstance(detail, str) else detail(rows)
            self._left_out.append((reason, rows, texts))
        return len(rows)

    def texts_of(self, heading: str) -> Callable[[npt.NDArray[np.intp]], Any]:
        """Return a `detail` that shows what stands under `heading`."""
        return lambda rows: row_texts(self.table.columns.column(heading), rows)

    @property
    def reasons(self) -> dict[str, int]:
        """Rows left out by reason, in the order in which the reasons were looked for."""
        counts = dict(Counter(row.reason for row in self.table.bad))
        for reason, rows, _ in self._left_out:
            counts[reason] = counts.get(reason, 0) + len(rows)
        return counts

    def details(self, reason: str) -> Counter[str]:
        """Return the details of the rows left out under `reason`, and how many rows have each."""
        if reason == UNREADABLE_ROW:
            return Counter(row.detail for row in self.table.bad)
        return Counter(
            text for cause, _, texts in self._left_out if cause == reason for text in _flat(texts).to_pylist() if text
        )

    def examples(self, reason: str, most: int = 3, *, but: Container[str] = ()) -> list[str]:
        """Return the `most` frequent details of the rows left out under `reason`, in any order of the rows, short.

        Those in `but` are not shown.
        """
        counts = self.details(reason)
        ordered = sorted((text for text in counts if text not in but), key=lambda text: (-counts[text], text))
        return list(dict.fromkeys(" ".join(text.split())[:_SHOWN] for text in ordered[:most]))

    def dropped(self) -> pd.DataFrame:
        """Return the rows left out, in the order of the file; every column is text, harmless in a spreadsheet.

        Columns: ``row``, ``reason``, ``detail``, and those of the file.
        """
        bad, left_out = self.table.bad, self._left_out
        rows = np.concatenate([np.array([], dtype=np.intp), *(rows for _, rows, _ in left_out)])
        numbers = np.concatenate([self.table.rows[rows], [row.row for row in bad]]).astype(np.int64)
        order = np.argsort(numbers, kind="stable")
        reasons = [pa.array([reason]).take(pa.array(np.zeros(len(part), dtype=int))) for reason, part, _ in left_out]
        reasons.append(pa.array([row.reason for row in bad], pa.string()))
        details = [_flat(texts) for _, _, texts in left_out]
        details.append(pa.array([f"{row.detail}: {row.text}" for row in bad], pa.string()))
        cells = {
            "row": pa.array(numbers[order]).cast(pa.string()),
            "reason": pa.concat_arrays(reasons).take(pa.array(order)),
            "detail": pa.concat_arrays(details).take(pa.array(order)),
        }
        names = unique_headings([neutral_text(name) for name in (*cells, *self.table.headings)])
        frame = {name: _series(values) for name, values in zip(names, cells.values(), strict=False)}
        # Rows that could not be taken apart have no place in the table: they take nothing.
        at = np.append(rows, np.full(len(bad), -1))[order]
        taken = pa.array(at, mask=at < 0)
        for name, heading in zip(names[3:], self.table.headings, strict=True):
            frame[name] = _series(as_text(self.table.columns.column(heading).take(taken)))
        return pd.DataFrame(frame)


def _series(texts: Any) -> pd.Series:
    return pd.Series(neutral(texts), dtype="str")


def _flat(texts: Any) -> Any:
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return array if pa.types.is_string(array.type) else array.cast(pa.string())
