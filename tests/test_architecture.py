"""What ruff and import-linter cannot see: pages are short scripts, files have one subject."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))
CORE = sorted((ROOT / "core").rglob("*.py"))

PAGE_LINES = 60
CORE_LINES = 250
TOP_LEVEL = [
    "dashboard", "pages", "core", "tests", "harness", "benchmarks", "docs",
    "requirements.txt", "requirements-dev.txt", "pyproject.toml", "Makefile", "README.md", "LICENSE",
]  # fmt: skip


def line_count(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_there_are_pages_and_core_files_to_look_at() -> None:
    assert len(PAGES) >= 6
    assert len(CORE) >= 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_a_short_script_without_classes(page: Path) -> None:
    tree = ast.parse(page.read_text(encoding="utf-8"))
    assert not [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert line_count(page) <= PAGE_LINES


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_core_file_has_one_subject_and_at_most_250_lines(path: Path) -> None:
    assert line_count(path) <= CORE_LINES


@pytest.mark.parametrize("name", TOP_LEVEL)
def test_the_repository_has_what_its_readme_names(name: str) -> None:
    assert (ROOT / name).exists()
