"""Queries by name, from the file beside the module."""

from pathlib import Path

import pytest

from services.kit.sql import load_queries, parse


def test_a_query_keeps_its_comments_and_ends_where_the_next_begins() -> None:
    text = "-- name: one\n-- Why.\nSELECT 1;\n\n-- name: two_of_them\nSELECT 2;\n"
    assert parse(text) == {"one": "-- Why.\nSELECT 1;", "two_of_them": "SELECT 2;"}


def test_a_query_without_a_name_is_no_query() -> None:
    assert parse("SELECT 1;\n-- Name: one\n-- name: Two\nSELECT 2;") == {}


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        parse("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;")


def test_an_unknown_name_is_told_with_the_known_ones(tmp_path: Path) -> None:
    tmp_path.joinpath("cards.sql").write_text("-- name: find\nSELECT 1;")
    queries = load_queries(str(tmp_path / "cards.py"))
    assert queries.find == "SELECT 1;"
    with pytest.raises(AttributeError, match=r"No query is named lose; the file has \['find'\]"):
        _ = queries.lose
