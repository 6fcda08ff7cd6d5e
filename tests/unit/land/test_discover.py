"""Which files of the landing folder belong to which table, whatever they are called."""

import os
from pathlib import Path

import pytest

from customer_performance.core.contract import LandingError
from tests.support.landing_company import DAY, HEADER, ROWS, SUBJECT_HEADER, Company


def test_a_name_that_is_no_text_is_written_out(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    with open(os.fsencode(company.landing) + b"/agents.\xff.csv", "w") as file:
        file.write("agent_id\n1\n")
    company.land()
    assert company.load_log()["agents.\\udcff.csv"] == ("landed", 1, 1, 0)


def test_empty_tables_and_unknown_files(company: Company) -> None:
    company.write("tickets.csv", HEADER)
    company.write("tikets.csv", HEADER)
    report = company.land()
    assert company.load_log() == {"tickets.csv": ("landed", 0, 0, 0)}
    assert report.ignored == ["tikets.csv is named after no table; did you mean tickets?"]


def test_nothing_to_land_is_an_error(company: Company) -> None:
    company.write("readme.txt", "nothing here")
    with pytest.raises(LandingError, match="no file for any table"):
        company.land()


def test_names_of_files_and_folders(company: Company) -> None:
    names = [
        "new\nline",
        "qu'o\"te; --",
        "👩 שלום",
        "a..b",
        "%s",
        "{a,b}",
        "back\\slash",
        "~",
        "\x1b[31m",
        "a\u202eb",
    ]
    for n, name in enumerate(names):
        company.write(f"tickets/{name}.csv", SUBJECT_HEADER, f"{n},{DAY},x")
    (company.landing / "tickets" / "loop").symlink_to(company.landing / "tickets", target_is_directory=True)
    (company.landing / "tickets" / "self.csv").symlink_to("self.csv")
    (company.landing / "tickets" / "nowhere.csv").symlink_to("nowhere")
    os.mkfifo(company.landing / "tickets" / "pipe.csv")
    company.write("elsewhere/linked.csv", SUBJECT_HEADER, f"20,{DAY},x")
    (company.landing / "tickets" / "link").symlink_to(company.landing / "elsewhere", target_is_directory=True)
    company.write("tickets.csv", SUBJECT_HEADER, f"21,{DAY},x")
    company.write("TICKETS.CSV", SUBJECT_HEADER, f"22,{DAY},x")
    company.write_parquet("tickets.parquet/part-0.parquet", {"ticket_id": ["23"], "created_at": [DAY]})
    company.write("tickets.old/kept.csv", SUBJECT_HEADER, f"24,{DAY},x")
    company.write("landing/agents.csv", "agent_id", "1")
    company.write("source.yaml", "timezone: UTC")
    company.write("servicenow", "a file, and no folder")
    odd = os.fsencode(company.landing) + b"/agents.\xff."
    for name, content in (("csv", b"agent_id\n1\n"), ("jsonl", b'{"agent_id": 2}\n'), ("parquet", b"PAR1")):
        with open(odd + name.encode(), "wb") as file:
            file.write(content)
    # What the name above is written out as is another file's name.
    company.write("agents.\\udcff.csv", "agent_id", "3")
    report = company.land(refused_files="continue")
    assert [id for (id,) in company.rows("select ticket_id::int from raw.tickets order by 1")] == [
        *range(len(names)), 20, 21, 22, 23,
    ]  # fmt: skip
    assert company.rows("select agent_id from raw.agents order by 1") == [("1",), ("2",), ("3",)]
    assert {line.partition(": ")[::2] for line in report.refused} == {
        (
            "agents.\\udcff.parquet",
            "its name is not text in UTF-8, which the reader of Parquet needs; rename it",
        ),
        ("tickets/nowhere.csv", "it is no file that can be read; does it link to nowhere?"),
        ("tickets/pipe.csv", "it is no file that can be read; does it link to nowhere?"),
        ("tickets/self.csv", "it is no file that can be read; does it link to nowhere?"),
    }
    assert [line.partition(" is named")[0] for line in report.ignored] == [
        "elsewhere", "landing", "servicenow", "source.yaml", "tickets.old",
    ]  # fmt: skip
    assert "did you mean source.yml?" in report.ignored[3]
    assert {"tickets/new\\nline.csv", "tickets/\\x1b[31m.csv"} <= company.load_log().keys()


def test_a_folder_that_cannot_be_listed_stops_the_run_and_loses_nothing(
    company: Company, monkeypatch
) -> None:
    company.write("tickets/a.csv", SUBJECT_HEADER, f"1,{DAY},x")
    company.land()

    def closed(self: Path, iterdir=Path.iterdir):
        if self.name == "tickets":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(LandingError, match="landing/tickets cannot be read: Permission denied"):
        company.land(removed_files="drop")
    assert company.count("raw.tickets") == 1
