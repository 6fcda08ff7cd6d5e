"""Runs on a disk that is too small (a real one, in memory), and with too little memory: what is published stays one
run's, whole, the message says what to do, and the next run with enough of both ends well."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.system.torture.kills import STEPS, Campaign, restore, set_up, whole

MEMORY = "CUSTOMER_PERFORMANCE_MEMORY_LIMIT"
LARGE = 500 << 20  # bytes; OUT has some thirty million
NEEDED = 24 << 20  # bytes; with so many free, most runs end well
ADVICE = {"disk": "The disk is full. Free some", "memory": f"Set {MEMORY}"}


class Scarcity(Campaign):
    def trial(self, kind: str, step: str) -> None:
        """A run from this step on that has too little of something, and a whole one that has enough."""
        restore(self.snapshot(step), self.out)
        if kind == "disk":
            free = int(self.random.uniform(0, NEEDED))
            self.resize(used(self.out) + free)
            given = f"{free / 2**20:.1f} MB of disk"
        else:
            os.environ[MEMORY] = given = f"{self.random.choice([3, 10, 20, 30, 45, 70, 100, 150])}MB"
        code, said = whole(STEPS[STEPS.index(step) :], self.out, *self.build)
        os.environ.pop(MEMORY, None)
        if kind == "disk":
            self.resize(LARGE)
        at = f"{kind}: {step}"
        self.counts[at, "runs"] += 1
        self.counts[at, "stopped" if code else "ended well"] += 1
        if code and ADVICE[kind] not in said:
            self.problem("without advice", at, said[-1500:])
        if "Traceback" in said or code not in (0, 1):
            self.problem(f"exit code {code}", at, said[-3000:])
        self.check(at)
        last = next(
            (line for line in reversed(said.splitlines()) if line.startswith("Stopped at")), "ended well"
        )
        print(f"  {at} with {given}: {last}", flush=True)
        code, said = whole(STEPS, self.out, *self.build)
        if code:
            self.problem("the next run failed", at, said[-3000:])
        else:
            self.counts[at, "recovered"] += 1
            self.check_afterwards(at, self.second)

    def resize(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.out.parent], check=True)


def used(folder: Path) -> int:
    state = os.statvfs(folder)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disks", type=int, default=24)
    parser.add_argument("--memories", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("out/torture"))
    options = parser.parse_args()
    campaign = Scarcity(set_up(options.work), options.seed, every=1)
    disk = campaign.work / "disk"
    disk.mkdir()
    is_mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={LARGE}", "none", disk], capture_output=True
    ).returncode
    if not is_mounted:
        print(
            "No small disk can be mounted here (that takes root): the runs on one are left out.", flush=True
        )
    try:
        campaign.out = disk / "out"
        campaign.prepare()
        kinds = ["disk"] * options.disks * is_mounted + ["memory"] * options.memories
        started = time.monotonic()
        for number, kind in enumerate(kinds):
            campaign.trial(kind, STEPS[number % len(STEPS)])
            print(f"{number + 1} of {len(kinds)}: {time.monotonic() - started:.0f} s", flush=True)
        return campaign.end()
    finally:
        if is_mounted:
            subprocess.run(["umount", disk], check=True)


if __name__ == "__main__":
    sys.exit(main())
