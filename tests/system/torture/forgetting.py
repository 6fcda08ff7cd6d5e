"""kill -9 while a person is forgotten: whatever the moment, the next run takes them out to the last byte."""

import argparse
import sys
import time
from pathlib import Path

import duckdb

from tests.system.torture.kills import STEPS, Campaign, figures, restore, set_up, watch, whole

PERSON, CANARY = "C7", b"Canary"
FORGET = ("forget", "--contact", PERSON)


class Forgetting(Campaign):
    def prepare(self) -> None:
        super().prepare()
        restore(self.out, self.snapshot("forget"))
        assert self.found(), "nobody to forget"
        code, said = whole(["forget"], self.out, *FORGET)
        assert code == 0, said
        self.seconds["forget"] = float(said.split("forget: ")[1].split(" s.")[0])
        code, said = whole(STEPS[1:], self.out, *FORGET)
        assert code == 0, said
        assert not self.found()
        self.forgotten = figures(self.out / "published")
        assert self.forgotten != self.second

    def found(self) -> list[str]:
        """The files under OUT that name the person."""
        return [str(path) for path in self.out.rglob("*") if path.is_file() and CANARY in path.read_bytes()]

    def trial(self) -> bool:
        from tests.system.torture.warm import Run

        restore(self.snapshot("forget"), self.out)
        run = Run(["forget", *STEPS[1:]], self.out, *FORGET)
        watch(run, until="forget")
        seconds = self.seconds["forget"]
        if self.counts["forget", "kills"] % 2:  # what it has noted by now is to be kept
            self.wait_for(self.out / "build" / "warehouse.fresh")
            seconds /= 10
        time.sleep(self.random.uniform(0, seconds))
        run.kill()
        run.wait()
        watch(run)
        if "forget: " in run.said:
            return False
        self.counts["forget", "kills"] += 1
        self.check("forget")
        # A run does what is left of a forgetting that was noted; one that was not is asked for again.
        steps, command = (STEPS, self.build) if self.is_noted() else (["forget", *STEPS[1:]], FORGET)
        self.counts["forget", f"then {command[0]}"] += 1
        self.counts["forget", "pages left by the killed run"] += bool(self.is_noted() and self.found())
        code, said = whole(steps, self.out, *command)
        if code or "Traceback" in said:
            self.problem("the next run failed", "forget", said[-3000:])
        if found := self.found():
            self.problem("the person is still there", "forget", str(found))
        self.check_afterwards("forget", self.forgotten)
        return True

    def wait_for(self, file: Path) -> None:
        deadline = time.monotonic() + 10 * self.seconds["forget"]
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.001)

    def is_noted(self) -> bool:
        with duckdb.connect(str(self.out / "build" / "warehouse.duckdb"), read_only=True) as connection:
            return bool(connection.execute("select 1 from raw.forgotten").fetchall())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("out/torture"))
    options = parser.parse_args()
    campaign = Forgetting(set_up(options.work), options.seed, every=1)
    campaign.prepare()
    done, started = 0, time.monotonic()
    while done < options.kills:
        if campaign.trial():
            done += 1
            print(f"{done} of {options.kills}: {time.monotonic() - started:.0f} s", flush=True)
    return campaign.end()


if __name__ == "__main__":
    sys.exit(main())
