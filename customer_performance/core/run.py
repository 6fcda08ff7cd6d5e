"""Steps in order, in one OUT: one run at a time, stopped cleanly, and what readers see is said where it fails."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from customer_performance.core.database import check_memory_limit
from customer_performance.core.diagnose import in_words, is_interrupt
from customer_performance.core.errors import RunError
from customer_performance.core.lock import hold
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.progress import Progress
from customer_performance.core.recovery import Audit, clear_leftovers

PUBLIC = ("publish", "site")  # what these steps write is for others to read


def run_steps(
    names: Sequence[str], do: Callable[[str], str], layout: Layout, command: str, progress: Progress
) -> None:
    """Take the steps, of which `do` takes one by its name and returns a summary for the screen.

    `command` is what the run was started by. Raises RunError where a step fails, and KeyboardInterrupt with a
    note where it is interrupted; both say which step it was and what is published now.
    """
    check_memory_limit()
    layout.make()
    with hold(layout.build / "run.lock", command):
        clear_leftovers(layout)
        audit = Audit(layout)
        before = layout.published.resolve()
        for name in names:
            try:
                with progress.step(name), nullcontext() if name in PUBLIC else private_files():
                    audit.begin(name)
                    summary = do(name)
                    audit.end(name)
            except (Exception, KeyboardInterrupt) as error:
                state = published_state(layout, before, name, command)
                if is_interrupt(error):
                    stop = KeyboardInterrupt(*(error.args if isinstance(error, KeyboardInterrupt) else ()))
                    stop.add_note(f"Interrupted at {name}.{state}")
                    raise stop from None
                raise RunError(f"{in_words(error, layout.logs)}\n\nStopped at {name}.{state}") from error
            progress.say(f"{name}: {progress.seconds:.1f} s. {summary}")


def published_state(layout: Layout, before: Path, name: str, command: str) -> str:
    """What a run that stops leaves to readers."""
    if layout.published.resolve() != before or name == "site":
        return f" The marts in {layout.published} are published; what comes after them is not."
    if command == "forget" and name != "forget":
        return (
            f" {layout.published} may still have them by pseudonym: mend what failed, and forget them again."
        )
    if layout.published.exists():
        return f" {layout.published} is as it was before this run."
    return " Nothing has been published."


@contextmanager
def stopped_like_by_hand() -> Iterator[None]:
    """Let what asks a run to end from outside, such as a machine that shuts down, end it as Ctrl-C does."""

    def interrupt(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    # nohup has a run ignore that its terminal went away, and it should.
    asked = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) == signal.SIG_DFL]
    for number in asked:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in asked:
            signal.signal(number, signal.SIG_DFL)
