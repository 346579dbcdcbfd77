"""Compactness by shape: what it costs, and the sums per district that it is measured from.

1 - 4 pi A / P^2 (Polsby and Popper 1991) and 1 - A^2 / (2 pi I) (Li, Goodchild and Church 2013), A being the area, P
the perimeter and I the second polar moment of area about the centroid; both are 0 for a disc. A, P and the moments
about a fixed point add up over units (P less the borders inside), so that a move of one unit changes them in O(1)
but for the unit's own borders. I = second moment - (x^2 + y^2) / A by the theorem of parallel axes, x and y being the
first moments.

The columns of `body` are area, perimeter, first moments in x and y, and second moment, as in `Geometry.body`. A
district's perimeter is without the borders inside it. Where shapes weigh nothing `body` has no columns.

References
----------
Polsby, D. D. and Popper, R. D. (1991). The third criterion: compactness as a procedural safeguard against partisan
gerrymandering. Yale Law & Policy Review 9, 301-353.
Li, W., Goodchild, M. F. and Church, R. (2013). An efficient measure of compactness for two-dimensional shapes and its
application in regionalization problems. International Journal of Geographical Information Science 27, 1227-1250.
"""

from __future__ import annotations

import math

from beatwright.base.jit import entry, inner
from beatwright.solver.districting.kernels.arrays import DivisionRules, DivisionState, Floats, Graph, Ints, Shorts


@entry
def form_cost(form: Floats, area: float, perimeter: float, x: float, y: float, second: float) -> float:
    """Cost of the shape of one district: weighted 1 - Polsby-Popper and 1 - roundness, each at least 0."""
    cost = 0.0
    if form[0] > 0.0:
        square = perimeter * perimeter
        # No shape has less outline than a disc: less is rounding, or lengths that do not fit, and costs nothing.
        if perimeter > 0.0 and square > 4.0 * math.pi * area:
            cost += form[0] * (1.0 - 4.0 * math.pi * area / square)
    if form[1] > 0.0:
        moment = second - (x * x + y * y) / area
        disc = area * area / (2.0 * math.pi)  # second moment of a disc of that area: the least there is
        if moment > disc:
            cost += form[1] * (1.0 - disc / moment)
    return cost


@inner
def shape_cost(rules: DivisionRules, state: DivisionState, district: int) -> float:
    """Cost of the shape of one district; 0 where shapes weigh nothing."""
    if rules.body.shape[1] == 0:
        return 0.0
    own = state.body[district]
    return form_cost(rules.form, own[0], own[1], own[2], y=own[3], second=own[4])


@inner
def joined_shape_cost(rules: DivisionRules, state: DivisionState, first: int, second: int, border: float) -> float:
    """Cost of the shape of two districts made one; `border` is the length of the border between them."""
    if rules.body.shape[1] == 0:
        return 0.0
    a, b = state.body[first], state.body[second]
    return form_cost(
        rules.form, a[0] + b[0], a[1] + b[1] - 2.0 * border, a[2] + b[2], y=a[3] + b[3], second=a[4] + b[4]
    )


@inner
def measure_district(graph: Graph, rules: DivisionRules, state: DivisionState, district: int) -> None:
    """Add up one district's `state.body` from its units."""
    if rules.body.shape[1] == 0:
        return
    own = state.body[district]
    own[:] = 0.0
    unit = state.head[district]
    while unit >= 0:
        for j in range(own.size):
            own[j] += rules.body[unit, j]
        for e in range(graph.start[unit], graph.start[unit + 1]):
            if state.label[graph.to[e]] == district:
                own[1] -= graph.border[e]  # once from each side, as each of the two perimeters holds the border
        unit = state.after[unit]


@entry
def measure_districts(graph: Graph, rules: DivisionRules, state: DivisionState) -> None:
    """Add up every district's `state.body` from its units."""
    if rules.body.shape[1] == 0:
        return
    for district in range(state.size.size):
        measure_district(graph, rules, state, district)


@inner
def shape_delta(
    start: Ints,
    to: Shorts,
    border: Floats,
    label: Ints,
    unit_body: Floats,
    body: Floats,
    form: Floats,
    unit: int,
    home: int,
    district: int,
) -> float:
    """Change of the cost of two shapes when `unit` goes from `home` to `district`."""
    home_length, length = border_lengths(start, to, border, label, unit=unit, home=home, district=district)
    u, a, b = unit_body[unit], body[home], body[district]
    old = form_cost(form, a[0], a[1], a[2], y=a[3], second=a[4]) + form_cost(
        form, b[0], b[1], b[2], y=b[3], second=b[4]
    )
    left = a[1] - u[1] + 2.0 * home_length
    grown = b[1] + u[1] - 2.0 * length
    new = form_cost(form, a[0] - u[0], left, a[2] - u[2], y=a[3] - u[3], second=a[4] - u[4])
    return new + form_cost(form, b[0] + u[0], grown, b[2] + u[2], y=b[3] + u[3], second=b[4] + u[4]) - old


@inner
def shift_body(
    start: Ints,
    to: Shorts,
    border: Floats,
    label: Ints,
    unit_body: Floats,
    body: Floats,
    unit: int,
    home: int,
    district: int,
) -> None:
    """Take a unit's area, perimeter and moments from one district and give them to another."""
    home_length, length = border_lengths(start, to, border, label, unit=unit, home=home, district=district)
    for j in range(unit_body.shape[1]):
        body[home, j] -= unit_body[unit, j]
        body[district, j] += unit_body[unit, j]
    body[home, 1] += 2.0 * home_length
    body[district, 1] -= 2.0 * length


@inner
def border_lengths(
    start: Ints, to: Shorts, border: Floats, label: Ints, unit: int, home: int, district: int
) -> tuple[float, float]:
    """Return the length of a unit's borders with the other units of each of two districts."""
    first, second = 0.0, 0.0
    for e in range(start[unit], start[unit + 1]):
        other = label[to[e]]
        if other == home:
            first += border[e]
        elif other == district:
            second += border[e]
    return first, second
