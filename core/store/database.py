"""One SQLite file: its connections, its transactions, its steps of migration, and its errors in words.

SQLite in WAL mode, so pages read while the runner writes. Each thread has a connection of its own.
Never put it on a network file system: WAL needs shared memory.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, cast

from core.home import DamagedStoreError, UnusableHomeError, can_be_filled

BUSY_TIMEOUT_SECONDS = 10

_PRIMARY_CODE = 0xFF  # the lower byte of SQLite's extended result codes
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_BUSY: errno.EAGAIN,
    sqlite3.SQLITE_LOCKED: errno.EAGAIN,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
}
_NO_PAGE_LEFT = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""What SQLite may say where a quota or a full disk has no page left for a journal or for shared memory."""

Values = Sequence[object]


def is_sound(path: Path) -> bool:
    """Whether a file is an SQLite database with tables in it whose pages all fit each other.

    Raises:
        OSError: If that cannot be told now, for the disk is full or somebody has locked the file.
    """
    if not path.is_file() or not path.stat().st_size:
        return False  # to open an empty file would have SQLite delete the journal beside it
    try:
        with _explaining(path), closing(_open(path, "ro")) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except DamagedStoreError:
        return False
    return bool(verdict == "ok" and version > 0)


def _open(path: Path, mode: Literal["ro", "rw", "rwc"]) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    """Turns SQLite's errors about the disk and about damage into those that the rest of the lab knows."""
    try:
        yield
    except sqlite3.Error as error:
        explained = _explain(path, error)
        if explained is None:
            raise
        raise explained from error


def _explain(path: Path, error: sqlite3.Error) -> Exception | None:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code in _DAMAGE:
        return DamagedStoreError(path, "is damaged ({error})", error=str(error))
    if code == sqlite3.SQLITE_CANTOPEN and path.parent.is_dir() and not path.exists():
        return DamagedStoreError(path, "is gone")
    number = _ERRNO.get(code)
    if code in _NO_PAGE_LEFT and not can_be_filled(path.parent):
        number = errno.ENOSPC
    return OSError(number, os.strerror(number), str(path)) if number else None


def _casefold(text: str | bytes | float | None) -> str | bytes | float | None:
    """Text without the difference of upper and lower case, in any script."""
    return text.casefold() if isinstance(text, str) else text


@contextmanager
def _rolling_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Takes back an open transaction where something fails; on a full disk SQLite does so itself."""
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(step: str) -> Iterator[str]:
    """The statements of a step; the body of a trigger has semicolons of its own."""
    statement = ""
    for line in step.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class Database:
    """An SQLite file that many threads and processes use at once.

    Raises:
        OSError: From every method, with errno `ENOSPC` if the disk is full, `EAGAIN` if another program has
            locked the file for ten seconds.
        DamagedStoreError: From every method, if the file is lost, emptied or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was_opened = False
        self._local = threading.local()

    def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """All rows that a query finds."""
        with _explaining(self.path):
            return self._connection().execute(query, values).fetchall()

    def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row that a query finds, or None."""
        return next(iter(self.rows(query, values)), None)

    def change(self, statement: str, values: Values = ()) -> int:
        """Carries out a statement and returns how many rows it changed."""
        with _explaining(self.path):
            return self._connection().execute(statement, values).rowcount

    def update_row(self, table: str, row_id: object, **fields: object) -> bool:
        """Sets fields of the row with this id, and returns whether there is one.

        Args:
            table: Name of the table. As the fields' names it comes from code alone.
            row_id: Value of its column `id`.
            fields: Values by column.
        """
        changes = ", ".join(f"{name} = ?" for name in fields)
        statement = f"UPDATE {table} SET {changes} WHERE id = ?"  # noqa: S608 -- names from code alone
        return self.change(statement, (*fields.values(), row_id)) > 0

    def change_many(self, statement: str, values: Iterable[Values]) -> None:
        """Carries out a statement once for each of `values`."""
        with _explaining(self.path):
            self._connection().executemany(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; takes the write lock at once, so that a read inside stays true."""
        with _explaining(self.path):
            connection = self._connection()
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN IMMEDIATE")
            with _rolling_back(connection):
                yield
                connection.execute("COMMIT")

    def version(self) -> int:
        """How many steps of migration the file has taken; 0 for one without tables."""
        with _explaining(self.path):
            (version,) = self._connection().execute("PRAGMA user_version").fetchone()
            return int(version)

    def migrate(self, steps: Sequence[str]) -> None:
        """Takes those of the steps that the file has not taken yet, all or none.

        Raises:
            UnusableHomeError: If the file has taken more steps than there are.
        """
        with self.transaction():
            version = self.version()
            if version > len(steps):
                raise UnusableHomeError(
                    "{path} is of a newer Digit Lab (schema {version}); install it.",
                    path=str(self.path), version=version,
                )  # fmt: skip
            for step in steps[version:]:
                for statement in _statements(step):
                    self.change(statement)
            self.change(f"PRAGMA user_version = {len(steps)}")

    def copy_to(self, path: Path) -> None:
        """Writes a copy as it stands now, while others read and write, to a new file without a WAL."""
        source = self._connection()
        with _explaining(path), closing(_open(path, "rwc")) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection to the file at the path, which may be another one than a moment ago."""
        if self._is_in_transaction():
            return cast(sqlite3.Connection, self._local.connection)
        identity = self._identity()
        if not hasattr(self._local, "identity") or self._local.identity != identity:
            self._local.connection = self._connect()
            self._was_opened = True
            self._local.identity = self._identity()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _is_in_transaction(self) -> bool:
        return hasattr(self._local, "connection") and self._local.connection.in_transaction

    def _identity(self) -> tuple[int, int] | None:
        """Which file stands at the path.

        Raises:
            DamagedStoreError: If a file that was there is gone or was emptied.
        """
        try:
            found = self.path.stat()
        except FileNotFoundError:
            if self._was_opened:
                raise DamagedStoreError(self.path, "is gone") from None
            return None
        if self._was_opened and found.st_size == 0:
            raise DamagedStoreError(self.path, "was emptied")
        return found.st_dev, found.st_ino

    def _connect(self) -> sqlite3.Connection:
        connection = _open(self.path, "rw" if self._was_opened else "rwc")
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function(
            "casefold", 1, _casefold, deterministic=True
        )  # SQLite's folds A to Z alone
        return connection
