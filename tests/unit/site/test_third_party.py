"""The pages of others, made to load nothing."""

import json
import re

from customer_performance.core.paths import Layout
from customer_performance.site.third_party import (
    POLICY,
    keep_to_itself,
    pack,
    styles_apart,
    unpack,
    without_the_web,
    write_column_lineage,
)


def test_a_page_of_great_expectations_keeps_its_words_and_loses_the_web():
    page = without_the_web(
        """<html><head><link rel="stylesheet" href="https://cdn.example/x.css">
        <script src="https://cdn.example/x.js"></script></head><body><img src="https://cdn.example/logo.png">
        <a href="../../../index.html">Home</a> 3 of 4 expectations<script>$(".x").modal();</script></body></html>"""
    )
    assert "3 of 4 expectations" in page
    assert 'href="index.html"' in page
    assert "cdn.example" not in page
    assert "<script" not in page


def test_indents_of_a_page_of_great_expectations_are_left_out():
    assert "<p>a\nb</p>\n<p>" in without_the_web("<html><body><p>a  \n\n    b</p>\n\t<p>c</p></body></html>")


def test_style_rules_load_nothing():
    rules = ".a { color: red; background: url('https://cdn.example/x.png') 0 0 no-repeat; top: 1px; }"
    page = without_the_web(f"<html><head><style>{rules}</style></head></html>")
    assert ".a { color: red;  top: 1px; }" in page


def test_style_rules_that_pages_share_stand_in_one_file():
    rules = ".a { color: red; }"
    found = [styles_apart(f"<head><style>\n{rules}\n</style><style></style></head>{n}") for n in range(2)]
    ((name, said),) = found[0][1].items()
    assert said == rules
    assert found[1][1] == {name: rules}
    assert found[1][0] == f'<head><link rel="stylesheet" href="{name}"></head>1'


def test_a_page_of_others_is_forbidden_to_load_anything():
    page = keep_to_itself("<!doctype html><html><head lang='en'><title>x</title></head></html>")
    assert re.search(
        r"<head lang='en'><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'", page
    )


def test_column_lineage_is_made_again_only_when_a_model_has_changed(tmp_path, monkeypatch):
    layout = Layout(tmp_path / "out")
    layout.make()
    layout.target.mkdir()
    colibri = tmp_path / "colibri"
    colibri.write_text(
        """#!/bin/sh
        while [ "$1" != --output-dir ]; do shift; done
        mkdir -p $2 && echo run >> $2/../runs
        echo '<html><head></head></html>' > $2/index.html
        echo '{"lineage": {"parents": {"model.x": {}}}}' > $2/colibri-manifest.json
        """
    )
    colibri.chmod(0o700)
    monkeypatch.setenv("CUSTOMER_PERFORMANCE_COLIBRI", str(colibri))

    def made(code, created_at):
        node = {"raw_code": code, "created_at": created_at}
        hook = {"compiled_code": f"insert into build_log.runs values ({created_at})"}
        manifest = {
            "nodes": {"model.x": node, "operation.x-on-run-end-0": hook}, "sources": {}, "exposures": {},
        }  # fmt: skip
        layout.manifest.write_text(json.dumps(manifest))
        (layout.target / "catalog.json").write_text('{"nodes": {}, "sources": {}}')
        folder = tmp_path / f"site{created_at}"
        assert write_column_lineage(layout, folder) == {"model.x": {}}
        assert (folder / "index.html").exists()
        return (layout.build / "runs").read_text().count("run")

    assert [made("select 1", 1), made("select 1", 2), made("select 2", 3)] == [1, 1, 2]


def test_a_packed_page_says_the_same_when_unpacked():
    page = "<html><head></head><body>上海 & more</body></html>"
    assert unpack(pack(page, "x")) == page
    assert unpack(page) == page
    assert POLICY in pack(page, "x")
