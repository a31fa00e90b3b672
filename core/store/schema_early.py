"""The first steps of the schema: runs, events, commands and jobs."""

EARLY_STEPS = (
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
    """
    ALTER TABLE run ADD COLUMN preset TEXT NOT NULL DEFAULT '';
    UPDATE run SET preset = coalesce(json_extract(manifest, '$.preset'), '') WHERE json_valid(manifest);
    CREATE INDEX run_with_model ON run (number) WHERE model_sha256 IS NOT NULL;
    CREATE INDEX run_by_person ON run (person, number);
    CREATE INDEX run_by_preset ON run (preset, number);
    CREATE INDEX run_by_accuracy ON run (accuracy, number);
    CREATE INDEX run_by_name ON run (name COLLATE NOCASE, number);

    CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        hash TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        slot TEXT NOT NULL,
        run TEXT REFERENCES run (id) ON DELETE CASCADE,
        person TEXT NOT NULL,
        spec TEXT NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        started REAL,
        ended REAL,
        progress REAL NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        result_sha256 TEXT
    ) STRICT;
    CREATE INDEX job_by_state ON job (state, slot, id);
    CREATE INDEX job_by_run ON job (run);

    ALTER TABLE command RENAME TO old_command;
    CREATE TABLE command (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT REFERENCES run (id) ON DELETE CASCADE,
        job INTEGER REFERENCES job (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        person TEXT NOT NULL DEFAULT '',
        at REAL NOT NULL,
        done INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO command (id, run, kind, body, at, done)
    SELECT id, run, verb, json_object('kind', verb, 'run', run), at, done FROM old_command;
    DROP TABLE old_command;
    CREATE INDEX command_open ON command (done, id);
    CREATE INDEX command_by_run ON command (run, at);
    CREATE INDEX command_by_job ON command (job);

    -- One number that says whether a list of runs is still what it was.
    CREATE TABLE change_counter (number INTEGER NOT NULL) STRICT;
    INSERT INTO change_counter VALUES (0);
    CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER run_changed AFTER UPDATE ON run BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER run_deleted AFTER DELETE ON run BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    """,
)
