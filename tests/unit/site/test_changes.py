"""Which changes are told from noise."""

from dataclasses import replace

import pytest

from customer_performance.site.changes import adjusted, clear_changes
from tests.support.metric import cell


def change(value, previous, half=1.0):
    """A cell whose interval, and that of the period before, reach `half` to either side."""
    return cell(
        metric_id=f"{value}",
        value=value,
        previous_value=previous,
        change=value - previous,
        ci_low=value - half,
        ci_high=value + half,
        previous_low=previous - half,
        previous_high=previous + half,
        change_is_significant=abs(value - previous) > half * 2**0.5,
    )


def test_many_changes_are_corrected_for_being_many():
    """Of two changes that each look significant, one is left when forty others are looked at as well."""
    noise = [change(50 + step / 100, 50) for step in range(40)]
    clear, doubtful, unknown = (
        change(60, 50),
        change(51.5, 50),
        replace(change(70, 50), change_is_significant=None),
    )
    assert doubtful.change_is_significant
    kept, count = clear_changes([*noise, doubtful, clear, unknown])
    assert ([cell.value for cell in kept], count) == ([60], 42)
    assert [cell.value for cell in clear_changes([doubtful, clear])[0]] == [60, 51.5]
    assert clear_changes([]) == ([], 0)


def test_the_correction_is_benjamini_and_hochbergs():
    from scipy.stats import false_discovery_control

    for p_values in ([0.01, 0.04, 0.03, 0.8, 0.04], [0.5], [1e-9, 1.0, 0.02, 0.02]):
        assert adjusted(p_values) == pytest.approx(list(false_discovery_control(p_values)))
