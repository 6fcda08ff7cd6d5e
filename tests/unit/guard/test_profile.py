"""What is measured of a column follows from its marks in the contract, whatever it is called."""

from customer_performance.core.contract import Column, Table
from customer_performance.guard.profile import dimension_columns


def test_neither_names_nor_ids_nor_texts_are_words_of_a_dimension():
    columns = (
        Column("urgency", "varchar"),
        Column("assignee", "varchar", is_name=True),
        Column("asked_by", "varchar", person="contact"),
        Column("case_number", "varchar", is_ticket=True),
        Column("note", "varchar", is_personal=True),
        Column("problem_id", "varchar"),
        Column("updates", "integer"),
    )
    table = Table("helpdesk", "raw_helpdesk", "cases", columns)
    assert dimension_columns(table, {column.name: column.type for column in columns}) == ["urgency"]
