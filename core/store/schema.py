"""The database's tables, as the steps that lead to them; `PRAGMA user_version` counts the steps taken."""

MIGRATIONS = (
    """
    CREATE TABLE person (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE run (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        person TEXT NOT NULL REFERENCES person (id),
        state TEXT NOT NULL,
        manifest TEXT NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        started REAL,
        ended REAL,
        reason TEXT NOT NULL DEFAULT '',
        epochs_done INTEGER NOT NULL DEFAULT 0,
        accuracy REAL,
        checkpoint_sha256 TEXT,
        model_sha256 TEXT
    ) STRICT;
    CREATE INDEX run_by_state ON run (state, number);
    CREATE TABLE event (
        run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        attempt INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (run, attempt, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX epoch_event ON event (run, attempt, seq) WHERE kind = 'epoch';
    CREATE TABLE command (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        verb TEXT NOT NULL,
        at REAL NOT NULL,
        done INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX command_open ON command (done, id);
    """,
    """
    ALTER TABLE run ADD COLUMN stalled REAL;
    ALTER TABLE run ADD COLUMN evaluation_sha256 TEXT;
    ALTER TABLE run ADD COLUMN epochs_sha256 TEXT;
    """,
)
