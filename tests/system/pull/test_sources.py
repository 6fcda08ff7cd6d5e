"""What a database holds is found on real servers, and what is written of it can be pulled."""

import os

import yaml

from customer_performance.core.contract import load_contract
from customer_performance.pull.config import load_database_config
from customer_performance.sources.report import sources_in_database
from tests.support.pulling import VARIABLE


def test_the_first_database_yml_is_one_that_can_be_pulled_by(source, tmp_path):
    source.empty()
    source.run(
        "create table helpdesk.tickets (ticket_id int primary key, status varchar(20), "
        f"created_at {source.time}, updated_at {source.time} null)",
        "create table helpdesk.something_else (id int)",
    )
    os.environ[VARIABLE] = source.url()
    said = sources_in_database(VARIABLE)
    assert "schema helpdesk: 1 of the " in said
    assert "not read: something_else" in said
    text = said.partition("to be checked line by line:\n")[2].partition("\n\n")[0]
    assert yaml.safe_load(text)["tables"] == {
        "tickets": {"from": "helpdesk.tickets", "key": "ticket_id", "updated_at": "updated_at"}
    }
    path = tmp_path / "database.yml"
    path.write_text(text)
    assert load_database_config(path, load_contract()["files"]).url_from == VARIABLE
