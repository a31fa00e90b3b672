"""The documentation names only files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ENDINGS = ("py", "js", "css", "md", "toml", "txt", "npz")
MADE_BY_RUNS = {"evaluation.npz", "drawings.npz", "epochs.npz", "epochs.before.npz", "metrics.csv", "log.txt"}
FILE = re.compile(rf"`([\w./-]+\.(?:{'|'.join(ENDINGS)}))(?:\s[^`]*)?`")
PLACEHOLDER = re.compile(r"\b(HASH|ID|DIGIT_LAB_HOME)\b")
FOLDER = re.compile(r"`([\w./-]+/)`")


def named_files(document: Path) -> list[str]:
    """The files of the project that a document names."""
    found = FILE.findall(document.read_text(encoding="utf-8"))
    return [name for name in found if name not in MADE_BY_RUNS and not PLACEHOLDER.search(name)]


def exists(name: str) -> bool:
    """Whether the project has a file whose path ends so: a document may leave out the folders before."""
    return any(True for path in tracked() if path == name or path.endswith(f"/{name}"))


def tracked() -> list[str]:
    """The paths of the project's own files."""
    folders = ("core", "dashboard", "pages", "tests", "benchmarks", "harness", "docs")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [path.relative_to(ROOT).as_posix() for path in [*inside, *ROOT.glob("*.*"), ROOT / "Makefile"]]


def test_the_documents_name_many_files() -> None:
    assert sum(len(named_files(document)) for document in DOCUMENTS) > 30


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_names_only_files_that_exist(document: Path) -> None:
    assert [name for name in named_files(document) if not exists(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_names_only_folders_that_exist(document: Path) -> None:
    folders = {path.rsplit("/", 1)[0] for path in tracked() if "/" in path}
    known = {
        f"{parent}/" for folder in folders for parent in [folder, *Path(folder).parents] if str(parent) != "."
    }
    found = FOLDER.findall(document.read_text(encoding="utf-8"))
    named = [name for name in found if name != "backups/" and not PLACEHOLDER.search(name)]
    missing = [name for name in named if not any(f"/{each}".endswith(f"/{name}") for each in known)]
    assert missing == []
