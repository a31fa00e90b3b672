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

from core.home import DamagedStoreError, UnusableHomeError, is_disk_full

BUSY_TIMEOUT_SECONDS = 10

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY_CODE = 0xFF  # the lower byte of SQLite's extended result codes

Values = Sequence[object]


def is_sound(path: Path) -> bool:
    """Whether a file is an SQLite database with tables in it whose pages all fit each other."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        return False
    return bool(verdict == "ok" and version > 0)


@contextmanager
def _rolling_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Takes back an open transaction where something fails; on a full disk SQLite does so itself."""
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Database:
    """An SQLite file that many threads and processes use at once.

    Raises:
        OSError: From every method, with errno `ENOSPC` if the disk is full.
        DamagedStoreError: From every method, if the file is lost, emptied or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was_opened = False
        self._local = threading.local()

    def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """All rows that a query finds."""
        with self._explaining():
            return self._connection().execute(query, values).fetchall()

    def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row that a query finds, or None."""
        return next(iter(self.rows(query, values)), None)

    def change(self, statement: str, values: Values = ()) -> int:
        """Carries out a statement and returns how many rows it changed."""
        with self._explaining():
            return self._connection().execute(statement, values).rowcount

    def change_many(self, statement: str, values: Iterable[Values]) -> None:
        """Carries out a statement once for each of `values`."""
        with self._explaining():
            self._connection().executemany(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; takes the write lock at once, so that a read inside stays true."""
        with self._explaining():
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
        with self._explaining():
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
                    f"{self.path} is of a newer Digit Lab (schema {version}); install it."
                )
            for step in steps[version:]:
                for statement in filter(str.strip, step.split(";")):
                    self.change(statement)
            self.change(f"PRAGMA user_version = {len(steps)}")

    def copy_to(self, path: Path) -> None:
        """Writes a copy as it stands now, while others read and write, to a new file without a WAL."""
        with self._explaining(), closing(sqlite3.connect(path)) as copy:
            self._connection().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection to the file at the path, which may be another one than a moment ago."""
        identity = self._identity()
        if not hasattr(self._local, "identity") or self._local.identity != identity:
            self._local.connection = self._connect()
            self._was_opened = True
            self._local.identity = self._identity()
        connection: sqlite3.Connection = self._local.connection
        return connection

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
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Turns SQLite's errors about the disk and about damage into those that the rest of the lab knows."""
        try:
            yield
        except sqlite3.Error as error:
            explained = self._explain(error)
            if explained is None:
                raise
            raise explained from error

    def _explain(self, error: sqlite3.Error) -> Exception | None:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if code in _DAMAGE:
            return DamagedStoreError(self.path, f"is damaged ({error})")
        # SQLite speaks of input and output where the disk has no page left for a journal or shared memory.
        failed = code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
        if code == sqlite3.SQLITE_FULL or (failed and is_disk_full(self.path.parent)):
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        if code == sqlite3.SQLITE_IOERR:
            return OSError(errno.EIO, os.strerror(errno.EIO), str(self.path))
        return None
