"""Names for districts: locks keep theirs, the rest follow the present plan or the order of the units.

An assignment problem: a district's merit for a name is the number of its units that have that name today; a lock is
worth more than all units, a closed district's name less than none, and a millionth decides ties by the order of the
units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from beatwright.solver.districting.district_instance import DistrictInstance

Ints = NDArray[np.int64]


def name_districts(instance: DistrictInstance, groups: Ints) -> Ints:
    """Relabel a division so that locked units are in their districts.

    Parameters
    ----------
    instance : DistrictInstance
    groups : ndarray of int, shape (n,)
        Any k numbers, -1 for units of closed districts.

    Returns
    -------
    ndarray of int, shape (n,)
        Districts 0 to k - 1. Free districts take the label that most of their units have today; without a present
        plan they are numbered by their first unit.
    """
    closed_labels = groups < 0
    found, first, code = np.unique(groups[~closed_labels], return_index=True, return_inverse=True)
    k = instance.k
    lock, present = instance.lock[~closed_labels], instance.present[~closed_labels]
    merit = np.zeros((found.size, k))
    np.add.at(merit, (code[present >= 0], present[present >= 0]), 1.0)
    rank = np.argsort(np.argsort(first))
    free = np.setdiff1d(np.arange(k), np.concatenate([lock[lock >= 0], instance.closed]).astype(np.int64))
    unlocked = np.setdiff1d(np.arange(found.size), code[lock >= 0])
    order = unlocked[np.argsort(rank[unlocked])]
    merit[order, free[: order.size]] += 1e-6
    large = 10.0 * instance.n
    merit[code[lock >= 0], lock[lock >= 0]] = large
    merit[:, list(instance.closed)] = -large
    rows, columns = linear_sum_assignment(merit, maximize=True)
    label = np.empty(found.size, dtype=np.int64)
    label[rows] = columns
    districts = instance.lock.copy()
    districts[~closed_labels] = label[code]
    return districts
