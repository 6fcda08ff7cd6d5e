"""A PostgreSQL server of the tests' own, from the packages of the machine."""

import os
import shutil
import subprocess
from pathlib import Path

PASSWORD = "s3cret@"


class Postgres:
    def __init__(self, folder: Path):
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self.bin = Path(shutil.which("pg_ctl")).parent if shutil.which("pg_ctl") else found[-1]
        # The server refuses to run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []

    def call(self, program: str, *arguments: str) -> None:
        command = [*self.user, str(self.bin / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=120)

    def url(self, user="owner", password=PASSWORD, database="postgres") -> str:
        return f"postgresql://{user}:{password.replace('@', '%40')}@/{database}?host={self.folder}"

    def connect(self, user="owner", autocommit=True):
        from adbc_driver_postgresql import dbapi

        return dbapi.connect(self.url(user), autocommit=autocommit)

    def run(self, *statements: str, user="owner") -> None:
        with self.connect(user) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def ask(self, query: str, user="owner") -> list[tuple]:
        with self.connect(user) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def copy(self, query: str) -> str:
        """COPY takes its snapshot before it waits for a lock, other than a plain query."""
        statement = f"copy ({query}) to stdout (format csv)"
        return subprocess.check_output(
            ["psql", self.url(), "-qtAc", statement], text=True, timeout=60
        ).strip()
