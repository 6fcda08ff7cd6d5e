"""URLs of MySQL, and what its server says, without one."""

import builtins
import sys

import pytest

from customer_performance.core.errors import RunError
from customer_performance.pull.mysql import arguments_of, explain, mysql


def test_a_url_says_where_and_who_and_the_environment_may_have_the_password(monkeypatch):
    monkeypatch.setenv("MYSQL_PWD", "other")
    said = arguments_of("mariadb://me:s3%40cret@db.example.com:3307/helpdesk?ssl_ca=/ca.pem")
    assert said == {
        "host": "db.example.com",
        "port": 3307,
        "user": "me",
        "password": "s3@cret",
        "database": "helpdesk",
        "ssl_ca": "/ca.pem",
    }
    said = arguments_of("mysql://me@db.example.com")
    assert (said["port"], said["password"], said["database"]) == (3306, "other", None)


def test_what_a_url_cannot_say_is_refused():
    with pytest.raises(RunError, match="unix_socket and ssl_ca behind its"):
        arguments_of("mysql://me@host/db?useSSL=true")


@pytest.mark.parametrize("url", ["mysql://me:s3cret@x@host/db", "mysql://me:s3cret/db"])
def test_a_password_that_cannot_be_told_apart_is_not_shown(url):
    with pytest.raises(RunError, match="MYSQL_PWD") as failure, mysql(url):
        pass
    assert "s3cret" not in str(failure.value)


def test_without_the_driver_it_is_said_how_to_install_it(monkeypatch):
    ordinary = builtins.__import__

    def without(name, *more, **others):
        if name.startswith("pymysql"):
            raise ImportError(name)
        return ordinary(name, *more, **others)

    for module in [name for name in sys.modules if name.startswith("pymysql")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RunError, match="pip install 'pymysql"), mysql("mysql://me@host/db"):
        pass


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        (1146, "Table 'helpdesk.nothing' doesn't exist", "Table 'helpdesk.nothing' doesn't exist"),
        (1292, "Incorrect datetime value: 'of a customer' for 'it''s'", "Incorrect datetime value: …"),
    ],
)
def test_names_are_shown_and_values_are_not(code, message, said):
    assert explain(Exception(code, message)).splitlines()[0] == f"MySQL: {said}"
