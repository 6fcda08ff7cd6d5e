"""A person is forgotten at the command line, and nothing under OUT knows them any more. Before and after, nothing
personal is published, shown on screen or open to other users of the machine.

One small company has landed; what runs before may have left of the person is planted. Then the person is forgotten,
with agents to be published (that they are private otherwise, the demo company shows). Of dbt's run, data tests are
left out: they take longer than all else.
"""

import hashlib
import io
import os
import threading
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from customer_performance import cli
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout, private_files
from tests.support.traces import files_in, traces

# Each personal value of the company has one of these words in it; Zoe is the one who will be forgotten.
ZOE = ["zoe-id", "zoe@mail", "zoesecret", "zoes-nickname"]
CUSTOMERS = ["canary", *ZOE]
HEADER = (
    "pelican"  # the name of a column that nobody declared, which may be somebody's; landing says it on screen
)
AGENTS = ["falcon"]
START = datetime(2024, 1, 8, 9)
VARIABLES = "{publish_agents: true, max_rejected_share: 0.5, refused_files: continue}"
LEFT_BEHIND = [
    ".published/old/warehouse.txt",
    ".published/older/parquet/fct_tickets.txt",
    "build/landing-rows.csv",
    "build/quality/raw/validations/old.html",
    "build/spill/duckdb_temp_storage-0.tmp",
    "build/target/run_results.json",
    "build/warehouse.duckdb.tmp/duckdb_temp_storage-0.tmp",
    "logs/dbt.log",
    "logs/dbt.log.1",
    "site/old.html",
]


def tables() -> dict[str, list[str]]:
    """A company's people, a private customer and what they wrote, with faults as exports have them."""
    tickets, messages, events, surveys = [], [], [], []
    for number in range(60):
        contact = ["zoe-id", "canary-2", "canary-3"][number % 3]
        account = "canary-person" if contact == "canary-3" else "acme"
        text = "zoesecret" if contact == "zoe-id" else "canary"
        at = START + timedelta(days=4 * number)
        solved = at + timedelta(hours=5)
        tickets.append(f"t{number},{account},{contact},falcon-1,desk,{text},solved,{at},{solved},{text}")
        messages.append(f"m{number},t{number},{at},{contact},customer,{text} writes")
        messages.append(f"r{number},t{number},{at + timedelta(hours=1)},falcon-1,agent,Dear {text}")
        events.append(f"e{number},t{number},{solved},falcon-1,agent,status,open,solved")
        events.append(f"f{number},t{number},{at},{contact},customer,subject,{text},{text} again")
        surveys.append(
            f"s{number},csat,{account},{contact},t{number},{solved},{solved},{number % 5 + 1},1,5,{text}"
        )
    return {
        "accounts": ["account_id,name,is_person", "acme,Acme,false", "canary-person,Canary Private,true"],
        "contacts": [
            "contact_id,account_id,email,full_name,nickname,pelican",
            "zoe-id,acme,zoe@mail.example,Zoesecret,zoes-nickname,",
            "canary-2,acme,canary@mail.example,Canary Open,,",
            "canary-3,canary-person,canary@mail.example,Canary Private,,",
        ],
        "agents": ["agent_id,name,team_id", "falcon-1,Falcon One,desk", "falcon-2,Falcon Two,desk"],
        "teams": ["team_id,name,lead_agent_id", "desk,Desk,falcon-2"],
        "tickets": [
            "ticket_id,account_id,contact_id,agent_id,team_id,subject,status,created_at,solved_at,remark",
            *tickets,
            "t-bad,acme,zoe-id,falcon-1,desk,zoesecret,open,zoesecret was born,,",
            "t-worse,acme,canary-2,a broken line of canary",
        ],
        "ticket_messages": ["message_id,ticket_id,sent_at,author_id,author_type,body", *messages],
        "ticket_events": [
            "event_id,ticket_id,occurred_at,actor_id,actor_type,field,old_value,new_value",
            *events,
        ],
        "survey_responses": [
            "response_id,kind,account_id,contact_id,ticket_id,sent_at,responded_at,score,scale_min,scale_max,comment",
            *surveys,
        ],
        # refused: without a column that must be there, and without a header
        "calls": ["call_id,caller", "c-1,canary"],
        "orders": ["canary-3,canary@mail.example,zoesecret", "canary-2,canary,canary"],
    }


class Watch(threading.Thread):
    """Looks again and again, while others work, whether anybody else could enter what is private."""

    def __init__(self, layout: Layout):
        super().__init__(daemon=True)
        self.layout, self.end, self.found, self.looks = layout, threading.Event(), set(), 0

    def run(self) -> None:
        while not self.end.wait(0.01):
            self.looks += 1
            self.found |= {folder.name for folder in self.layout.private if is_open(folder)}


def is_open(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & 0o077)


class Company:
    def __init__(self, folder: Path):
        self.layout = Layout(folder / "out")
        self.landing = folder / "landing"
        self.landing.mkdir()
        for table, lines in tables().items():
            (self.landing / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.watch = Watch(self.layout)
        self.screen = ""

    def run(self, command: str, *arguments: str) -> tuple[int, str]:
        """The exit code of the command line, and what it shows."""
        shown = io.StringIO()
        with redirect_stdout(shown), redirect_stderr(shown):
            code = cli.main([command, *arguments, "--vars", VARIABLES, "--out", str(self.layout.out)])
        self.screen += shown.getvalue()
        return code, shown.getvalue()

    def public(self) -> list[Path]:
        """What others can read."""
        private = [str(folder) for folder in self.layout.private]
        return [path for path in files_in(self.layout.out) if not str(path).startswith(tuple(private))]

    def rows(self, query: str, is_published: bool = False) -> list[tuple]:
        file = self.layout.published.resolve() / "warehouse.duckdb" if is_published else self.layout.database
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def pseudonym(self, identity: str) -> str:
        return "p" + hashlib.sha256(f"{self.key}|{identity}".encode()).hexdigest()[:16]

    @property
    def key(self) -> str:
        return self.rows("select pseudonym_key from raw.pseudonym_key")[0][0]


@pytest.fixture(scope="module")
def monkeymodule():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def company(tmp_path_factory, monkeymodule) -> Company:
    """Landed, with leftovers of earlier runs, broken ones, too."""
    company = Company(tmp_path_factory.mktemp("forgotten"))
    before = os.umask(0)  # what is private must not be so by the umask
    monkeymodule.setitem(cli.STEPS, "dbt build", without_data_tests)
    monkeymodule.setenv(
        "CUSTOMER_PERFORMANCE_COLIBRI", str(tmp_path_factory.mktemp("no") / "colibri")
    )  # takes long
    company.watch.start()
    code, shown = company.run("land", "--landing", str(company.landing))
    assert code == 0, shown
    with private_files():
        for path in LEFT_BEHIND:
            (company.layout.out / path).parent.mkdir(parents=True, exist_ok=True)
            (company.layout.out / path).write_text(f"{', '.join(ZOE)}, {company.pseudonym('zoe-id')}")
    company.layout.published.symlink_to(".published/old")
    yield company
    company.watch.end.set()
    os.umask(before)


def without_data_tests(layout, options) -> str:
    return run_dbt(
        layout, "build", "--exclude-resource-type", "unit_test", "test", variables=options.variables
    )


@pytest.fixture(scope="module")
def forgotten(company) -> str:
    """What the command line says when Zoe is forgotten. All that is left is read once."""
    company.known = traces([company.layout.database], CUSTOMERS + AGENTS)
    company.zoe, company.other = company.pseudonym("zoe-id"), company.pseudonym("canary-2")
    words = [*CUSTOMERS, HEADER, *AGENTS, company.zoe, company.other, company.key]
    code, shown = company.run("forget", "--contact", "zoe-id")
    assert code == 0, shown
    company.left = traces(files_in(company.layout.out), words)
    return shown


def test_the_build_file_knew_everyone_before(company, forgotten):
    assert {trace.word for trace in company.known} == {*CUSTOMERS, *AGENTS}
    assert (company.layout.database, '"raw"."rejected_rows"', "zoesecret") in company.known


def test_who_is_forgotten_is_nowhere_under_out(company, forgotten):
    assert {trace for trace in company.left if trace.word in [*ZOE, company.zoe]} == set()
    assert company.rows("select count(*), count(contact_id) from marts.fct_tickets", True) == [(60, 40)]
    assert len(list((company.layout.out / ".published").iterdir())) == 1


def test_the_scores_of_who_is_forgotten_are_gone_with_the_texts(company, forgotten):
    languages = """
        select messages.message_id in (select 'm' || number * 3 from range(20) as numbers (number)) as is_zoes,
            count(*), count(messages.sentiment_language)
        from marts.fct_ticket_messages as messages where messages.is_customer_message group by all order by all
    """
    assert company.rows(languages, True) == [(False, 40, 40), (True, 20, 0)]
    scored = "select count(*) from intermediate.int_message_sentiment__scores where text_hash = md5('{}')"
    assert company.rows(scored.format("zoesecret writes")) == [(0,)]
    assert company.rows(scored.format("canary writes")) == [(1,)]


def test_the_files_that_landed_are_said_to_be_the_users(forgotten):
    assert "The landing files are yours and as they were" in forgotten


def test_others_leave_the_build_file_by_pseudonym_alone(company, forgotten):
    where = {trace.path for trace in company.left if trace.word == company.other}
    assert company.layout.published.resolve() / "parquet" / "fct_tickets.parquet" in where
    assert {trace.path for trace in company.left if trace.word in CUSTOMERS} == {company.layout.database}
    assert {trace.path for trace in company.left if trace.word == HEADER} == {company.layout.database}


def test_agents_are_published_where_the_var_says_so(company, forgotten):
    names = [("Falcon One",), ("Falcon Two",)]
    assert company.rows("select agent_name from marts.dim_agents order by 1", True) == names
    assert company.rows("select lead_name from marts.dim_teams", True) == names[1:]
    agents = "select distinct dimension_value from marts.metric_values where dimension = 'agent'"
    assert names[0] in company.rows(agents, True)
    # by name, and never by the source's id
    assert company.rows("select count(*) from marts.dim_agents where agent_id like 'falcon%'", True) == [(0,)]


def test_the_key_of_the_pseudonyms_is_in_the_build_file_alone(company, forgotten):
    names, key = {path.name for path in files_in(company.layout.out)}, company.key
    assert {"manifest.json", "run_results.json", "dbt.log", "index.html"} <= names
    assert {trace.path for trace in company.left if trace.word == key} == {company.layout.database}


def test_who_was_forgotten_does_not_come_back(company, forgotten):
    code, shown = company.run("land", "--landing", str(company.landing))
    assert code == 0, shown
    assert "taken out again" not in shown  # nothing is new
    with open(company.landing / "tickets.csv", "a", encoding="utf-8") as file:
        file.write("t-late,acme,zoe-id,falcon-1,desk,zoesecret,open,2024-09-01,,zoesecret\n")
    code, shown = company.run("land", "--landing", str(company.landing))
    assert code == 0, shown
    assert "taken out again" in shown
    assert traces(files_in(company.layout.build, company.layout.logs), ZOE) == set()
    assert company.rows("select contact_id, subject from raw.tickets where ticket_id = 't-late'") == [
        (None, None)
    ]


def test_a_second_time_is_harmless_and_an_unknown_id_is_named(company, forgotten, monkeypatch):
    monkeypatch.setattr(cli, "steps_of", lambda options: ["forget"])
    code, shown = company.run("forget", "--contact", "zoe-id")
    assert code == 0, shown
    tombstones = company.rows("select * from raw.forgotten order by all")
    code, shown = company.run("forget", "--contact", "canary-2", "--contact", "zoe-typo")
    assert code == 1
    assert "Nothing that has landed knows contact zoe-typo, so nobody was forgotten" in shown
    assert company.rows("select * from raw.forgotten order by all") == tombstones
    assert company.rows("select count(*) from raw.contacts where contact_id = 'canary-2'") == [(1,)]


def test_nothing_personal_was_shown_on_screen(company, forgotten):
    assert "rejected" in company.screen
    assert "refused: calls.csv" in company.screen
    assert "refused: orders.csv" in company.screen
    assert [word for word in CUSTOMERS + AGENTS if word in company.screen.lower()] == []


def test_private_files_are_private_from_their_first_moment_whatever_the_umask(company, forgotten):
    assert company.watch.looks > 100
    assert company.watch.found == set()
    private = [path for folder in company.layout.private for path in [folder, *folder.rglob("*")]]
    assert {"warehouse.duckdb", "manifest.json", "run.lock"} <= {path.name for path in private}
    assert [str(path) for path in private if is_open(path)] == []
    assert is_open(company.layout.published.resolve() / "warehouse.duckdb")
    assert is_open(company.layout.site / "index.html")
    assert files_in(company.layout.spill) == []
