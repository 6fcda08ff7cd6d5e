"""The log-odds of a yes by trees, each of which corrects what those before it left (gradient boosting).

Values are sorted into at most BINS bins a column, a missing one into the lowest, so that a tree may part the unknown
from the rest. A tree grows where the loss falls most, up to LEAVES leaves. Nothing is drawn at random, and no sum runs
in several threads, so that the same rows in the same order give the same bits.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.special import expit

from customer_performance.models.arrays import Array

BINS = 32
LEAVES = 8
ROUNDS = 80
STEP = 0.1  # the share of a tree's correction that is taken
NOTHING = 1e-9  # a gain below this is rounding
LEAST = 1.0  # the least information (of a yes at even odds, 0.25) in a leaf


@dataclass(frozen=True)
class Split:
    """Rows whose bin in `column` is `bin` or lower go left."""

    gain: float
    column: int
    bin: int


@dataclass
class Node:
    """A leaf with its rows and their sums a column and bin; parted, it has two nodes below."""

    rows: Array
    sums: Array  # (2, columns, BINS): gradients and information
    split: Split | None = None
    below: "tuple[Node, Node] | None" = None

    @property
    def value(self) -> float:
        gradient, information = self.sums[:, 0].sum(axis=1)
        return -STEP * float(gradient) / float(information) if information > 0 else 0.0


@dataclass(frozen=True)
class Tree:
    """Nodes by number, the first one on top: `columns` is -1 of leaves, of which alone `values` count."""

    columns: Array
    bins: Array
    below: Array  # (nodes, 2)
    values: Array

    def __call__(self, codes: Array) -> Array:
        at = np.zeros(len(codes), np.int64)
        for number in range(len(self.columns)):  # those below have higher numbers
            if self.columns[number] >= 0:
                here = np.flatnonzero(at == number)
                right = codes[here, self.columns[number]] > self.bins[number]
                at[here] = self.below[number][right.astype(int)]
        return np.asarray(self.values[at])


@dataclass(frozen=True)
class Boosted:
    """All trees, and the log-odds from which they start."""

    edges: list[Array]
    start: float
    trees: list[Tree] = field(default_factory=list)

    def log_odds(self, values: Array) -> Array:
        codes = binned(values, self.edges)
        found = np.full(len(values), self.start)
        for tree in self.trees:
            found += tree(codes)
        return found


def fit_boosted(values: Array, happened: Array, weights: Array) -> Boosted:
    """`values` (n, columns), NaN where unknown; `happened` (n,) 0 or 1; `weights` (n,), 0 leaves a row out."""
    kept = weights > 0
    values, happened, weights = values[kept], happened[kept], weights[kept]
    edges = [edges_of(column) for column in values.T]
    codes = binned(values, edges)
    places = (codes + np.arange(codes.shape[1]) * BINS).astype(np.int32)
    share = float(weights @ happened / weights.sum())
    model = Boosted(edges, float(np.log(share / (1 - share))))
    score = np.full(len(values), model.start)
    for _ in range(ROUNDS):
        risk = expit(score)
        tree, corrections = grown(codes, places, weights * (risk - happened), weights * risk * (1 - risk))
        if len(tree.columns) == 1:
            break
        model.trees.append(tree)
        score += corrections
    return model


def edges_of(column: Array) -> Array:
    """The upper ends of all bins but the last, which has no end; the bin of the unknown has none."""
    known = np.unique(column[~np.isnan(column)])
    if len(known) < BINS:
        return known[:-1]
    shares = np.arange(1, BINS - 1) / (BINS - 1)
    return np.unique(np.quantile(column[~np.isnan(column)], shares, method="lower"))


def binned(values: Array, edges: list[Array]) -> Array:
    codes = np.empty(values.shape, np.int64)
    for number, (column, ends) in enumerate(zip(values.T, edges, strict=True)):
        codes[:, number] = np.where(np.isnan(column), 0, 1 + np.searchsorted(ends, column, side="left"))
    return codes


def grown(codes: Array, places: Array, gradients: Array, information: Array) -> tuple[Tree, Array]:
    """A tree, and what it corrects of each row (n,)."""
    top = Node(np.arange(len(codes)), sums_of(places, gradients, information))
    top.split = best_split(top)
    leaves, nodes = [top], [top]
    while len(leaves) < LEAVES:
        gains = [leaf.split.gain if leaf.split else 0.0 for leaf in leaves]
        node = leaves.pop(int(np.argmax(gains)))
        if node.split is None:
            leaves.append(node)
            break
        node.below = parted(node, node.split, codes, places, gradients, information)
        leaves += node.below
        nodes += node.below
    corrections = np.empty(len(codes))
    for leaf in leaves:
        corrections[leaf.rows] = leaf.value
    return tree_of(nodes), corrections


def parted(
    node: Node, split: Split, codes: Array, places: Array, gradients: Array, information: Array
) -> tuple[Node, Node]:
    goes_left = codes[node.rows, split.column] <= split.bin
    sides = [node.rows[goes_left], node.rows[~goes_left]]
    smaller = int(len(sides[0]) > len(sides[1]))
    rows = sides[smaller]
    summed = sums_of(places[rows], gradients[rows], information[rows])
    # of the larger side the sums are what is left
    sums = [summed, node.sums - summed] if smaller == 0 else [node.sums - summed, summed]
    left, right = (Node(rows, part) for rows, part in zip(sides, sums, strict=True))
    left.split, right.split = best_split(left), best_split(right)
    return left, right


def sums_of(places: Array, gradients: Array, information: Array) -> Array:
    """A product with a matrix that has a one where a row lies in a bin: each row is read once for both sums, in order,
    and takes half the time of counting by bin."""
    rows, columns = places.shape
    ends = np.arange(0, rows * columns + 1, columns, dtype=places.dtype)
    lies_in = sparse.csc_array((np.ones(rows * columns), places.ravel(), ends), shape=(columns * BINS, rows))
    return np.asarray((lies_in @ np.column_stack([gradients, information])).T).reshape(2, columns, BINS)


def best_split(node: Node) -> Split | None:
    """Where the loss falls most, the first of several; None where a side would have too little information."""
    gradient, information = node.sums.cumsum(axis=2).reshape(2, -1)
    total, all_information = gradient[-1], information[-1]
    possible = np.flatnonzero((information >= LEAST) & (information <= all_information - LEAST))
    if not len(possible):
        return None
    gradient, information = gradient[possible], information[possible]
    gains = gradient * gradient / information
    gradient, information = total - gradient, all_information - information
    gains += gradient * gradient / information
    best = int(np.argmax(gains))
    gain = float(gains[best] - total * total / all_information)
    column, found = divmod(int(possible[best]), BINS)
    return Split(gain, column, found) if gain > NOTHING else None


def tree_of(nodes: list[Node]) -> Tree:
    numbers = {id(node): number for number, node in enumerate(nodes)}
    below = [[numbers[id(child)] for child in node.below] if node.below else [0, 0] for node in nodes]
    parts = [node.split if node.below else None for node in nodes]
    return Tree(
        np.array([part.column if part else -1 for part in parts]),
        np.array([part.bin if part else 0 for part in parts]),
        np.array(below),
        np.array([node.value for node in nodes]),
    )
