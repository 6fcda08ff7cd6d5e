"""A Spark cluster of the tests' own on this machine, from the wheel of PySpark: a Thrift server, by itself or upon a
master and workers that are processes of their own.

`Cluster(folder, workers=2)` is a context; inside, dbt's target `spark` is this cluster.
"""

import os
import socket
import subprocess
import time
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Any

import pyspark
from pyhive import hive

from tests.support.cases import environment

HOST = "127.0.0.1"
SPARK = Path(pyspark.__file__).parent
THRIFT_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
# A key of groups and joins is another number there, and says no more than which rows belong together.
KEYS = (
    "account_code", "attributes_code", "cluster_key", "source_code", "subject_key", "team_code", "value_code",
)  # fmt: skip
# Of the roll-up, each engine has steps of its own; its cells are in metric_values.
OF_ONE_ENGINE = ("metric_dimension_keys", "metric_fingerprints", "metric_measures", "metric_sums")
STARTS_WITHIN, STOPS_WITHIN = 180, 30
SETTINGS = {
    "spark.driver.host": HOST,
    "spark.eventLog.enabled": "true",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}


class Cluster(AbstractContextManager):
    """`workers`: how many, each with one core; 0: the Thrift server works by itself, with two threads. `settings` are
    Spark's own, over those above."""

    def __init__(
        self, folder: Path, workers: int = 0, memory: str = "2g", settings: dict[str, str] | None = None
    ):
        self.folder, self.memory = folder, memory
        self.settings = SETTINGS | {
            "spark.eventLog.dir": f"file://{self.made('events')}",
            "spark.local.dir": str(self.made("scratch")),
            "spark.sql.warehouse.dir": str(self.made("warehouse")),
            "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC -Dderby.system.home={self.made('derby')}",
            "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
        }  # fmt: skip
        self.settings |= settings or {}
        self.port, self.master_port = free_port(), free_port()
        self.worker_count = workers
        self.workers: list[subprocess.Popen] = []
        self.stack = ExitStack()

    def made(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def __enter__(self) -> "Cluster":
        with self.stack as stack:
            if self.worker_count:
                place = ("--host", HOST, "--port", str(self.master_port), "--webui-port", "0")
                self.start("master", "spark-class", "org.apache.spark.deploy.master.Master", *place)
                wait_for(self.master_port)
                self.workers = [self.start_worker(number) for number in range(self.worker_count)]
            self.server = self.start(
                "server", "spark-submit", "--class", THRIFT_SERVER, "--master", self.master,
                "--driver-memory", self.memory,
                *(part for name, value in self.settings.items() for part in ("--conf", f"{name}={value}")),
                "spark-internal",
                "--hiveconf", f"hive.server2.thrift.port={self.port}",
                "--hiveconf", f"hive.server2.thrift.bind.host={HOST}",
            )  # fmt: skip
            wait_for(self.port)
            stack.enter_context(environment("CUSTOMER_PERFORMANCE_SPARK_HOST", HOST))
            stack.enter_context(environment("CUSTOMER_PERFORMANCE_SPARK_PORT", str(self.port)))
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    @property
    def master(self) -> str:
        return f"spark://{HOST}:{self.master_port}" if self.worker_count else "local[2]"

    def start_worker(self, number: int) -> subprocess.Popen:
        return self.start(
            f"worker-{number}", "spark-class", "org.apache.spark.deploy.worker.Worker", self.master,
            "--cores", "1", "--memory", self.memory, "--host", HOST, "--webui-port", "0",
            "--work-dir", str(self.made(f"work-{number}")),
        )  # fmt: skip

    def replace_worker(self, number: int) -> None:
        """Kill a worker and what it is at, and start another one."""
        kill(self.workers[number])
        self.workers[number] = self.start_worker(self.worker_count)
        self.worker_count += 1

    def ask(self, query: str) -> list[tuple]:
        """The rows that the server answers."""
        with closing(hive.connect(HOST, self.port)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def kill_server(self) -> None:
        kill(self.server)

    def start(self, name: str, program: str, *arguments: str) -> subprocess.Popen:
        """A process with children of its own, all of which end with this context; what it says is in <name>.log."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(SPARK / "bin" / program), *arguments],
                cwd=self.folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                env=os.environ | {"SPARK_LOCAL_IP": HOST, "SPARK_HOME": str(SPARK)},
            )  # fmt: skip
        self.stack.callback(stop, process)
        return process


def kill(process: subprocess.Popen) -> None:
    """With its children, such as the executors of a worker."""
    subprocess.run(["kill", "-KILL", "--", f"-{process.pid}"], check=True)


def stop(process: subprocess.Popen) -> None:
    for signal in ("-TERM", "-KILL"):
        subprocess.run(["kill", signal, "--", f"-{process.pid}"], check=False, stderr=subprocess.DEVNULL)
        try:
            process.wait(STOPS_WITHIN)
            return
        except subprocess.TimeoutExpired:
            continue


def is_compared(node: dict[str, Any]) -> bool:
    """Whether a model of dbt's manifest is to have the same rows on both engines."""
    return node["resource_type"] == "model" and node["name"] not in OF_ONE_ENGINE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"nothing listens on port {port} after {STARTS_WITHIN} s; see the logs of the cluster")
