"""Marks of the contract by which a person is forgotten: what would leave texts behind is refused."""

import pytest
import yaml

from customer_performance.core.contract import LandingError, load_contract


def vendor(folder, *, table=None, **columns) -> dict:
    """The tables of a vendor with one table; its columns by name, and the marks of each."""
    declared = {
        "name": "comments",
        "config": {"meta": table or {}},
        "columns": [
            {"name": name, "data_type": "varchar", "config": {"meta": marks}}
            for name, marks in columns.items()
        ],
    }
    source = {"name": "helpdesk", "schema": "raw_helpdesk", "tables": [declared]}
    (folder / "_helpdesk__sources.yml").write_text(yaml.safe_dump({"sources": [source]}), encoding="utf-8")
    return load_contract(folder, folder)["helpdesk"]


def test_the_id_of_a_record_is_the_key_else_the_first_column_of_its_kind(tmp_path):
    people = {"manager": {"person": "contact"}, "user": {"person": "contact"}}
    assert vendor(tmp_path, table={"rows_of": "contact"}, **people)["comments"].record_id == "manager"
    keyed = {"rows_of": "contact", "key": "user"}
    assert vendor(tmp_path, table=keyed, **people)["comments"].record_id == "user"
    assert vendor(tmp_path, **people)["comments"].record_id is None


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"body": {"personal": True}}, r"nobody's texts in comments \(body\) could be forgotten"),
        ({"author": {"person": "customer"}}, "comments.author is marked person: customer"),
        ({"old": {"value_of": "field", "person": "contact"}}, "value_of: field, which the table lacks"),
        ({"table": {"rows_of": "tickets"}}, "rows_of: tickets, which is neither"),
        (
            {"table": {"rows_of": "ticket"}, "author": {"person": "contact"}},
            "one of its columns needs ticket: true",
        ),
        ({"table": {"rows_of": "ticket"}, "case": {"ticket": True}}, "and another one person: contact"),
    ],
)
def test_marks_that_would_leave_something_of_a_person_are_refused(tmp_path, marks, said):
    with pytest.raises(LandingError, match=said):
        vendor(tmp_path, **marks)
