"""The metrics of the ServiceNow incident log, computed once more, in plain pandas and straight from the CSV.

Written from the definitions of the metrics, never from the project's SQL: it shares no code with the models,
so that where the two agree, they agree for a reason.
"""

import zipfile
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

REPEAT_WINDOW = pd.Timedelta(days=7)
# The log tells neither of messages nor of their channels.
EFFORT_WEIGHTS = {"reopening": 3, "transfer": 2, "repeat_contact": 3}

STATUS = {
    "New": "new",
    "Active": "open",
    "Awaiting User Info": "pending",
    "Awaiting Vendor": "hold",
    "Awaiting Problem": "hold",
    "Awaiting Evidence": "hold",
    "Resolved": "solved",
    "Closed": "closed",
}
OPEN = ["new", "open", "pending", "hold"]
WAITING_ON_US = ["new", "open", "hold"]

DIMENSIONS = {
    "team": "assignment_group",
    "channel": "contact_type",
    "priority": "priority",
    "product_area": "subcategory",
}
# a week that ends on Sunday starts on Monday
FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q"}


def read_log(archive: Path) -> pd.DataFrame:
    """Every version of every incident, in the order in which the record went through them."""
    with zipfile.ZipFile(archive) as members, members.open("incident_event_log.csv") as file:
        log = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=["?"])
    for column in ["opened_at", "sys_updated_at", "resolved_at", "closed_at"]:
        log[column] = pd.to_datetime(log[column], format="%d/%m/%Y %H:%M")
    log["sys_mod_count"] = log["sys_mod_count"].astype(int)
    return log.sort_values(["number", "sys_mod_count", "sys_updated_at"], ignore_index=True)


class IncidentLog:
    """Facts, observations and cells of the log; `tickets` are those whose versions follow one another."""

    def __init__(self, log: pd.DataFrame, shared_contact_tickets: int = 50):
        self.as_of = log[["opened_at", "sys_updated_at", "resolved_at", "closed_at"]].max().max()
        self.incidents = log.groupby("number", as_index=False).nth(-1).set_index("number")
        self.incidents["status"] = self.incidents["incident_state"].map(STATUS).fillna("open")

        months = self.incidents["opened_at"].dt.to_period("M")
        in_month = self.incidents.groupby(["caller_id", months])["opened_at"].transform("size")
        is_many = self.incidents["caller_id"].isin(
            self.incidents.loc[in_month > shared_contact_tickets, "caller_id"]
        )
        # whoever calls so often stands for many people
        self.incidents["known_caller"] = self.incidents["caller_id"].mask(is_many)

        goes_back = log["sys_updated_at"] < log.groupby("number")["sys_updated_at"].cummax()
        self.disordered = set(log.loc[goes_back, "number"])
        self.versions = self._with_status(log[~log["number"].isin(self.disordered)].copy())
        self.tickets = self._tickets()

    @staticmethod
    def _with_status(versions: pd.DataFrame) -> pd.DataFrame:
        """Adds what each version changed; before the first, a record is new since it was opened."""
        by_incident = versions.groupby("number")
        versions["status"] = versions["incident_state"].map(STATUS).fillna("open")
        versions["status_before"] = by_incident["status"].shift().fillna("new")
        versions["before_at"] = by_incident["sys_updated_at"].shift().fillna(versions["opened_at"])
        was_open = versions["status_before"].isin(OPEN)
        is_open = versions["status"].isin(OPEN)
        versions["is_solve"] = was_open & ~is_open
        versions["is_reopening"] = ~was_open & is_open
        return versions

    def _changes(self, column: str) -> pd.DataFrame:
        """Versions whose value differs from the last one that was there; emptying a field changes nothing."""
        filled = self.versions[self.versions[column].notna()]
        before = filled.groupby("number")[column].shift()
        return filled.loc[before.notna() & (before != filled[column]), ["number", "sys_updated_at"]]

    def _tickets(self) -> pd.DataFrame:
        versions = self.versions
        tickets = self.incidents[~self.incidents.index.isin(self.disordered)].copy()
        tickets["is_solved"] = ~tickets["status"].isin(OPEN)

        solves = versions[versions["is_solve"]].groupby("number")["sys_updated_at"]
        tickets["first_solved_at"] = solves.first()
        tickets["last_solved_at"] = solves.last()
        # a comparison with a missing time is false: what was never solved has no window
        tickets["window_ends_at"] = tickets["first_solved_at"] + REPEAT_WINDOW
        tickets["is_window_closed"] = tickets["window_ends_at"] <= self.as_of

        assigned = versions[versions["assigned_to"].notna()].groupby("number")["sys_updated_at"].first()
        tickets["queue_minutes"] = (assigned - tickets["opened_at"]).dt.total_seconds() / 60
        # nothing is known of what came before the first assignment that the log has, if it lacks any
        is_early = tickets["opened_at"] < assigned.min()
        if tickets.loc[is_early, "queue_minutes"].isna().any():
            tickets.loc[is_early, "queue_minutes"] = np.nan
        tickets["resolution_hours"] = (
            tickets["last_solved_at"] - tickets["opened_at"]
        ).dt.total_seconds() / 3600

        spans = versions[versions["status_before"].isin(WAITING_ON_US)]
        seconds = (spans["sys_updated_at"] - spans["before_at"]).dt.total_seconds()
        tickets["net_hours"] = seconds.groupby(spans["number"]).sum() / 3600
        # an order that cannot be is never clamped: the incident leaves the metrics that need it
        is_before_opening = tickets.index.isin(
            versions.loc[versions["sys_updated_at"] < versions["opened_at"], "number"]
        )
        tickets.loc[is_before_opening, "net_hours"] = np.nan
        tickets.loc[tickets["queue_minutes"] < 0, "queue_minutes"] = np.nan
        tickets.loc[tickets["resolution_hours"] < 0, "resolution_hours"] = np.nan

        reopenings = versions.loc[versions["is_reopening"], ["number", "sys_updated_at"]]
        # a new team and a new person at one instant are one transfer; one that is saved together with the
        # solve came before it, as whoever solved the incident is not who had it first
        transfers = pd.concat([self._changes("assignment_group"), self._changes("assigned_to")])
        transfers = transfers.drop_duplicates()
        is_after = transfers["sys_updated_at"] > transfers["number"].map(tickets["first_solved_at"])
        tickets["reopenings"] = self._count(reopenings, tickets)
        tickets["transfers_before"] = self._count(transfers[~is_after], tickets)
        tickets["window_reopenings"] = self._count(self._in_window(reopenings, tickets), tickets)
        tickets["window_transfers"] = self._count(self._in_window(transfers, tickets), tickets)
        tickets["repeat_contacts"] = self._count(self._repeat_contacts(tickets), tickets)
        return tickets

    @staticmethod
    def _count(events: pd.DataFrame, tickets: pd.DataFrame) -> pd.Series:
        return events.groupby("number").size().reindex(tickets.index, fill_value=0)

    @staticmethod
    def _in_window(events: pd.DataFrame, tickets: pd.DataFrame) -> pd.DataFrame:
        return events[events["sys_updated_at"] <= events["number"].map(tickets["window_ends_at"])]

    def _repeat_contacts(self, tickets: pd.DataFrame) -> pd.DataFrame:
        """One row for each later incident of the same caller; disordered ones were created all the same."""
        callers = tickets[tickets["caller_id"].notna()].reset_index()
        later = self.incidents.reset_index()[["number", "caller_id", "subcategory", "opened_at"]]
        pairs = callers.merge(later, on="caller_id", suffixes=("", "_later"))
        in_window = (pairs["opened_at_later"] > pairs["first_solved_at"]) & (
            pairs["opened_at_later"] <= pairs["window_ends_at"]
        )
        same_area = (
            (pairs["subcategory"] == pairs["subcategory_later"])
            | pairs["subcategory"].isna()
            | pairs["subcategory_later"].isna()
        )
        return pairs[in_window & same_area & (pairs["number"] != pairs["number_later"])]

    def _backlog_moves(self) -> pd.Series:
        """+1 on entry, −1 on exit, one per incident and instant."""
        entries = self.tickets.reset_index()[["number", "opened_at"]].set_axis(["number", "at"], axis=1)
        later = self.versions[["number", "sys_updated_at"]].set_axis(["number", "at"], axis=1)
        entries["move"] = 1.0
        later["move"] = self.versions["is_reopening"].astype(float) - self.versions["is_solve"].astype(float)
        net = pd.concat([entries, later]).groupby(["number", "at"])["move"].sum()
        return net[net != 0]

    @cached_property
    def observations(self) -> dict[str, tuple[str, pd.DataFrame]]:
        """For each metric its aggregation, and one row per subject."""
        tickets = self.tickets
        solved = tickets[tickets["is_solved"]]
        closed = tickets[tickets["is_window_closed"]]
        # nobody knows whether an unknown caller called again
        of_callers = closed[closed["known_caller"].notna()]
        effort = (
            EFFORT_WEIGHTS["reopening"] * of_callers["window_reopenings"]
            + EFFORT_WEIGHTS["transfer"] * of_callers["window_transfers"]
            + EFFORT_WEIGHTS["repeat_contact"] * of_callers["repeat_contacts"]
        )
        moves = self._backlog_moves().reset_index()
        queue_at = tickets["opened_at"] + pd.to_timedelta(tickets["queue_minutes"], unit="min").dt.round("s")

        # of an incident that goes back in time, the record alone says when it was solved
        by_record = self.incidents[
            self.incidents.index.isin(self.disordered) & ~self.incidents["status"].isin(OPEN)
        ]
        by_record_at = by_record["resolved_at"].fillna(by_record["closed_at"])
        by_record_at = by_record_at[by_record_at >= by_record["opened_at"]]
        solved_at = pd.concat([solved["last_solved_at"], by_record_at])

        resolution = self._observe(solved["last_solved_at"], solved["resolution_hours"])
        return {
            "kpi_tickets_created": (
                "total",
                self._observe(self.incidents["opened_at"], pd.Series(1.0, index=self.incidents.index)),
            ),
            "kpi_tickets_solved": (
                "total",
                self._observe(solved_at, pd.Series(1.0, index=solved_at.index)),
            ),
            "kpi_ticket_backlog": (
                "balance",
                self._observe(moves.set_index("number")["at"], moves.set_index("number")["move"]),
            ),
            "kpi_resolution_time": ("median", resolution),
            "kpi_resolution_time_mean": ("ratio", resolution),
            "kpi_resolution_time_p90": ("p90", resolution),
            "kpi_resolution_time_net_of_customer": (
                "median",
                self._observe(solved["last_solved_at"], solved["net_hours"]),
            ),
            "kpi_queue_time": ("median", self._observe(queue_at, tickets["queue_minutes"])),
            "cpi_transfer_free_resolution": (
                "percent",
                self._observe(solved["first_solved_at"], (solved["transfers_before"] == 0).astype(float)),
            ),
            "cpi_reopen_rate": (
                "percent",
                self._observe(closed["first_solved_at"], (closed["window_reopenings"] > 0).astype(float)),
            ),
            "cpi_repeat_contact_rate": (
                "percent",
                self._observe(
                    of_callers["first_solved_at"], (of_callers["repeat_contacts"] > 0).astype(float)
                ),
            ),
            "cpi_contact_effort": (
                "ratio",
                self._observe(of_callers["first_solved_at"], effort.astype(float)),
            ),
        }

    def _observe(self, observed_at: pd.Series, numerator: pd.Series) -> pd.DataFrame:
        """Subjects with a value, their dimensions and what they resemble: their caller, else only themselves."""
        subject = observed_at.index.to_series()
        frame = pd.DataFrame(
            {
                "subject_id": subject.array,
                "observed_at": observed_at.array,
                "cluster_id": subject.map(self.incidents["caller_id"]).fillna(subject).array,
                "numerator": numerator.array,
                "denominator": 1.0,
            }
            | {
                dimension: subject.map(self.incidents[column]).array
                for dimension, column in DIMENSIONS.items()
            }
        )
        return frame[frame["numerator"].notna() & frame["observed_at"].notna()]

    def cells(self, metric_id: str, grain: str, dimension: str) -> pd.DataFrame:
        """The metric's cells, indexed by the period's start and the dimension value."""
        aggregation, observations = self.observations[metric_id]
        if dimension == "all":
            observations = observations.assign(all="all")
        observations = observations[observations[dimension].notna()].assign(
            period_start=observations["observed_at"].dt.to_period(FREQUENCY[grain]).dt.start_time
        )
        groups = observations.groupby(["period_start", dimension])
        cells = groups.agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            subjects=("subject_id", "size"),
            clusters=("cluster_id", "nunique"),
        )
        if aggregation == "balance":
            return self._running(cells[["numerator"]], grain)
        if aggregation in ("median", "p90"):
            share = 0.5 if aggregation == "median" else 0.9
            cells["value"] = groups["numerator"].quantile(share, interpolation="linear")
        elif aggregation == "total":
            cells["value"] = cells["numerator"]
        else:
            scale = 100 if aggregation == "percent" else 1
            cells["value"] = scale * cells["numerator"] / cells["denominator"]
        return cells.rename_axis(["period_start", "dimension_value"])

    def _running(self, changes: pd.DataFrame, grain: str) -> pd.DataFrame:
        """A stock has a row for every period from its first entry to the present, eventful or not."""
        stocks = []
        last = self.as_of.to_period(FREQUENCY[grain])
        for value, change in changes["numerator"].groupby(level=1):
            series = change.droplevel(1)
            periods = pd.period_range(series.index.min(), last.start_time, freq=FREQUENCY[grain])
            stock = series.reindex(periods.start_time, fill_value=0).cumsum()
            stocks.append(
                pd.DataFrame({"period_start": stock.index, "dimension_value": value, "value": stock.array})
            )
        return pd.concat(stocks).set_index(["period_start", "dimension_value"])
