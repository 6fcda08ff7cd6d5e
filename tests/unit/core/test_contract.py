"""Marks of the contract: one that nobody would read is refused, and so is what would leave a person's texts behind."""

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


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"body": {"personnal": True}}, "comments.body has the mark personnal.* Is personal meant?"),
        ({"table": {"datedby": "at"}}, "comments has the mark datedby.* Is dated_by meant?"),
        ({"body": {"colour": "red"}}, "the mark colour, which means nothing. There are required, word"),
        (
            {"body": {"required": "tru"}},
            "comments.body is marked required: tru, which is neither true nor false",
        ),
        ({"case": {"parent": "tickets"}}, "parent: tickets, which is no table with a key"),
        (
            {"ended_at": {"not_before": "started_at"}},
            "not_before: started_at, which is not \\{other: reason\\}",
        ),
        ({"ended_at": {"not_before": {"ended_at": "Late"}}}, "which is not \\{other: reason\\}"),
        (
            {"ended_at": {"not_before": {"coalesce(ended_at, begun)": "late"}}},
            "the table has no column begun",
        ),
        ({"size": {"not_negative": True}}, "not_negative: True, which is no reason"),
        (
            {"table": {"dated_by": "create_at"}, "created_at": {}},
            "comments is marked dated_by: create_at, but the table has no column create_at.*'created_at'",
        ),
        (
            {"table": {"dated_by": "coalesce(begun, created_at)"}, "created_at": {}},
            "the table has no column begun",
        ),
        ({"table": {"dated_by": "now()"}}, "dated_by: now\\(\\), which names no column"),
        ({"table": {"split_by": "kind"}, "body": {}}, "split_by: kind, but the table has no column kind"),
        ({"status": {"words_in": "states_words"}}, "states_words, which is no seed.*'status_words'"),
    ],
)
def test_a_mark_that_says_nothing_is_refused_by_its_line(tmp_path, marks, said):
    with pytest.raises(LandingError, match=said) as refused:
        vendor(tmp_path, **marks)
    file = tmp_path / "_helpdesk__sources.yml"
    where, _, _ = str(refused.value).partition(f" of {file}: ")
    marked = file.read_text(encoding="utf-8").splitlines()[int(where.removeprefix("line ")) - 1].strip()
    assert marked.startswith(tuple(f"{mark}:" for each in marks.values() for mark in each))


def test_an_expression_over_columns_dates_a_table(tmp_path):
    said = "case when kind = 'now' then sent_at else coalesce(created_at, sent_at) end"
    assert vendor(tmp_path, table={"dated_by": said}, kind={}, sent_at={}, created_at={})


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("schema: raw_helpdesk", "schema: helpdesk", "has the schema helpdesk; .* Write schema: raw_helpdesk"),
        ("schema: raw_helpdesk", "# nothing", "helpdesk has no schema; its tables land in raw_helpdesk"),
        ("data_type: varchar", "data_type: text", "comments.body has the data_type text, .* There are string, "),
        ("data_type: varchar", "description: x", "comments.body has no data_type"),
        ("data_type: varchar", "data_type: 5", "comments.body has the data_type 5"),
    ],
)  # fmt: skip
def test_a_schema_or_a_type_that_nobody_has_is_refused_by_its_line(tmp_path, was, now, said):
    vendor(tmp_path, body={"word": True})
    file = tmp_path / "_helpdesk__sources.yml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(LandingError, match=rf"line \d+ of .*: .*{said}"):
        load_contract(tmp_path, tmp_path)


def test_marks_outside_of_config_are_refused(tmp_path):
    vendor(tmp_path, body={"word": True})
    file = tmp_path / "_helpdesk__sources.yml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    column = declared["sources"][0]["tables"][0]["columns"][0]
    column |= column.pop("config")
    file.write_text(yaml.safe_dump(declared), encoding="utf-8")
    with pytest.raises(LandingError, match=r"the marks of comments\.body belong into config"):
        load_contract(tmp_path, tmp_path)
