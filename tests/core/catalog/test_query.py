"""Queries: the grammar, and the images that a query chooses."""

import numpy as np
import pytest

from core.catalog.columns import COLUMNS
from core.catalog.query import Between, OneOf, Query, Sort, read_query
from core.catalog.query_error import NotComputedYetError, QueryError
from core.catalog.selection import select
from core.catalog.table import Table


def table() -> Table:
    """Six images of which little is known; the third has no prediction, the last no ink."""
    return Table({}, {"split": ("train", "validation", "test"), "digit": ("a", "b")}).with_columns(
        {
            "split": np.array([0, 0, 1, 2, 2, 2], np.int8),
            "digit": np.array([0, 1, 1, 0, 1, 1], np.int8),
            "index": np.array([0, 2, 1, 0, 1, 2], np.int32),
            "ink": np.array([0.3, 0.1, 0.2, 0.1, 0.5, np.nan], np.float32),
            "holes": np.array([0, 1, 2, 1, 0, 0], np.float32),
        }
    )


def chosen(**parameters: str) -> list[int]:
    return [int(row) for row in select(read_query(parameters), table())]


def test_no_filter_chooses_every_image_in_the_order_of_splits_and_files() -> None:
    assert chosen() == [0, 1, 2, 3, 4, 5]


def test_filters_all_hold() -> None:
    assert chosen(split="test") == [3, 4, 5]
    assert chosen(split="train,validation", digit="b") == [1, 2]
    assert chosen(holes="1,2") == [1, 2, 3]


def test_a_range_holds_its_ends_and_no_image_of_which_nothing_is_known() -> None:
    assert chosen(ink="0.1..0.3") == [0, 1, 2, 3]
    assert chosen(ink="0.2..") == [0, 2, 4]
    assert chosen(ink="..0.2") == [1, 2, 3]
    assert chosen(ink="..") == [0, 1, 2, 3, 4]


def test_a_list_of_numbers_holds_ranges_too() -> None:
    assert chosen(index="0,2..9") == [0, 1, 3, 5]
    assert chosen(index="2,0..1,1..1") == [0, 1, 2, 3, 4, 5]
    assert chosen(ink="..0.1,0.25..0.35") == [0, 1, 3]
    assert chosen(ink="0.4..,0.2") == [2, 4]
    assert chosen(index="7,8") == []


def test_all_splits_are_every_image_and_are_written_as_all() -> None:
    for written in ("all", "train,validation,test", "test, all"):
        assert chosen(split=written) == [0, 1, 2, 3, 4, 5]
        query = read_query({"split": written, "digit": "b"})
        assert query.parameters() == {"split": "all", "digit": "b"}
        assert query.splits == ("train", "validation", "test")
    assert read_query({"split": "test,train"}).splits == ("train", "test")
    assert read_query({}).splits == ("train", "validation", "test")


def test_a_list_of_indices_may_name_the_split_of_what_follows() -> None:
    assert chosen(index="train:0,test:1..2") == [0, 4, 5]
    assert chosen(index="test:0,2,train:2") == [1, 3, 5]
    assert chosen(index="1,train:0") == [0, 2, 4]  # the first is of each split
    assert chosen(index="test:1..") == [4, 5]
    assert chosen(index="train:..1,validation:..1") == [0, 2]
    assert chosen(index="train:0,test:0", split="test") == [3]
    assert chosen(index="train:0,test:0", split="all", sort="ink") == [3, 0]


def test_ties_are_ordered_by_split_then_index_and_the_unknown_comes_last_both_ways() -> None:
    assert chosen(sort="ink") == [1, 3, 2, 0, 4, 5]
    assert chosen(sort="-ink") == [4, 0, 2, 1, 3, 5]
    assert chosen(sort="-digit") == [1, 2, 4, 5, 0, 3]
    shuffled = table().with_columns({"index": np.array([2, 0, 1, 2, 1, 0], np.int32)})
    assert select(read_query({"sort": "-digit"}), shuffled).tolist() == [1, 2, 5, 4, 0, 3]


@pytest.mark.parametrize(
    "parameters",
    [
        {"split": "test", "digit": "4", "predicted": "9", "sort": "-confidence", "run": "abc23456"},
        {"digit": "4,9", "ink": "0.1..0.3", "slant": "-10..", "neighbour_disagreement": "..0.5"},
        {"holes": "0,2", "sort": "thickness"},
        {"split": "test", "index": "3,17,20..40,9000..", "holes": "0"},
        {"split": "all", "index": "2,train:3,17,test:5..9,20.."},
        {"index": "test:5..9"},
        {"digit": "1", "distance": "..8", "sort": "distance", "example": "test,17"},
        {"digit": "4", "within": "umap:0,0;999,0;120,340", "sort": "ink"},
        {"within": "hidden:0,0;999,0;120,340", "run": "abc23456", "example": "test,17", "by": "hidden"},
        {},
    ],
)
def test_a_query_becomes_the_parameters_that_it_was_read_from(parameters: dict[str, str]) -> None:
    assert read_query(parameters).parameters() == parameters


def test_parameters_that_are_no_columns_are_left_alone() -> None:
    assert read_query({"theme": "dark", "split": "", "digit": "3"}) == Query((OneOf("digit", ("3",)),))


def test_what_is_written_differently_is_the_same_query() -> None:
    assert read_query({"digit": " 4 , 9", "ink": " .10 .. 3e-1 "}).parameters() == {
        "digit": "4,9",
        "ink": "0.1..0.3",
    }
    assert read_query({"sort": "-ink"}).sort == Sort("ink", is_descending=True)
    assert read_query({"ink": "0.1.."}).filter_of("ink") == Between("ink", 0.1, None)
    assert str(read_query({"index": " test : 5 .. 9 , 07"}).filter_of("index")) == "test:5..9,7"


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"ink": "much"}, "ink is a number; 'much' is none."),
        ({"ink": "nan"}, "ink is a number; 'nan' is none."),
        ({"ink": "0.1..inf"}, "ink is a number; 'inf' is none."),
        ({"ink": "1..2..3"}, "ink is a number; '2..3' is none."),
        ({"ink": "0.3..0.1"}, "write the lower end first"),
        ({"digit": "4,,9"}, "digit=4,,9 misses a value"),
        ({"index": "3,9..4"}, "index=9..4 holds nothing; write the lower end first."),
        ({"index": "3,x"}, "index is a number; 'x' is none."),
        ({"index": "3,"}, "index=3, misses a value"),
        ({"index": "tests:3"}, "'tests:3' names no split; write such as index=train:3,test:5..9."),
        ({"index": "all:3"}, "'all:3' names no split; write such as"),
        ({"index": "5,:3..4"}, "':3..4' names no split; write such as"),
        ({"index": "train:3,test:x"}, "index is a number; 'x' is none."),
        ({"index": "test:9..4"}, "index=9..4 holds nothing; write the lower end first."),
        ({"ink": "test:0.1..0.2"}, "ink is a number; 'test:0.1' is none."),
        ({"digit": ","}, "digit=, misses a value"),
        ({"sort": "beauty"}, "There is no column 'beauty' to sort by; there is split, digit, index"),
        ({"sort": "-"}, "There is no column ''"),
        ({"predicted": "3"}, "predicted is about what a run predicts; choose a run."),
        ({"sort": "-loss"}, "loss is about what a run predicts; choose a run."),
        ({"digit": "3" * 5_000}, "The filter of digit is too long."),
        ({"within": "1," * 2_500}, "The filter within is too long."),
        ({"within": "0,0;9,0;0,9"}, "within=0,0;9,0;0,9 names no map; begin with umap: or pca: or hidden:."),
        ({"within": "pca:0,0;9,0"}, "within= is a polygon of 3 to 40 corners; this one has 2."),
        ({"within": "pca:" + ";".join(["1,1"] * 41)}, "of 3 to 40 corners; this one has more."),
        (
            {"within": "umap:0,0;9,0;1000,9"},
            "'1000,9' is no corner on a map; write two numbers from 0",
        ),
        ({"within": "umap:0,0;9,0;-1,9"}, "'-1,9' is no corner on a map"),
        ({"within": "umap:{x}"}, "'{x}' is no corner on a map"),
        ({"within": "hidden:0,0;9,0;0,9"}, "hidden is the last hidden layer of a run; choose a run."),
        ({"example": "test,1", "by": "hidden"}, "hidden is the last hidden layer of a run; choose a run."),
        (
            {"by": "{beauty}", "run": "abc23456"},
            "by={beauty} is nothing to compare by; write pixels or",
        ),
    ],
)
def test_what_does_not_follow_the_grammar_is_refused_in_a_sentence(
    parameters: dict[str, str], complaint: str
) -> None:
    with pytest.raises(QueryError) as refusal:
        read_query(parameters)
    assert complaint in str(refusal.value)


def test_a_name_that_a_category_does_not_have_is_refused() -> None:
    with pytest.raises(
        QueryError, match=r"split is never 'tests'; it is train or validation or test or all\."
    ):
        chosen(split="tests")


def test_a_region_of_a_map_that_a_data_set_does_not_have_is_refused() -> None:
    with pytest.raises(QueryError, match=r"There is no map umap of these images\."):
        chosen(within="umap:0,0;9,0;0,9")


def test_a_region_and_filters_all_hold() -> None:
    places = np.array([[100, 100], [500, 100], [900, 100], [100, 900], [500, 500], [900, 900]])
    positions = {"pca": (places * 65.536).astype(np.uint16)}
    with_map = Table(table().values, table().names, positions)
    # The edge leads from the upper left to the lower right; in the first region lies what is below it.
    found = select(read_query({"within": "pca:0,0;0,999;990,999", "split": "test"}), with_map)
    assert found.tolist() == [3]
    found = select(read_query({"within": "pca:0,0;999,0;980,999", "sort": "-index"}), with_map)
    assert found.tolist() == [1, 5, 2, 4, 0]


def test_a_query_names_the_columns_that_it_mentions() -> None:
    query = read_query({"sort": "-ink", "correct": "no", "digit": "1", "run": "abc23456"})
    assert query.columns == ("digit", "ink", "correct")
    assert query.needs_run
    assert not read_query({"ink": "0..1"}).needs_run


def test_every_column_has_a_name_of_its_own_that_an_address_can_hold() -> None:
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
    assert all(column.name.replace("_", "").isalpha() for column in COLUMNS)
    assert not {"sort", "run", "limit"} & {column.name for column in COLUMNS}


def test_comparing_by_pixels_needs_no_word() -> None:
    assert read_query({"example": "test,17", "by": "pixels"}) == read_query({"example": "test,17"})


def test_a_region_on_a_map_that_was_not_computed_is_refused_with_what_to_do() -> None:
    query = read_query({"within": "hidden:0,0;9,0;0,9", "run": "abc23456"})
    with pytest.raises(NotComputedYetError, match="open Hidden layer on Explore's map"):
        select(query, table())
    everywhere = table().with_map("hidden", np.zeros((6, 2), np.uint16))
    assert len(select(query, everywhere)) in (0, 6)
