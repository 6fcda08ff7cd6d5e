"""Survival curves as the package lifelines computes them, on data that come with it.

Run by the Python of an environment of its own, since lifelines wants an older pandas; it shares no code with the
models.
"""

import json
import sys

from lifelines import KaplanMeierFitter, datasets
from lifelines.utils import median_survival_times

# Name, columns of the duration and of the event, and by what durations are multiplied to be whole numbers.
SETS = [
    ("waltons", "T", "E", 1),
    ("rossi", "week", "arrest", 1),
    ("gbsg2", "time", "cens", 1),
    ("lung", "time", "status", 1),
    ("larynx", "time", "death", 10),
]


def curves() -> dict[str, dict]:
    found = {}
    for name, duration, event, factor in SETS:
        rows = getattr(datasets, f"load_{name}")()
        durations = (rows[duration] * factor).round().astype(int)
        events = rows[event].astype(int)
        fitter = KaplanMeierFitter().fit(durations, events)
        low, high = fitter.confidence_interval_.iloc[:, 0], fitter.confidence_interval_.iloc[:, 1]
        median = median_survival_times(fitter.confidence_interval_)
        found[name] = {
            "durations": durations.tolist(),
            "events": events.tolist(),
            "days": [int(day) for day in fitter.survival_function_.index],
            "at_risk": fitter.event_table["at_risk"].tolist(),
            "lost": fitter.event_table["observed"].tolist(),
            "share": fitter.survival_function_.iloc[:, 0].tolist(),
            "low": low.tolist(),
            "high": high.tolist(),
            "median": [float(fitter.median_survival_time_), *map(float, median.iloc[0])],
        }
    return found


if __name__ == "__main__":
    json.dump(curves(), sys.stdout)
