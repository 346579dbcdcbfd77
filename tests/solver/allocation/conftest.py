"""Neighbourhoods and instances that the allocation tests share."""

import numpy as np
import pytest
from scipy import sparse


def grid_neighbours(rows, columns=None):
    columns = columns or rows
    across, along = (
        sparse.diags_array([np.ones(n - 1), np.ones(n - 1)], offsets=[-1, 1], shape=(n, n)) for n in (rows, columns)
    )
    return sparse.csr_array(sparse.kron(across, sparse.identity(columns)) + sparse.kron(sparse.identity(rows), along))


@pytest.fixture(scope="session")
def neighbours():
    return grid_neighbours
