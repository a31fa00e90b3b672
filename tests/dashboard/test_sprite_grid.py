"""The grid of pictures: bounded parts, and one truth about what is chosen."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.toolkit.components.sprite_grid import GridPart


def test_more_images_than_a_part_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="201 images are too many for one part"):
        GridPart(range(201), ["7"] * 201)


@pytest.mark.parametrize("lists", [{"names": ["7", "2"]}, {"captions": ["a"]}, {"colours": ["red"] * 4}])
def test_lists_of_another_length_are_refused(lists: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="entries for 3 images"):
        GridPart(range(3), **{"names": ["7"] * 3, **lists})


def app_with_grid(count: int, selected: int | None) -> None:
    import streamlit as st

    from dashboard.toolkit.components.sprite_grid import GridPart, sprite_grid

    part = GridPart([10 + k for k in range(count)], ["7"] * count)
    st.text(f"picked {sprite_grid(part, key='grid', name='Images', dataset='mnist', selected=selected)}")


@pytest.mark.parametrize(("count", "selected"), [(0, None), (3, None), (3, 11)])
def test_without_a_click_nothing_is_picked(count: int, selected: int | None) -> None:
    app = AppTest.from_function(app_with_grid, args=(count, selected)).run()
    assert not app.exception
    assert app.text[0].value == "picked None"
