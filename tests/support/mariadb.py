"""A MariaDB of the tests' own, from the packages of the machine, on a socket alone."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "s3cret@"


def program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


class MariaDB:
    """The words of its SQL are those of a source for tests of pulling."""

    time = "datetime(6)"
    zoned_time = "timestamp(6) null"
    broken_query = "\"select extractvalue(1, 's3cret-value[') as ticket_id\""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process: subprocess.Popen | None = None

    @property
    def socket(self) -> str:
        return str(self.folder / "socket")

    def start(self) -> None:
        data, user = f"--datadir={self.folder / 'data'}", ["--user=mysql"] if os.getuid() == 0 else []
        if user:
            shutil.chown(self.folder, "mysql")
        install = [program("mariadb-install-db"), "--no-defaults", data, *user, "--skip-test-db"]
        install.append("--auth-root-authentication-method=normal")
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        options = ["--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--sql-mode="]
        command = [program("mariadbd"), "--no-defaults", data, f"--socket={self.socket}", *user, *options]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(600):
            if Path(self.socket).exists():
                break
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.1)
        owner = f"owner@localhost identified by '{PASSWORD}'"
        self.run(f"create user {owner}", "grant all on *.* to owner@localhost", user="root", password="")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def url(self, user="owner", password=PASSWORD) -> str:
        return f"mysql://{user}:{password.replace('@', '%40')}@localhost/?unix_socket={self.socket}"

    def connect(self, user="owner", password=PASSWORD, autocommit=True):
        import pymysql

        return pymysql.connect(
            unix_socket=self.socket, user=user, password=password, autocommit=autocommit, charset="utf8mb4"
        )

    def run(self, *statements: str, user="owner", password=PASSWORD) -> None:
        with self.connect(user, password) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def ask(self, query: str) -> list[tuple]:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def empty(self) -> None:
        self.run("drop database if exists helpdesk", "create database helpdesk")

    @staticmethod
    def retyped(table: str, column: str, kind: str) -> list[str]:
        return [f"alter table {table} modify column {column} {kind}"]

    @contextmanager
    def transaction(self, statement: str):
        """What is done inside is done before the statement is committed."""
        with self.connect(autocommit=False) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            yield
            connection.commit()
