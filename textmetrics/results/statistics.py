"""Statistics: the integers that a score is made of, row by row of the predictions; rows concatenate, slice and add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError, InputTypeError

_ROWS_TOGETHER = 32


@dataclass(frozen=True, eq=False)
class Statistics:
    """Integer rows with named fields.

    Attributes:
        values: int64 (n_rows, n_fields); where `groups` is given (n_pairs, n_fields).
        fields: a name for each column.
        signature: the settings that made them; rows of different settings do not mix.
        groups: int64 (n_rows + 1,), where each prediction's references begin in `values`, for rules that need the counts against every
            reference (the mean over references, the jackknife); None: one row of values a prediction.

    Examples:
        >>> import textmetrics as tm
        >>> rows = tm.Rouge(types=("rouge1",)).statistics(["a b", "c"], ["a c", "c"])
        >>> rows.values.tolist()
        [[1, 2, 2], [1, 1, 1]]
        >>> rows.sum().values.tolist()
        [[2, 3, 3]]
    """

    values: npt.NDArray[np.int64]
    fields: tuple[str, ...]
    signature: str = ""
    groups: npt.NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.fields) or self.values.dtype != np.int64:
            raise InputTypeError(
                f"statistics of dtype {self.values.dtype} and shape {self.values.shape}; expected int64 (n_rows, {len(self.fields)})."
            )

    @classmethod
    def unchecked(cls, values: npt.NDArray[np.int64], fields: tuple[str, ...], signature: str) -> Statistics:
        """Make statistics of an array that is known to fit, in a fraction of the time."""
        made = object.__new__(cls)
        made.__dict__.update(values=values, fields=fields, signature=signature, groups=None)
        return made

    def __len__(self) -> int:
        return len(self.values) if self.groups is None else len(self.groups) - 1

    def __getitem__(self, rows: Any) -> Statistics:
        """Take rows by slice, index array or mask; a single index gives one row."""
        if isinstance(rows, (int, np.integer)):
            rows = [rows]
        if self.groups is None:
            return Statistics(np.ascontiguousarray(self.values[rows]), self.fields, self.signature)
        begins, sizes = self.groups[:-1][rows], np.diff(self.groups)[rows]
        groups = np.concatenate([[0], np.cumsum(sizes)])
        taken = np.arange(groups[-1]) + np.repeat(begins - groups[:-1], sizes)
        return Statistics(self.values[taken], self.fields, self.signature, groups)

    def __add__(self, other: Statistics) -> Statistics:
        return Statistics.concatenate([self, other])

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Statistics)
            and self.fields == other.fields
            and self.signature == other.signature
            and np.array_equal(self.values, other.values)
            and np.array_equal(self._sizes(), other._sizes())
        )

    __hash__ = None  # type: ignore[assignment]  # holds an array

    def _sizes(self) -> npt.NDArray[np.int64]:
        return np.ones(len(self.values), np.int64) if self.groups is None else np.diff(self.groups)

    def column(self, field: str) -> npt.NDArray[np.int64]:
        """Give one field of all rows of values, int64."""
        if field not in self.fields:
            raise InputError(f"no field {field!r}; these statistics have {', '.join(self.fields)}.")
        return self.values[:, self.fields.index(field)]

    def sum(self) -> Statistics:
        """Add all rows into one."""
        return Statistics(column_sums(self.values)[np.newaxis], self.fields, self.signature)

    @staticmethod
    def concatenate(parts: Iterable[Statistics]) -> Statistics:
        """Join rows, in order.

        Raises:
            InputError: There is nothing to join, or the parts were made with different settings.
        """
        parts = list(parts)
        if not parts:
            raise InputError("no statistics to concatenate; expected at least one.")
        first = parts[0]
        for part in parts:
            if part.fields != first.fields or part.signature != first.signature:
                raise InputError(f"statistics of {part.signature!r} do not mix with those of {first.signature!r}; expected equal settings.")
        groups = None
        if any(part.groups is not None for part in parts):
            groups = np.concatenate([[0], np.cumsum(np.concatenate([part._sizes() for part in parts]))])
        return Statistics(np.concatenate([part.values for part in parts]), first.fields, first.signature, groups)


def column_sums(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Add all rows of a C-contiguous array: several at once, as NumPy begins anew with each, and rows are short."""
    n_rows, n_columns = values.shape
    together = n_rows // _ROWS_TOGETHER * _ROWS_TOGETHER
    added = values[:together].reshape(-1, _ROWS_TOGETHER * n_columns).sum(axis=0).reshape(_ROWS_TOGETHER, n_columns).sum(axis=0)
    total: npt.NDArray[np.int64] = added + values[together:].sum(axis=0)
    return total
