"""What a step tells of itself, where nobody looks on and in a log."""

import re

from customer_performance.core.progress import PlainProgress, Progress


def work(progress: Progress) -> None:
    with progress.step("land"):
        for _ in progress.each(["a.csv", "b\n\x1b[2J.csv"], str):
            pass
        progress.reach("writing")
        progress.say("  two lines\n  in one")


def test_nobody_is_told_unless_asked(capsys):
    work(Progress())
    assert capsys.readouterr().out == ""


def test_a_log_gets_lines_without_control_characters(capsys):
    work(PlainProgress(seconds_between=0))
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "land …",
        "  0 s: 0 of 2 a.csv",
        "  0 s: 1 of 2 b??[2J.csv",
        "  0 s: writing",
        "  two lines",
        "  in one",
    ]
    assert not re.search(r"[^\n -~…]", shown)


def test_a_log_is_told_where_a_step_is_only_now_and_then(capsys):
    work(PlainProgress())
    assert capsys.readouterr().out == "land …\n  two lines\n  in one\n"
