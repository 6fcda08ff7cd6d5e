"""A logistic regression: how it is fitted, and how its weights are kept in a byte each."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse, special

Floats = NDArray[np.float64]
WEIGHTS = Path(__file__).with_name("weights")
STEPS = 127  # of a byte, in each direction


@dataclass(frozen=True)
class Linear:
    """The logit of a text: the sum of the weights of its features. There is no constant, so that a text in which
    nothing tells is neither good nor bad, whatever was commoner among the texts of the training."""

    weights: Floats

    def logits(self, features: sparse.csr_matrix) -> Floats:
        return np.asarray(features @ self.weights, dtype=float)


def fitted(features: sparse.csr_matrix, is_positive: Floats, strength: float) -> Linear:
    """Of all weights those under which the labels are likeliest, less half the sum of their squares ÷ `strength`."""
    transposed = features.T.tocsr()

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = features @ values
        likelihood = np.sum(np.logaddexp(0, logits) - is_positive * logits)
        slope = transposed @ (special.expit(logits) - is_positive) + values / strength
        return float(likelihood + values @ values / (2 * strength)), slope

    begin = np.zeros(features.shape[1])
    options = {"maxiter": 400, "gtol": 1e-4}
    return Linear(optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", options=options).x)


def calibrated(features: sparse.csr_matrix, is_positive: Floats, strength: float, folds: int = 5) -> Linear:
    """Platt's way: the logits are stretched so that texts that were held out are as likely as they say."""
    fold = np.arange(len(is_positive)) % folds
    held_out = np.zeros(len(is_positive))
    for each in range(folds):
        model = fitted(features[fold != each], is_positive[fold != each], strength)
        held_out[fold == each] = model.logits(features[fold == each])
    stretch = fitted(sparse.csr_matrix(held_out[:, None]), is_positive, 1e6).weights[0]
    return Linear(fitted(features, is_positive, strength).weights * stretch)


def write_weights(name: str, model: Linear, hashed: int, about: dict[str, object]) -> None:
    """The weights of hashed features as bytes in one file; the few others, and what all was made of, beside it."""
    scale = float(f"{np.abs(model.weights[:hashed]).max() / STEPS:.6g}")
    (WEIGHTS / f"{name}.int8").write_bytes(np.rint(model.weights[:hashed] / scale).astype(np.int8).tobytes())
    others = [round(float(weight), 4) for weight in model.weights[hashed:]]
    known = {"scale": scale, "other_weights": others, **about}
    text = json.dumps(known, indent=2, ensure_ascii=False)
    (WEIGHTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def read_weights(name: str) -> Linear:
    known = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    hashed = np.frombuffer((WEIGHTS / f"{name}.int8").read_bytes(), np.int8) * known["scale"]
    return Linear(np.concatenate([hashed, known["other_weights"]]))
