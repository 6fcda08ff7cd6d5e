# ruff: noqa: E501 (lines of exports are long)
"""Each template for the export of a survey tool lands a small file of its kind."""

import re

import pytest

from customer_performance.core.paths import PROJECT
from tests.support.landing_company import Company

PAGE = (PROJECT / "docs" / "how-to" / "survey-exports.md").read_text(encoding="utf-8")
TEMPLATES = dict(re.findall(r"^## (.+?)$.*?^```yaml$\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
ANSWERS = "select kind, contact_id, account_id, responded_at::varchar, score, comment from raw.survey_responses order by score"
FILES = {
    "Delighted": (
        "delighted_nps_export_2024.csv",
        ["Email,Score,Comment,Submitted at", "ada@example.com,9,fine,2024-07-01 10:00:00", ",3,,2024-07-01 11:00:00"],
        [("nps", None, None, "2024-07-01 11:00:00", 3.0, None), ("nps", "c1", "acme", "2024-07-01 10:00:00", 9.0, "fine")],
    ),
    "SurveyMonkey": (
        "surveymonkey_july.csv",
        [
            "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
            "How likely is it that you would recommend us?",
            ",,,,,,,,,Response",
            "118000000001,4,07/01/2024 09:59:00 AM,07/01/2024 10:00:00 AM,192.0.2.1,Ada@example.com,Ada,L,,10",
            "118000000002,4,07/13/2024 01:59:00 PM,07/13/2024 02:00:00 PM,192.0.2.1,,,,,8",
        ],
        [("nps", None, None, "2024-07-13 18:00:00", 8.0, None), ("nps", "c1", "acme", "2024-07-01 14:00:00", 10.0, None)],
    ),
    "Typeform": (
        "typeform_support.csv",
        [
            "#,How satisfied are you with our support?,Why?,email,Start Date (UTC),Submit Date (UTC),Network ID",
            "a1b2,4,quick,ada@example.com,2024-07-01 09:59:00,2024-07-01 10:00:00,77",
        ],
        [("csat", "c1", "acme", "2024-07-01 10:00:00", 4.0, "quick")],
    ),
    "Qualtrics": (
        "qualtrics_effort.csv",
        [
            "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,"
            "RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,Q1,Q2",
            "Start Date,End Date,Response Type,IP Address,Progress,Duration,Finished,Recorded Date,Response ID,Last Name,First Name,"
            "Recipient Email,External Data Reference,Location Latitude,Location Longitude,\"How easy\nwas it?\",Why?",
            *['"{""ImportId"":""x""}"' + ',"{""ImportId"":""y""}"' * 16],
            "2024-07-01 03:59:00,2024-07-01 04:00:00,IP Address,192.0.2.1,100,60,True,2024-07-01 04:00:00,R_1,L,A,ada@example.com,,1,2,6,ok",
            "2024-07-01 03:59:00,2024-07-01 04:00:00,Survey Preview,192.0.2.1,100,60,True,2024-07-01 04:00:00,R_2,,,,,1,2,7,",
            "2024-07-01 03:59:00,2024-07-01 04:00:00,IP Address,192.0.2.1,20,60,False,2024-07-01 04:00:00,R_3,,,,,1,2,5,",
        ],
        [("ces", "c1", "acme", "2024-07-01 10:00:00", 6.0, "ok")],
    ),
    "Google Forms": (
        "google_forms_1.csv",
        [
            "Timestamp,Email Address,How satisfied are you?,Anything else?",
            "7/1/2024 10:00:00,ada@example.com,5,no",
            "7/13/2024 9:05:00,bob@example.com,1,",
        ],
        [("csat", None, None, "2024-07-13 07:05:00", 1.0, None), ("csat", "c1", "acme", "2024-07-01 08:00:00", 5.0, "no")],
    ),
}  # fmt: skip


def test_each_template_has_a_file_here() -> None:
    assert TEMPLATES.keys() == FILES.keys()


@pytest.mark.parametrize("tool", FILES)
def test_a_template_lands_an_export(company: Company, tool: str) -> None:
    name, lines, answers = FILES[tool]
    company.write("source.yml", TEMPLATES[tool])
    company.write(
        "contacts.csv", "contact_id,account_id,email,created_at", "c1,acme,ada@example.com,2024-01-01"
    )
    company.write(name, *lines)
    if tool == "SurveyMonkey":  # the template has one format, in which contacts are not written
        company.write("contacts.csv", "contact_id,account_id,email", "c1,acme,ada@example.com")
    company.land()
    assert company.rows(ANSWERS) == answers
    assert company.count("raw.rejected_rows") == 0
    ((columns,),) = company.rows(
        "select columns_extra from raw.landed_files where table_name = 'survey_responses'"
    )
    assert "IP" not in columns
