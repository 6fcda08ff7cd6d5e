"""A new metric is two files and one line."""

import shutil

import pytest
import yaml

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT
from customer_performance.metrics import new


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copytree(PROJECT / "models" / "marts", tmp_path / "models" / "marts")
    monkeypatch.setattr(new, "PROJECT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["cpi_calm_nights", "kpi_aaa"])
def test_writes_two_files_and_one_line(project, name):
    observations = project / "models" / "marts" / "metrics" / "metric_observations.sql"
    before = observations.read_text(encoding="utf-8").splitlines()

    new.new_metric(name)

    after = observations.read_text(encoding="utf-8").splitlines()
    assert set(after) - set(before) == {f"    '{name}',"}
    assert len(after) == len(before) + 1
    written = project / "models" / "marts" / name[:3]
    assert "numerator=" in (written / f"{name}.sql").read_text(encoding="utf-8")
    model = yaml.safe_load((written / f"{name}.yml").read_text(encoding="utf-8"))["models"][0]
    assert [column["name"] for column in model["columns"]] == ["numerator", "denominator"]
    meta = model["config"]["meta"]
    assert ("outcome" in meta) == name.startswith("cpi_")


@pytest.mark.parametrize(
    "name", ["calm_nights", "cpi_Calm", "cpi_", "cpi_x; drop", "../cpi_x", "kpi_resolution_time"]
)
def test_refuses_what_is_no_new_metric(project, name):
    with pytest.raises(RunError, match=r"no name of a metric|exists already"):
        new.new_metric(name)
