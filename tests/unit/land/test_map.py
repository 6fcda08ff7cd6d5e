"""A folder of unknown exports gets a first source.yml, which lands after a few corrections."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from customer_performance import cli
from customer_performance.core.contract import LandingError
from customer_performance.core.paths import PROJECT
from customer_performance.land.map import write_map
from tests.support.landing_company import Company
from tests.support.workbooks import write_workbook


@pytest.fixture
def exports(company: Company) -> Company:
    """A helpdesk in French, orders in US format, answers to surveys in two files, and a workbook."""
    company.write(
        "export_demandes.csv",
        "N° ticket;Créé le;Résolu le;Statut;Priorité;Demandeur;Équipe;Objet",
        "1001;13/03/2024 09:15;14/03/2024 10:00;Résolu;Haute;ada@example.com;Support;Secret",
        "1002;13/03/2024 10:15;;En attente du client;Basse;bob@example.com;Support;Secret",
        "1003;14/03/2024 10:15;;Bloqué;Basse;bob@example.com;Support;Secret",
    )
    company.write(
        "orders_us.csv",
        "Order Number,Customer,Order Date,Total,Currency",
        'A-1,ada@example.com,03/13/2024 9:05 PM,"1,234.50",USD',
        "A-2,bob@example.com,03/14/2024 9:05 AM,12.00,USD",
    )
    for month in ("march", "april"):
        company.write(
            f"csat_{month}.csv",
            "Email,Score,Comment,Submitted at",
            f"{month}@example.com,5,fine,2024-03-15 10:00",
        )
    write_workbook(
        company.landing / "contrats.xlsx",
        {
            "Abonnements": [
                ["N° abonnement", "Compte", "Date de début", "Montant mensuel"],
                ["S1", "acme", datetime(2024, 1, 1), 49.5],
            ]
        },
    )
    company.write("notes.txt", "nothing that is a table")
    return company


def test_a_first_source_yml_lands_after_one_correction(exports: Company) -> None:
    said = write_map(exports.landing)
    path = exports.landing / "source.yml"
    written = path.read_text(encoding="utf-8")
    assert "Secret" not in written + said
    assert "example.com" not in written + said
    assert "Bloqué" not in said
    assert "notes.txt: like none of our tables" in said
    assert "export_demandes.csv: tickets, 8 of 8 columns; 1 words to translate" in said
    declared = yaml.safe_load(written)["tables"]
    assert declared["tickets"]["timestamp_format"] == ["%d/%m/%Y %H:%M"]
    assert declared["tickets"]["values"] == {
        "status": {"En attente du client": "pending", "Résolu": "solved"}
    }
    assert declared["orders"]["decimal"] == "."
    assert declared["survey_responses"]["files"] == ["csat_april.csv", "csat_march.csv"]
    assert declared["survey_responses"]["set"] == {"response_id": "{Email}|{Submitted at}", "kind": "csat"}
    assert '# values of status that mean nothing yet: {"Bloqué": ???}' in written
    path.write_text(written.replace('Résolu": solved', 'Résolu": solved, Bloqué: hold'), encoding="utf-8")
    exports.land()
    assert exports.count("raw.rejected_rows") == 0
    assert exports.rows("select status, count(*) from raw.tickets group by 1 order by 1") == [
        ("hold", 1),
        ("pending", 1),
        ("solved", 1),
    ]
    assert exports.rows("select sum(amount)::varchar, max(ordered_at)::varchar from raw.orders") == [
        ("1246.50", "2024-03-14 09:05:00")
    ]
    assert exports.count("raw.survey_responses") == 2
    assert exports.rows("select subscription_id, mrr::varchar from raw.subscriptions") == [("S1", "49.50")]


def test_what_is_there_is_not_overwritten(exports: Company, capsys) -> None:
    assert cli.main(["map", str(exports.landing)]) == 0
    before = (exports.landing / "source.yml").read_text(encoding="utf-8")
    with pytest.raises(LandingError, match="is there already"):
        write_map(exports.landing)
    assert (exports.landing / "source.yml").read_text(encoding="utf-8") == before


def test_an_encoding_is_guessed_and_what_is_open_is_said(company: Company) -> None:
    company.write("kunden_tickets.csv", "Größe;Eröffnet am;Stand".encode("cp1252"), b"1;13.03.2024;offen")
    said = write_map(company.landing)
    written = (company.landing / "source.yml").read_text(encoding="utf-8")
    assert "encoding: cp1252" in written
    assert "to be filled in: ticket_id" in said
    assert "# ticket_id: ???" in written
    assert yaml.safe_load(written)["tables"]["tickets"]["columns"]["Eröffnet am"] == "created_at"


@pytest.mark.parametrize("folder", ["empty", "nowhere"])
def test_nothing_to_map(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LandingError, match=r"has no file|is not a folder"):
        write_map(tmp_path / folder)


def test_the_example_of_the_how_to(company: Company) -> None:
    page = (PROJECT / "docs" / "how-to" / "land-your-tables.md").read_text(encoding="utf-8")
    export = re.search("```\n(Vorgangsnummer.*?)```", page, re.DOTALL)[1]
    (said,) = (
        block
        for block in re.findall("```yaml\n(.*?)```", page, re.DOTALL)
        if "Vorgang" in block and "Kunde" in block
    )
    company.write("Vorgänge_2024.csv", export)
    write_map(company.landing)
    path = company.landing / "source.yml"
    written, wanted = yaml.safe_load(path.read_text(encoding="utf-8")), yaml.safe_load(said)
    assert wanted.pop("timezone") == "Europe/Berlin"
    assert wanted["tables"]["tickets"]["values"]["status"].pop("Rückfrage Technik") == "hold"
    assert written == wanted
    path.write_text(said, encoding="utf-8")
    company.land()
    assert company.rows(
        "select ticket_id, created_at::varchar, status, handling_minutes from raw.tickets order by 1"
    ) == [
        ("4711", "2024-03-13 08:15:00", "solved", 12.5),
        ("4712", "2024-03-13 23:00:00", "pending", 7.25),
        ("4713", "2024-03-14 10:00:00", "hold", None),
    ]


def test_columns_are_guessed_by_what_is_in_them_where_their_names_say_nothing(company: Company) -> None:
    rows = [
        f'Support,C{n},{n % 4 + 1} - a text,"Jan 0{n}, 2025 09:55 AM",{n}@example.com' for n in range(1, 9)
    ]
    company.write("csat_results.csv", "Survey,Case,How were we?,When,Respondent", *rows)
    company.write(
        "glpi.csv",
        "Réf.;Date d'ouverture;Adresse du demandeur;Groupe d'affectation;Catégorie;Durée de traitement (min)",
        *(f"R{n};02/01/2025 09:37;{n}@example.com;Niveau 2;Réclamation;4,5" for n in range(1, 9)),
        end="\r\n",
    )
    company.write("shop-orders.csv", "Order #,Placed on,Order Total", 'US-1,1/22/2025,"$1,234.50"')
    said = write_map(company.landing)
    declared = yaml.safe_load((company.landing / "source.yml").read_text(encoding="utf-8"))["tables"]
    assert declared["survey_responses"]["columns"] == {
        "Case": "ticket_id",
        "How were we?": "score",
        "When": "responded_at",
        "Respondent": "contact_id",
    }
    assert declared["survey_responses"]["set"] == {"response_id": "{Respondent}|{When}", "kind": "csat"}
    assert declared["orders"]["set"] == {"currency": "USD"}
    assert "6 of 6 columns" in said
    company.land()
    assert company.count("raw.rejected_rows") == 0
    assert company.rows("select max(score), max(responded_at)::varchar from raw.survey_responses") == [
        (4.0, "2025-01-08 09:55:00")
    ]
    assert company.rows("select amount::varchar, currency from raw.orders") == [("1234.50", "USD")]
    assert company.rows("select distinct team_id, ticket_type, handling_minutes from raw.tickets") == [
        ("Niveau 2", "Réclamation", 4.5)
    ]


def test_a_reason_names_values_where_texts_are_to_be_said_one_by_one(company: Company) -> None:
    company.write(
        "tickets.csv", "ticket_id,created_at,is_spam,handling_minutes", "1,2024-03-01,vielleicht,lang"
    )
    company.land()
    means = "`values` of source.yml, under is_spam, says which of true and false each text means"
    assert [why for *_, why in company.reasons("tickets.csv")] == [f"not true or false (aaa…); {means}"]


def test_a_shop_in_french_is_asked_only_what_its_files_do_not_tell(company: Company) -> None:
    company.write(
        "Export billets.csv",
        "N° de billet;Catégorie;Demandeur;Statut;Créé le;Temps passé (min)",
        "INC-1;Facturation;ada@example.com;Résolu;30/04/2025 17:25;27,1",
        "INC-2;Panne;bob@example.com;Résolu;30/04/2025 18:25;3,5",
    )
    company.write(
        "csat.csv",
        "Ticket\tRespondent\tHow satisfied were you? (1-5)\tAnything else?\tSent\tAnswered",
        *(f"INC-{n}\tada@example.com\t\t\t2025-05-0{n}T20:30:00+01:00\t" for n in (1, 2, 3)),
        "INC-4\tada@example.com\t5\tMerci\t2025-05-04T20:30:00+01:00\t2025-05-05T20:30:00+01:00",
    )
    company.write(
        "orders_export.csv",
        "Order #,Order Date,Customer Email,Total",
        "#1,06/15/2025 01:02 AM,ada@example.com,$90.24",
        "#2,06/16/2025 01:02 AM,ada@example.com,$10.00",
    )
    said = write_map(company.landing)
    path = company.landing / "source.yml"
    written = path.read_text(encoding="utf-8")
    assert "to be filled in: timezone" in said
    assert "# timezone: ???" in written
    assert "6 of 6 columns; 1 words to translate" in said
    assert (
        "one of question, incident, problem, task, complaint, bug, feature_request, limitation, or the"
        in written
    )
    declared = yaml.safe_load(written)["tables"]
    assert declared["tickets"]["columns"]["N° de billet"] == "ticket_id"
    assert declared["tickets"]["columns"]["Temps passé (min)"] == "handling_minutes"
    assert declared["tickets"]["decimal"] == ","
    assert declared["survey_responses"]["columns"]["Anything else?"] == "comment"
    # The time of the answer is empty where nobody answered.
    assert declared["survey_responses"]["set"]["response_id"] == "{Respondent}|{Sent}"
    proposed = re.sub(
        r"^( *)# (account_id: \"|  files|  columns|  set|accounts:)", r"\1\2", written, flags=re.MULTILINE
    )
    path.write_text(proposed.replace("# timezone: ???", "timezone: Europe/Paris"), encoding="utf-8")
    company.land()
    assert company.count("raw.rejected_rows") == 0
    assert company.rows("select count(distinct response_id) from raw.survey_responses") == [(4,)]
    assert company.rows("select distinct account_id, contact_id from raw.orders") == [
        ("ada@example.com",) * 2
    ]
    assert company.rows("select distinct account_id, is_person from raw.accounts") == [
        ("ada@example.com", True)
    ]


def test_a_survey_whose_rows_no_key_tells_apart_is_asked_for_one(company: Company) -> None:
    company.write(
        "csat.csv", "Email,Score,Answered", *(f"ada@example.com,{n},2025-05-01 10:00" for n in (1, 2, 3))
    )
    assert "to be filled in: response_id" in write_map(company.landing)
    written = (company.landing / "source.yml").read_text(encoding="utf-8")
    assert "# response_id: ???   # or name the column that has it, under columns" in written


def test_landing_says_that_orders_have_no_account(company: Company) -> None:
    company.write("orders.csv", "order_id,ordered_at", "1,2024-03-01 00:00:00")
    company.land()
    assert any("no account_id: where contacts" in line for line in company.said)
    company.write("orders.csv", "order_id,ordered_at,account_id", "1,2024-03-01 00:00:00,a")
    company.progress.lines.clear()
    company.land()
    assert company.said
    assert not any("no account_id" in line for line in company.said)
