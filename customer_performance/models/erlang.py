"""How many agents answer so many calls in time: the queues of Erlang, without patience (C) and with it (A).

Calls arrive at random (`rate` a second) and take `handle` seconds on average; their product is the load in erlang.
Callers of Erlang A give up after `patience` seconds on average. Both times are exponential.
Sources: Erlang, 1917; Baccelli and Hebuterne, On queues with impatient customers, 1981; Mandelbaum and Zeltyn, Service
engineering in action: the Palm/Erlang-A queue, 2007.
"""

from math import ceil, exp, inf

import numpy as np

STEPS = 256  # of Simpson's rule over the seconds within which calls are to be answered
TINY = 1e-14  # what a further state of the queue adds at least, for it to be counted
MOST_WEIGHT = 1e200


def waiting_chance(agents: int, load: float) -> float:
    """Erlang C: the chance that a call has to wait; 1 where the load is more than the agents can ever do."""
    if agents <= load:
        return 1.0
    blocked = blocking_chance(agents, load)
    return blocked / (1 - load / agents * (1 - blocked))


def blocking_chance(agents: int, load: float) -> float:
    """Erlang B: the chance that all agents are busy where nobody waits."""
    blocked = 1.0
    for busy in range(1, agents + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def answered_in_time(agents: int, load: float, handle: float, within: float, patience: float = inf) -> float:
    """The share of calls that are answered within `within` seconds; callers who give up are not answered."""
    if agents < 1:
        return 0.0
    if load <= 0:
        return 1.0
    if patience == inf:
        if agents <= load:
            return 0.0
        return 1 - waiting_chance(agents, load) * exp(-(agents - load) * within / handle)
    free, queue = free_weight(agents, load), queue_weight(agents, load, handle, patience)
    if queue == inf:
        return 0.0
    if free == inf:
        return 1.0
    arrive, finish, leave = load / handle, agents / handle, 1 / patience
    seconds = np.linspace(0, within, STEPS + 1)
    # the density of the wait that an endlessly patient caller would have, and that the caller is still there
    growth = arrive / leave * -np.expm1(-leave * seconds) - finish * seconds
    served = arrive / (free + queue) * np.exp(growth - leave * seconds)
    weights = np.array([1.0, *[4.0, 2.0] * (STEPS // 2)])
    weights[-1] = 1.0
    return float(min(free / (free + queue) + np.sum(weights * served) * within / STEPS / 3, 1))


def waiting_chance_of_patient(agents: int, load: float, handle: float, patience: float) -> float:
    """Erlang A: the chance that a call has to wait, in the birth and death chain of the calls in the system."""
    free, queue = free_weight(agents, load), queue_weight(agents, load, handle, patience)
    return 1.0 if queue == inf else queue / (free + queue)


def free_weight(agents: int, load: float) -> float:
    """All states in which an agent is free, by the weight of the one in which exactly one is; infinite where that one
    is as good as never."""
    weight = total = 1.0
    for busy in range(agents - 1, 0, -1):
        weight *= busy / load
        total += weight
        if total > MOST_WEIGHT:
            return inf
    return total


def queue_weight(agents: int, load: float, handle: float, patience: float) -> float:
    """All states in which nobody is free, by the same weight; infinite where that one is as good as never."""
    arrive, finish, leave = load / handle, agents / handle, 1 / patience
    weight = total = arrive / finish
    waiting = 0
    while weight > TINY * total:
        waiting += 1
        weight *= arrive / (finish + waiting * leave)
        total += weight
        if total > MOST_WEIGHT:
            return inf
    return total


def agents_needed(load: float, handle: float, within: float, share: float, patience: float = inf) -> int:
    """The fewest agents with whom at least `share` of the calls are answered within `within` seconds. The share grows
    with every agent, and agents cannot do more than a load of their own number."""
    if load <= 0:
        return 0
    too_few = ceil(load * share) - 1
    enough = max(too_few + 1, 1)
    while answered_in_time(enough, load, handle, within, patience) < share:
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if answered_in_time(middle, load, handle, within, patience) < share:
            too_few = middle
        else:
            enough = middle
    return enough


def agents_with_absences(agents: int, shrinkage: float) -> int:
    """The agents to schedule so that `agents` are at the telephone, where the share `shrinkage` is not."""
    return ceil(agents / (1 - shrinkage) - 1e-9)


def mean_patience(wait_seconds: float, abandoned_share: float) -> float:
    """How long callers are ready to wait, from the mean wait of all and the share that gave up: in a queue with
    exponential patience as many leave a second as wait, by their patience."""
    return wait_seconds / abandoned_share if abandoned_share > 0 else inf
