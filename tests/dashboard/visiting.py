"""A visitor of the real shell without a browser: opens pages, presses buttons, reads what stands there.

Streamlit's AppTest runs `dashboard/shell.py` as the server would. No act may end in an exception.
"""

import json
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from html import unescape
from typing import Any, cast
from unittest.mock import patch

from markdown_it import MarkdownIt
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import UnknownElement, Widget

from dashboard.toolkit.state import Session, Sketch
from dashboard.toolkit.words import JOINER

SHELL = "../../dashboard/shell.py"
PATIENCE_SECONDS = 60
MARKDOWN_ELEMENTS = (
    "markdown", "header", "subheader", "info", "warning", "error", "toast", "page_link", "caption"
)  # fmt: skip


class Visitor:
    """One browser tab."""

    def __init__(self) -> None:
        self.screen = AppTest.from_file(SHELL, default_timeout=PATIENCE_SECONDS)

    def open(self, page: str, /, **address: str) -> "Visitor":
        """Opens a page by its address, `page?name=value`."""
        if not self.screen.title:
            self._run()  # AppTest knows pages only after a first run
        self.screen.query_params.clear()
        self.screen.query_params.update(address)
        self.screen.switch_page(f"../pages/{page}.py")
        return self._run()

    def _run(self) -> "Visitor":
        self.screen.run()
        assert not self.screen.exception, self.screen.exception[0].message
        return self

    def open_button(self, key: str) -> "Visitor":
        """Opens a button with something behind it, by its key, where it stands on the page."""
        self.screen.session_state[key] = True
        return self._run()

    def press(self, label: str) -> "Visitor":
        """Presses a button."""
        self._only("button", label).click()
        return self._run()

    def press_in_dialog(self, label: str) -> "Visitor":
        """Presses a button of the open dialog; what was typed into its fields goes with it."""
        self._only("button", label).click()
        return self.tick()

    def tick(self, fragment: int = -1) -> "Visitor":
        """Runs one of the page's fragments alone, the last: an open dialog, or what draws itself anew."""
        with _rerun_of_fragment(list(self.screen._fragment_storage._fragments)[fragment]):
            return self._run()

    def fill(self, label: str, value: object, kind: str = "text_input") -> "Visitor":
        """Puts a value into a field."""
        self.type_into(label, value, kind)
        return self._run()

    def type_into(self, label: str, value: object, kind: str = "text_input") -> None:
        """Types a value without leaving the field."""
        self._only(kind, label).set_value(value)

    def choose(self, label: str, value: object) -> "Visitor":
        """Chooses one of a select box."""
        return self.fill(label, value, "selectbox")

    def leaf_to(self, part: int) -> "Visitor":
        """Goes to a part of what is shown in parts, counted from 1."""
        self.screen.pagination[0].set_value(part)
        return self._run()

    def select(
        self, column: str, *, ticked: Sequence[int] = (), cell: tuple[int, str] | None = None
    ) -> "Visitor":
        """Leaves the table that has this column with these rows ticked and this cell clicked."""
        (table,) = (table for table in self.screen.dataframe if column in table.value)
        selection = {"rows": list(ticked), "columns": [], "cells": [] if cell is None else [cell]}
        states = self.screen._tree.get_widget_states()
        state = states.widgets.add()
        state.id, state.string_value = table.proto.id, json.dumps({"selection": selection})
        with patch.object(self.screen._tree, "get_widget_states", lambda: states):
            return self._run()

    def upload(self, content: bytes, name: str = "digit.png") -> "Visitor":
        """Gives the page's uploader a file."""
        self.screen.file_uploader[0].set_value((name, content, "image/png"))
        return self._run()

    def upload_several(self, files: dict[str, bytes]) -> "Visitor":
        """Gives the page's uploader files, by their names."""
        told = [(name, content, "image/png") for name, content in files.items()]
        self.screen.file_uploader[0].set_value(told)
        return self._run()

    def _only(self, kind: str, label: str) -> Any:
        (found,) = (node for node in self._all(kind) if node.label == label)
        return found

    def _all(self, kind: str) -> Sequence[Any]:
        return self.screen.get(kind)

    def sketch(self) -> Sketch:
        """What stands on the Draw page."""
        kept: Session = self.screen.session_state["digit_lab"]
        return kept.sketch

    # Reading

    @property
    def title(self) -> str:
        """The page's title."""
        return self.screen.title[0].value

    @property
    def address(self) -> dict[str, Any]:
        """What stands behind the question mark."""
        return self.screen.query_params

    def is_enabled(self, label: str) -> bool:
        """Whether a button can be pressed."""
        return not cast(Widget, self._only("button", label)).disabled

    def buttons(self) -> list[str]:
        """The labels of all buttons."""
        return [button.label for button in self.screen.button]

    def menu(self, label: str) -> list[str]:
        """What a menu offers."""
        return list(self._only("menu_button", label).options)

    def metric(self, label: str) -> str:
        """The value of a metric."""
        (found,) = (metric.value for metric in self.screen.metric if metric.label == label)
        return found

    def alerts(self) -> list[str]:
        """What the coloured boxes say."""
        return [shown(node.value) for kind in ("info", "warning", "error") for node in self._all(kind)]

    def errors(self) -> list[str]:
        """What the red boxes say."""
        return [shown(node.value) for node in self._all("error")]

    def field_errors(self) -> list[str]:
        """The sentences under fields."""
        return [unescape(re.sub(r"<[^>]*>", "", body)) for body in self.html("field-error")]

    def html(self, kind: str) -> list[str]:
        """The pieces of HTML that have a class."""
        found = [node.proto.body for node in self._all("html")]
        return [body for body in found if f'class="{kind}"' in body]

    def texts(self) -> list[str]:
        """All text that Streamlit reads as Markdown, as it is shown."""
        return [shown(raw) for raw in self.markdown()]

    def markdown(self) -> list[str]:
        """All text that Streamlit reads as Markdown, as it was sent."""
        nodes = [node for kind in MARKDOWN_ELEMENTS for node in self._all(kind)]
        return [str(getattr(node, "label", None) or node.value) for node in nodes]

    def field(self, label: str) -> str:
        """What stands in a text field."""
        return str(self._only("text_input", label).value)

    def fields(self) -> list[str]:
        """The labels of all text fields."""
        return [field.label for field in self.screen.text_input]

    def options(self, label: str) -> list[str]:
        """What a select box offers."""
        return list(self._only("selectbox", label).options)

    def chosen(self, label: str) -> Any:
        """What is chosen in a select box."""
        return self._only("selectbox", label).value

    def help(self, label: str, kind: str = "text_input") -> str:
        """What is said of a text field, or of a widget of another kind, where one asks."""
        return str(self._only(kind, label).help)

    def primary_button(self) -> str:
        """The label of the one button that stands out."""
        (found,) = (button.label for button in self.screen.button if button.proto.type == "primary")
        return found

    def progress(self) -> list[str]:
        """What the progress bars say."""
        return [node.proto.text for node in self._all("progress")]

    def metrics(self) -> list[str]:
        """The labels of all metrics."""
        return [metric.label for metric in self.screen.metric]

    def table(self, column: str) -> Any:
        """The table that has this column, as a pandas data frame."""
        (found,) = (table.value for table in self.screen.dataframe if column in table.value)
        return found

    def shown_cells(self, column: str) -> list[str]:
        """The cells of a column, as the page has them shown."""
        (table,) = (table for table in self.screen.dataframe if column in table.value)
        shown = convert_arrow_bytes_to_pandas_df(table.proto.arrow_data.styler.display_values)
        return list(shown[column])

    def column_settings(self, column: str) -> dict[str, Any]:
        """How a column of a table is drawn."""
        (table,) = (table for table in self.screen.dataframe if column in table.value)
        settings: dict[str, Any] = json.loads(table.proto.columns)[column]
        return settings

    def shaded(self, column: str) -> list[int]:
        """The rows of a table that are shaded."""
        (table,) = (table for table in self.screen.dataframe if column in table.value)
        rules = [rule for rule in table.proto.arrow_data.styler.styles.splitlines() if "background" in rule]
        return sorted({int(row) for rule in rules for row in re.findall(r"row(\d+)_", rule)})

    def ticked(self, column: str) -> list[int]:
        """The rows that are ticked in the table that has this column."""
        (table,) = (table for table in self.screen.dataframe if column in table.value)
        return list(self.screen.session_state[str(table.key)]["selection"]["rows"])

    def downloads(self) -> list[str]:
        """The labels of all buttons for a download."""
        return [str(cast(Widget, button).proto.label) for button in self.screen.get("download_button")]

    def component(self, key: str) -> dict[str, Any]:
        """What one of the lab's own browser components was sent."""
        (found,) = (node for node in self._all("bidi_component") if node.key == key)
        data: dict[str, Any] = json.loads(cast(UnknownElement, found).proto.json)
        return data


def shown(markdown: str) -> str:
    """Markdown as the text that a reader sees: what is read as markup is gone."""
    return unescape(re.sub(r"<[^>]*>", "", MarkdownIt().renderInline(markdown))).replace(JOINER, "")


def _rerun_of_fragment(fragment: str) -> AbstractContextManager[object]:
    """Inside, a run is of one fragment, as the browser asks for it; AppTest has no words for that."""
    request = partial(RerunData, fragment_id_queue=[fragment])
    return patch("streamlit.testing.v1.local_script_runner.RerunData", request)
