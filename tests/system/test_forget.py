"""A person who is forgotten is in no byte of the build file, and does not come back with the same files."""

import shutil
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.contract import STAGING, LandingError, load_contract
from customer_performance.core.errors import RunError
from customer_performance.core.paths import LAKE_VARIABLE, Layout
from customer_performance.land.forget import forget
from customer_performance.land.land import land
from customer_performance.spark.lake import export
from tests.support.landing_company import Heard

SECRETS = [
    b"person-7",
    b"zoe@example.org",
    b"Zoe Secret",
    b"my name is Zoe",
    b"Dear Zoe",
    b"zoes-extra",
    b"Zoe says",
]
TABLES = {
    "accounts": ["account_id,name,is_person", "a-1,Northwind,false", "a-9,Yves Private,true"],
    "contacts": [
        "contact_id,account_id,email,full_name,nickname",
        "person-7,a-1,zoe@example.org,Zoe Secret,zoes-extra",
        "person-8,a-1,adam@example.org,Adam Open,adams-extra",
        "person-9,a-9,yves@example.org,Yves Private,",
    ],
    "tickets": [
        "ticket_id,contact_id,account_id,subject,created_at,remark",
        "t-1,person-7,a-1,my name is Zoe,2024-03-01 10:00:00,zoes-extra",
        "t-2,person-8,a-1,my name is Adam,2024-03-01 10:00:00,adams-extra",
        "t-3,person-9,a-9,Yves writes,2024-03-01 10:00:00,",
    ],
    "ticket_messages": [
        "message_id,ticket_id,sent_at,author_id,author_type,body",
        "m-1,t-1,2024-03-01 10:00:00,person-7,customer,my name is Zoe",
        "m-2,t-1,2024-03-01 10:05:00,agent-1,agent,Dear Zoe",
        "m-3,t-2,2024-03-01 10:05:00,agent-1,agent,Dear Adam",
        "m-4,t-3,2024-03-01 10:05:00,agent-1,agent,Dear Yves",
    ],
    "ticket_events": [
        "event_id,ticket_id,occurred_at,field,old_value,new_value",
        "e-1,t-1,2024-03-01 10:01:00,status,new,solved",
        "e-2,t-1,2024-03-01 10:02:00,requester,person-7,person-8",
        "e-4,t-1,2024-03-01 10:02:00,subject,my name is Zoe,Zoe says hello",
        "e-5,t-2,2024-03-01 10:02:00,subject,,my name is Adam",
        "e-6,t-2,2024-03-01 10:02:00,requester,person-8,person-7",
        "e-3,t-1,2024-03-01 10:02:00,requester,,Zoe Secret,one column too many",
    ],
    "survey_responses": [
        "response_id,kind,contact_id,ticket_id,responded_at,score,comment",
        "r-1,csat,person-7,t-1,2024-03-02 10:00:00,5,Zoe says thanks",
        "r-2,csat,,t-1,2024-03-02 10:00:00,4,Zoe says it again",
    ],
    "usage_events": [
        "event_id,account_id,contact_id,occurred_at,feature",
        "u-1,a-1,person-7,2024-03-02 10:00:00,dashboard",
        "u-2,a-9,person-9,2024-03-02 10:00:00,dashboard",
    ],
}


@pytest.fixture
def company(tmp_path) -> Layout:
    landing = tmp_path / "landing"
    landing.mkdir()
    for table, lines in TABLES.items():
        (landing / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    layout = Layout(tmp_path / "out")
    layout.make()
    land_again(layout)
    return layout


def land_again(layout: Layout) -> None:
    landing = layout.out.parent / "landing"
    land(landing, layout.database, variables={"max_rejected_share": 1})


def found(layout: Layout, secrets: list[bytes]) -> list[bytes]:
    """Which of the words stand in any byte of any file under OUT."""
    content = b"".join(path.read_bytes() for path in layout.out.rglob("*") if path.is_file())
    return [secret for secret in secrets if secret in content]


def rows(layout: Layout, query: str) -> list[tuple]:
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_no_byte_of_the_person_remains_and_everything_else_does(company):
    assert found(company, SECRETS) == SECRETS  # else what follows would prove nothing
    forget(company, ["person-7"], [])
    assert found(company, SECRETS) == []
    assert rows(company, "select ticket_id, contact_id, subject, remark from raw.tickets order by 1") == [
        ("t-1", None, None, None),
        ("t-2", "person-8", "my name is Adam", "adams-extra"),
        ("t-3", "person-9", "Yves writes", None),
    ]
    assert rows(
        company, "select message_id, author_id, author_type, body from raw.ticket_messages order by 1"
    ) == [
        ("m-1", None, "customer", None),
        ("m-2", "agent-1", "agent", None),
        ("m-3", "agent-1", "agent", "Dear Adam"),
        ("m-4", "agent-1", "agent", "Dear Yves"),
    ]
    assert rows(company, "select event_id, old_value, new_value from raw.ticket_events order by 1") == [
        ("e-1", "new", "solved"),
        ("e-2", None, None),
        ("e-4", None, None),
        ("e-5", None, "my name is Adam"),
        ("e-6", None, None),
    ]
    assert rows(company, "select response_id, score, comment from raw.survey_responses order by 1") == [
        ("r-1", 5.0, None),
        ("r-2", 4.0, None),
    ]
    assert rows(company, "select event_id, contact_id from raw.usage_events order by 1") == [
        ("u-1", None),
        ("u-2", "person-9"),
    ]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_nothing_of_the_person_remains_in_the_lake_of_a_cluster(company, tmp_path, monkeypatch, elsewhere):
    other = tmp_path / "mounted" / "of-others.txt"
    other.parent.mkdir()
    other.write_text("stays", encoding="utf-8")
    if elsewhere:
        monkeypatch.setenv(LAKE_VARIABLE, str(other.parent))
    with duckdb.connect(str(company.database)) as connection:
        export(connection, company.lake, {"raw": ["tickets", "ticket_messages"]})
    assert list(company.lake.rglob("*.parquet"))
    forget(company, ["person-7"], [])
    assert not company.lake.exists()
    assert other.read_text(encoding="utf-8") == "stays"


def test_no_cell_of_an_earlier_build_remains(company):
    """The person's rows were in its sums, and the next build keeps what it finds."""
    with duckdb.connect(str(company.database)) as connection:
        connection.execute(
            "create schema intermediate; create table intermediate.metric_sums as select 1 as model"
        )
    forget(company, ["person-7"], [])
    assert rows(company, "select table_name from duckdb_tables() where schema_name = 'intermediate'") == []


def test_landing_the_same_person_again_brings_nobody_back(company):
    forget(company, ["person-7"], [])
    land_again(company)
    assert found(company, SECRETS) == []
    tickets = company.out.parent / "landing" / "tickets.csv"
    line = "t-5,person-7,a-1,my name is Zoe,2024-04-01 10:00:00,zoes-extra\n"
    tickets.write_text(tickets.read_text(encoding="utf-8") + line, encoding="utf-8")
    later = tickets.parent / "ticket_messages" / "april.csv"
    later.parent.mkdir()
    later.write_text(f"{TABLES['ticket_messages'][0]}\nm-9,t-1,2024-04-01 10:00:00,agent-1,agent,Dear Zoe\n")
    land_again(company)
    assert found(company, SECRETS) == []
    assert rows(company, "select ticket_id, contact_id from raw.tickets order by 1") == [
        ("t-1", None),
        ("t-2", "person-8"),
        ("t-3", "person-9"),
        ("t-5", None),
    ]
    assert rows(company, "select count(*), count(body) from raw.ticket_messages") == [(5, 2)]


def test_a_private_customer_is_forgotten_with_their_contacts(company):
    secrets = [b"a-9", b"Yves", b"person-9"]
    assert found(company, secrets) == secrets
    forget(company, [], ["a-9"])
    assert found(company, secrets) == []
    assert rows(company, "select count(*) from raw.tickets") == [(3,)]


def test_a_company_is_no_person(company):
    with pytest.raises(RunError, match="a-1 is not marked is_person"):
        forget(company, [], ["a-1"])


def test_a_contact_who_is_a_private_customer_is_said_to_have_an_account(company):
    said = forget(company, ["person-9", "person-7"], [])
    assert "Their private customer's account a-9 is still there: forget it by --account a-9" in said
    assert "a-1" not in said
    assert "still there" not in forget(company, ["person-9"], ["a-9"])


def test_who_never_got_beyond_the_rejected_rows_is_forgotten_as_well(company):
    contacts = company.out.parent / "landing" / "contacts.csv"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text + "person-5,a-1,eve@example.org,Eve,,too many\n", encoding="utf-8")
    land_again(company)
    assert found(company, [b"eve@example.org"]) != []
    forget(company, ["person-5"], [])
    assert found(company, [b"eve@example.org", b"person-5"]) == []
    contacts.write_text(text + "person-5,a-1,eve@example.org,Eve,,far,too,many\n", encoding="utf-8")
    land_again(company)
    assert found(company, [b"eve@example.org", b"person-5"]) == []


def test_an_id_that_nothing_knows_is_named_and_changes_nothing(company):
    before = rows(company, "from raw.contacts order by all")
    with pytest.raises(RunError, match=r"knows contact Person-7, account a-77, so nobody was forgotten"):
        forget(company, ["person-7", "Person-7"], ["a-77"])
    assert rows(company, "from raw.contacts order by all") == before
    assert rows(company, "select * from raw.forgotten") == []


def test_a_second_time_changes_nothing(company):
    forget(company, ["person-7"], ["a-9"])
    tombstones = rows(company, "from raw.forgotten order by all")
    assert forget(company, ["person-7"], ["a-9"]).startswith("0 rows changed or removed")
    assert rows(company, "from raw.forgotten order by all") == tombstones


def test_landing_with_nothing_new_leaves_the_build_file_as_it_is(company):
    forget(company, ["person-7"], [])
    before = company.database.stat().st_ino
    land_again(company)
    assert company.database.stat().st_ino == before


def test_nobody_named_is_a_mistake(company):
    with pytest.raises(RunError, match="--contact"):
        forget(company, [], [])


def forget_until(step: str, company: Layout, monkeypatch) -> None:
    """Forget the person, and be stopped where this step would begin."""

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"customer_performance.land.forget.{step}", stop)
    with pytest.raises(KeyboardInterrupt):
        forget(company, ["person-7"], [])
    monkeypatch.undo()


def test_a_killed_rewrite_leaves_the_file_whole(company, monkeypatch):
    forget_until("os.replace", company, monkeypatch)
    assert rows(company, "select count(*) from raw.tickets where contact_id = 'person-7'") == [(0,)]
    forget(company, ["person-7"], [])
    assert found(company, SECRETS) == []
    assert not list(Path(company.build).glob("*.fresh*"))


def test_a_landing_finishes_what_a_killed_forgetting_began(company, monkeypatch):
    forget_until("rewrite", company, monkeypatch)
    assert found(company, SECRETS) != []
    land_again(company)
    assert found(company, SECRETS) == []
    before = company.database.stat()
    land_again(company)
    assert company.database.stat().st_ino == before.st_ino


def test_who_comes_back_with_a_landing_that_stops_is_taken_out_as_well(company):
    forget(company, ["person-7"], [])
    landing = company.out.parent / "landing"
    (landing / "contacts.csv").write_text("contact_id,full_name\nperson-7,Zoe Secret\n", encoding="utf-8")
    (landing / "qa_reviews.csv").write_text("who,knows\n1,2\n", encoding="utf-8")
    before = company.database.stat()
    with pytest.raises(LandingError, match=r"qa_reviews\.csv: it lacks"):
        land_again(company)
    assert company.database.stat().st_ino != before.st_ino  # so few rows might leave no page behind
    assert found(company, SECRETS) == []


VENDOR = """
sources:
  - name: helpdesk
    schema: raw_helpdesk
    tables:
      - name: comments
        columns:
          - {name: note, data_type: varchar, config: {meta: {personal: true}}}
          - {name: case_number, data_type: varchar, config: {meta: {ticket: true}}}
      - name: case_changes
        columns:
          - {name: case_number, data_type: varchar, config: {meta: {ticket: true}}}
          - {name: what, data_type: varchar, config: {meta: {desk_fields: [status]}}}
          - {name: became, data_type: varchar, config: {meta: {value_of: what}}}
      - name: cases
        config: {meta: {rows_of: ticket}}
        columns:
          - {name: case_number, data_type: varchar, config: {meta: {required: true, ticket: true}}}
          - {name: asked_by, data_type: varchar, config: {meta: {person: contact}}}
          - {name: title, data_type: varchar, config: {meta: {personal: true}}}
"""
CASES = {
    "cases": ["case_number,asked_by,title", "c-1,person-7,my name is Zoe", "c-2,person-8,my name is Adam"],
    "comments": ["case_number,note,extra", "c-1,Dear Zoe,zoes-extra", "c-2,Dear Adam,"],
    "case_changes": [
        "case_number,what,became",
        "c-1,Status,done",
        "c-1,title,Zoe says",
        "c-2,title,Adam says",
    ],
}


def test_a_vendor_says_in_its_contract_which_texts_are_of_a_ticket(company, tmp_path, monkeypatch):
    """Not a line of Python knows this vendor, whose comments stand before its cases."""
    staging = tmp_path / "staging"
    shutil.copytree(STAGING, staging)
    (staging / "_helpdesk__sources.yml").write_text(VENDOR, encoding="utf-8")
    for step in ("land.land", "land.forget"):
        monkeypatch.setattr(f"customer_performance.{step}.load_contract", lambda: load_contract(staging))
    landing = company.out.parent / "landing" / "helpdesk"
    landing.mkdir()
    for table, lines in CASES.items():
        (landing / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    land_again(company)
    assert rows(company, "select count(note) from raw_helpdesk.comments") == [(2,)]

    forget(company, ["person-7", "helpdesk/person-7"], [])
    assert found(company, SECRETS) == []
    assert rows(company, "select case_number, note from raw_helpdesk.comments order by 1") == [
        ("c-1", None),
        ("c-2", "Dear Adam"),
    ]
    assert rows(company, "select case_number, asked_by, title from raw_helpdesk.cases order by 1") == [
        ("c-1", None, None),
        ("c-2", "person-8", "my name is Adam"),
    ]
    assert rows(company, "select what, became from raw_helpdesk.case_changes order by case_number, 1") == [
        ("Status", "done"),
        ("title", None),
        ("title", "Adam says"),
    ]


ZENDESK = {
    "user": ["id,role,name,email", "7,end-user,Zoe Secret,zoe@example.org", "8,agent,Adam,adam@example.org"],
    "ticket": [
        "id,requester_id,submitter_id,assignee_id,status,subject,created_at",
        "1,7,7,8,solved,my name is Zoe,2024-03-01 10:00:00",
        "2,8,8,8,open,my name is Adam,2024-03-01 10:00:00",
    ],
    "ticket_field_history": [
        "ticket_id,field_name,updated,value,user_id",
        "1,status,2024-03-01 10:00:00,new,7",
        "1,assignee_id,2024-03-01 10:01:00,8,8",
        "1,first_reply_time,2024-03-01 10:01:00,\"{\"\"minutes\"\": 60}\",-1",
        "1,subject,2024-03-01 10:02:00,Zoe says hello,8",
        "1,requester_id,2024-03-01 10:03:00,7,8",
        "2,subject,2024-03-01 10:02:00,my name is Adam,8",
    ],
    "ticket_comment": [
        "id,ticket_id,user_id,created,public,body",
        "11,1,7,2024-03-01 10:00:00,true,my name is Zoe",
        "12,1,8,2024-03-01 10:05:00,true,Dear Zoe",
        "13,2,8,2024-03-01 10:05:00,true,Dear Adam",
    ],
    "ticket_audit": [
        "id,ticket_id,created_at,author_id,events",
        "21,1,2024-03-01 10:00:00,7,\"[{\"\"type\"\": \"\"Comment\"\", \"\"body\"\": \"\"my name is Zoe\"\"}]\"",
        "22,2,2024-03-01 10:00:00,8,[]",
    ],
    "satisfaction_rating": [
        "id,ticket_id,requester_id,score,comment,created_at",
        "31,1,7,good,Zoe says thanks,2024-03-02 10:00:00",
    ],
}  # fmt: skip


def test_a_requester_in_zendesk_is_forgotten_and_the_words_of_the_desk_stay(company):
    folder = company.out.parent / "landing" / "zendesk"
    folder.mkdir()
    for table, lines in ZENDESK.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    land_again(company)
    assert rows(company, "select count(body) from raw_zendesk.ticket_comment") == [(3,)]

    forget(company, ["person-7", "zendesk/7"], [])
    assert found(company, SECRETS) == []
    assert rows(company, "select id, requester_id, subject from raw_zendesk.ticket order by 1") == [
        ("1", None, None),
        ("2", "8", "my name is Adam"),
    ]
    query = "select field_name, value, user_id from raw_zendesk.ticket_field_history order by ticket_id, updated, 1"
    assert rows(company, query) == [
        ("status", "new", None),
        ("assignee_id", "8", "8"),
        ("first_reply_time", '{"minutes": 60}', "-1"),
        ("subject", None, "8"),
        ("requester_id", None, "8"),
        ("subject", "my name is Adam", "8"),
    ]  # fmt: skip
    assert rows(company, "select id, body from raw_zendesk.ticket_comment order by 1") == [
        ("11", None),
        ("12", None),
        ("13", "Dear Adam"),
    ]
    assert rows(company, "select id, events from raw_zendesk.ticket_audit order by 1") == [
        ("21", None),
        ("22", "[]"),
    ]
    assert rows(company, "select id, score, comment from raw_zendesk.satisfaction_rating") == [
        ("31", "good", None)
    ]
    assert rows(company, "select id from raw_zendesk.user") == [("8",)]


INCIDENTS = [
    "number,sys_mod_count,sys_updated_at,opened_at,incident_state,assigned_to,caller_id,short_description",
    "t-1,1,2024-03-05 10:00:00,2024-03-05 09:00:00,New,7,person-7,Ivo writes",
    "t-2,1,2024-03-05 10:00:00,2024-03-05 09:00:00,New,7,person-8,Mia writes",
]
CALLERS = "select number, caller_id, short_description from raw_servicenow.incident_history order by 1"
ALL_CALLERS = [("t-1", "person-7", "Ivo writes"), ("t-2", "person-8", "Mia writes")]


@pytest.fixture
def two_systems(company) -> Layout:
    """The company, and a ServiceNow whose callers and incidents have ids of its contacts and tickets."""
    folder = company.out.parent / "landing" / "servicenow"
    folder.mkdir()
    (folder / "incident_history.csv").write_text("\n".join(INCIDENTS) + "\n", encoding="utf-8")
    land_again(company)
    assert rows(company, CALLERS) == ALL_CALLERS
    return company


def contacts(company: Layout) -> list[str]:
    return [each for (each,) in rows(company, "select contact_id from raw.contacts order by 1")]


def link(company: Layout, *links: tuple[str, str, str]) -> None:
    """As a build does by seed account_links: (kind, id, the id that it is linked to)."""
    with duckdb.connect(str(company.database)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_identity_links (kind varchar, landed_id varchar, identity_id varchar)"
        )
        connection.executemany("insert into intermediate.int_identity_links values (?, ?, ?)", links)


@pytest.mark.parametrize("named", ["person-7", "servicenow/person-8"])
def test_who_is_known_by_several_ids_is_forgotten_by_all_of_them(two_systems, named):
    link(
        two_systems,
        ("contact", "servicenow/person-8", "person-7"),
        ("contact", "never-landed", "person-7"),
        ("contact", "person-8", None),
        ("account", "person-8", "person-7"),
    )
    heard = Heard()
    forget(two_systems, [named], [], progress=heard)
    other = {"person-7": "servicenow/person-8", "servicenow/person-8": "person-7"}[named]
    assert heard.lines == [f"  contact {named} is linked to {other}: forgotten in all of these"]
    land_again(two_systems)
    assert contacts(two_systems) == ["person-8", "person-9"]
    assert rows(two_systems, CALLERS) == [ALL_CALLERS[0], ("t-2", None, None)]


def test_nobody_is_forgotten_by_halves_before_a_build_has_followed_the_links(
    two_systems, tmp_path, monkeypatch
):
    monkeypatch.setattr("customer_performance.land.linked.SEEDS", tmp_path)
    for kind in ("account", "contact", "agent"):
        (tmp_path / f"{kind}_links.csv").write_text(f"source,{kind}_id,{kind}\n", encoding="utf-8")
    lines = tmp_path / "contact_links.csv"
    lines.write_text("source,contact_id,contact\nservicenow,17,a-9\n", encoding="utf-8")
    with pytest.raises(
        RunError, match=r"contact_links\.csv says which accounts are one.*nobody was forgotten"
    ):
        forget(two_systems, [], ["a-9"])
    lines.write_text("source,contact_id,contact\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"Var match_contacts_by is to find which contacts are one"):
        forget(two_systems, ["person-8"], [], {"match_contacts_by": "email"})
    assert rows(two_systems, "select * from raw.forgotten") == []
    link(two_systems, ("account", "never-landed", "a-9"))
    assert "_links.csv" not in forget(two_systems, [], ["a-9"], {"match_contacts_by": "email"})


def test_lines_of_the_seeds_are_to_be_taken_out(two_systems, tmp_path, monkeypatch):
    monkeypatch.setattr("customer_performance.land.linked.SEEDS", tmp_path)
    for kind, line in (
        ("account", "files,1,2\n"),
        ("contact", "servicenow,person-8,person-7\n"),
        ("agent", ""),
    ):
        (tmp_path / f"{kind}_links.csv").write_text(f"source,{kind}_id,{kind}\n{line}", encoding="utf-8")
    link(two_systems, ("contact", "servicenow/person-8", "person-7"))
    said = forget(two_systems, ["person-7"], [])
    assert "Take their lines out of seeds/contact_links.csv as well" in said


def test_what_the_contacts_of_a_private_customer_are_linked_to_is_forgotten_with_them(two_systems):
    link(two_systems, ("contact", "servicenow/person-8", "person-9"))
    heard = Heard()
    forget(two_systems, [], ["a-9"], progress=heard)
    assert heard.lines == ["  contact person-9 is linked to servicenow/person-8: forgotten in all of these"]
    land_again(two_systems)
    assert contacts(two_systems) == ["person-7", "person-8"]
    assert rows(two_systems, CALLERS) == [ALL_CALLERS[0], ("t-2", None, None)]


def test_a_company_is_not_forgotten_by_an_account_that_is_linked_to_it(two_systems):
    link(two_systems, ("account", "a-9", "a-1"))
    with pytest.raises(
        RunError, match="account a-1, which is linked to one who was named, is not marked is_person"
    ):
        forget(two_systems, [], ["a-9"])
    assert rows(two_systems, "select * from raw.forgotten") == []


def test_whoever_has_the_same_id_in_another_system_stays(two_systems):
    forget(two_systems, ["person-7"], [])
    land_again(two_systems)
    assert contacts(two_systems) == ["person-8", "person-9"]
    assert rows(two_systems, CALLERS) == ALL_CALLERS

    # Three letters alone are among so many random bytes by chance.
    assert found(two_systems, [b"Mia writes"]) != []
    forget(two_systems, [" servicenow/person-8 "], [])
    land_again(two_systems)
    assert contacts(two_systems) == ["person-8", "person-9"]
    assert rows(two_systems, "select subject from raw.tickets where ticket_id = 't-2'") == [
        ("my name is Adam",)
    ]
    assert rows(two_systems, CALLERS) == [("t-1", "person-7", "Ivo writes"), ("t-2", None, None)]
    assert found(two_systems, [b"Mia writes"]) == []


def test_files_that_speak_of_another_system_lose_its_people(two_systems):
    variables = {"id_spaces": {"files": {"contact_id": "servicenow", "author_id": "servicenow"}}}
    forget(two_systems, ["servicenow/person-7"], [], variables)
    landing = two_systems.out.parent / "landing"
    land(landing, two_systems.database, variables={"max_rejected_share": 1, **variables})
    assert contacts(two_systems) == ["person-8", "person-9"]
    # The ids of tickets are the files' own here, so that ServiceNow's t-1 is no ticket of theirs.
    assert rows(two_systems, CALLERS) == [("t-1", None, None), ("t-2", "person-8", "Mia writes")]
    subjects = "select subject from raw.tickets order by ticket_id"
    assert rows(two_systems, subjects) == [(None,), ("my name is Adam",), ("Yves writes",)]


def test_an_id_of_another_system_is_asked_about(two_systems):
    incidents = two_systems.out.parent / "landing" / "servicenow" / "incident_history.csv"
    incidents.write_text("\n".join(INCIDENTS).replace("person-8", "caller-8") + "\n", encoding="utf-8")
    land_again(two_systems)
    asked = r"contact caller-8 \(did you mean servicenow/caller-8\?\), contact servicenow/x,"
    with pytest.raises(RunError, match=asked):
        forget(two_systems, ["caller-8", "servicenow/x"], [])


def test_a_tombstone_from_before_ids_had_a_source_is_of_every_source(two_systems):
    with duckdb.connect(str(two_systems.database)) as connection:
        connection.execute("alter table raw.forgotten drop column is_qualified")
        connection.execute(
            "insert into raw.forgotten select 'contact', sha256(pseudonym_key || '|forgotten contact|person-7'), now()"
            " from raw.pseudonym_key"
        )
    land_again(two_systems)
    assert contacts(two_systems) == ["person-8", "person-9"]
    assert rows(two_systems, CALLERS) == [("t-1", None, None), ("t-2", "person-8", "Mia writes")]
    assert forget(two_systems, ["servicenow/person-7"], []).startswith("0 rows changed or removed")
