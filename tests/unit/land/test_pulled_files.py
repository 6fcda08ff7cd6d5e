"""Files that `pull` has written anew: the rows of those in whose place they are go."""

TICKET = {"ticket_id": ["1"], "created_at": ["2024-03-01 10:00:00"]}
OTHER = {"ticket_id": ["2"], "created_at": ["2024-03-01 10:00:00"]}
FIRST, SECOND, BOTH = (f"tickets/{runs}_none.parquet" for runs in ("000001", "000002", "000001-000002"))


def put(company, files):
    for path in (company.landing / "tickets").glob("*"):
        path.unlink()
    for name, columns in files.items():
        company.write_parquet(name, columns)
    return company.land()


def test_their_rows_go_and_are_no_file_that_is_missing(company):
    put(company, {FIRST: TICKET, SECOND: OTHER})
    report = put(company, {BOTH: {"ticket_id": ["2"], "created_at": ["2024-03-02 10:00:00"]}})
    assert (report.dropped, report.missing) == ([], [])
    assert company.rows("select ticket_id, _source_file from raw.tickets") == [("2", BOTH)]
    assert list(company.load_log()) == [BOTH]


def test_the_same_rows_land_where_only_the_name_has_changed(company):
    put(company, {FIRST: TICKET})
    put(company, {"tickets/all.parquet": TICKET})
    assert company.rows("select ticket_id, _source_file from raw.tickets") == [("1", "tickets/all.parquet")]


def test_rows_stay_where_none_of_these_files_is_there(company):
    company.write_parquet("accounts.parquet", {"account_id": ["A"]})
    put(company, {FIRST: TICKET})
    report = put(company, {"tickets/2024.parquet": OTHER})
    assert report.missing == [FIRST]
    assert company.count("raw.tickets") == 2


def test_hidden_files_and_database_yml_are_no_data(company):
    company.write("database.yml", "url_from: HELPDESK")
    company.write("tickets/.pull-rows.parquet.tmp", "PAR1")
    report = put(company, {FIRST: TICKET})
    assert (report.ignored, report.files_found) == ([], 1)
