"""The database's tables, as the steps that lead to them; `PRAGMA user_version` counts the steps taken."""

from core.store.schema_early import EARLY_STEPS

MIGRATIONS = (
    *EARLY_STEPS,
    """
    CREATE TABLE view (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        parameters TEXT NOT NULL,
        person TEXT NOT NULL REFERENCES person (id),
        created REAL NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE label_vote (
        dataset TEXT NOT NULL,
        split TEXT NOT NULL,
        image INTEGER NOT NULL,
        person TEXT NOT NULL REFERENCES person (id),
        choice TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (dataset, split, image, person)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER label_vote_added AFTER INSERT ON label_vote BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER label_vote_changed AFTER UPDATE ON label_vote BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER label_vote_deleted AFTER DELETE ON label_vote BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    """,
    """
    CREATE TABLE dataset (
        name TEXT PRIMARY KEY,
        title TEXT NOT NULL UNIQUE COLLATE NOCASE,
        person TEXT NOT NULL REFERENCES person (id),
        created REAL NOT NULL,
        job INTEGER REFERENCES job (id) ON DELETE SET NULL,
        classes TEXT NOT NULL DEFAULT '[]',
        counts TEXT NOT NULL DEFAULT '[]',
        sha256 TEXT
    ) STRICT;
    CREATE INDEX dataset_by_job ON dataset (job);
    CREATE TRIGGER dataset_added AFTER INSERT ON dataset BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER dataset_changed AFTER UPDATE ON dataset BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER dataset_deleted AFTER DELETE ON dataset BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    """,
    """
    ALTER TABLE dataset ADD COLUMN method TEXT NOT NULL DEFAULT 'whole';
    UPDATE dataset SET method = coalesce(
        (SELECT json_extract(spec, '$.method') FROM job WHERE job.id = dataset.job AND json_valid(spec)),
        'whole'
    );
    """,
    """
    ALTER TABLE run ADD COLUMN queued REAL NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN spent REAL NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN resume_sha256 TEXT;
    ALTER TABLE run ADD COLUMN model_epochs INTEGER;
    UPDATE run SET
        queued = created,
        model_epochs = CASE WHEN model_sha256 IS NOT NULL THEN epochs_done END,
        resume_sha256 = CASE WHEN NOT EXISTS (
            SELECT 1 FROM event
            WHERE event.run = run.id AND kind = 'epoch'
                AND CASE WHEN json_valid(body) THEN json_extract(body, '$.partial') END
        ) THEN checkpoint_sha256 END;
    CREATE INDEX run_by_start ON run (person, started);
    """,
    """
    CREATE TABLE drawing (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person TEXT NOT NULL REFERENCES person (id),
        at REAL NOT NULL,
        label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
        kind TEXT NOT NULL,
        collection TEXT NOT NULL DEFAULT '',
        model TEXT NOT NULL,
        answer INTEGER NOT NULL,
        confidence REAL NOT NULL,
        sha256 TEXT NOT NULL,
        image BLOB NOT NULL CHECK (length(image) = 784),
        source BLOB,
        strokes TEXT,
        UNIQUE (person, sha256)
    ) STRICT;

    -- Says whether the drawings are still those that somebody has read; a number could come twice, for a
    -- database may be replaced by an older copy of itself.
    CREATE TABLE drawing_version (token TEXT NOT NULL) STRICT;
    INSERT INTO drawing_version VALUES (hex(randomblob(8)));
    CREATE TRIGGER drawing_added AFTER INSERT ON drawing BEGIN
        UPDATE drawing_version SET token = hex(randomblob(8));
    END;
    CREATE TRIGGER drawing_changed AFTER UPDATE ON drawing BEGIN
        UPDATE drawing_version SET token = hex(randomblob(8));
    END;
    CREATE TRIGGER drawing_deleted AFTER DELETE ON drawing BEGIN
        UPDATE drawing_version SET token = hex(randomblob(8));
    END;
    """,
    """
    CREATE TABLE sweep (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        person TEXT NOT NULL REFERENCES person (id),
        created REAL NOT NULL,
        ended REAL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        specification TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sweep_by_state ON sweep (state, number);
    CREATE TABLE trial (
        sweep TEXT NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        run TEXT REFERENCES run (id) ON DELETE SET NULL,
        settings TEXT NOT NULL,
        PRIMARY KEY (sweep, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trial_by_run ON trial (run);
    CREATE TRIGGER sweep_added AFTER INSERT ON sweep BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    CREATE TRIGGER sweep_changed AFTER UPDATE ON sweep BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    """,
    """
    CREATE TABLE kept_epoch (
        run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        epoch INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO kept_epoch
    SELECT id, epochs_done, resume_sha256 FROM run WHERE resume_sha256 IS NOT NULL AND epochs_done > 0;
    ALTER TABLE run DROP COLUMN checkpoint_sha256;
    ALTER TABLE run DROP COLUMN resume_sha256;
    """,
    """
    -- The highest accuracy on the validation split; NULL for a run that validates on something else.
    ALTER TABLE run ADD COLUMN best_validation REAL;
    UPDATE run SET best_validation = (
        SELECT max(json_extract(body, '$.val_accuracy')) FROM event
        WHERE event.run = run.id AND kind = 'epoch' AND json_valid(body)
    ) WHERE json_valid(manifest) AND json_extract(manifest, '$.recipe.validation') = 'validation';
    CREATE INDEX run_by_validation ON run (best_validation, number) WHERE best_validation IS NOT NULL;
    CREATE TRIGGER epoch_validated AFTER INSERT ON event
    WHEN NEW.kind = 'epoch' AND json_valid(NEW.body) BEGIN
        UPDATE run SET best_validation = json_extract(NEW.body, '$.val_accuracy')
        WHERE id = NEW.run
            AND json_extract(NEW.body, '$.val_accuracy') > coalesce(best_validation, 0)
            AND json_valid(manifest) AND json_extract(manifest, '$.recipe.validation') = 'validation';
    END;
    """,
    """
    CREATE INDEX run_by_parent
    ON run (iif(json_valid(manifest), json_extract(manifest, '$.origin.run'), NULL));
    """,
    """
    -- An epoch that was stopped before its last batch is not among those that could be the best.
    DROP TRIGGER epoch_validated;
    UPDATE run SET best_validation = (
        SELECT max(json_extract(body, '$.val_accuracy')) FROM event
        WHERE event.run = run.id AND kind = 'epoch' AND json_valid(body)
            AND NOT json_extract(body, '$.partial')
    ) WHERE best_validation IS NOT NULL;
    CREATE TRIGGER epoch_validated AFTER INSERT ON event
    WHEN NEW.kind = 'epoch' AND json_valid(NEW.body) AND NOT json_extract(NEW.body, '$.partial') BEGIN
        UPDATE run SET best_validation = json_extract(NEW.body, '$.val_accuracy')
        WHERE id = NEW.run
            AND json_extract(NEW.body, '$.val_accuracy') > coalesce(best_validation, 0)
            AND json_valid(manifest) AND json_extract(manifest, '$.recipe.validation') = 'validation';
    END;
    """,
    """
    -- Trainings that may still go on at an existing cluster, although their runs do not or were deleted.
    CREATE TABLE left_task (key TEXT PRIMARY KEY);
    INSERT INTO left_task
    SELECT id || '-' || attempt FROM run WHERE state IN ('interrupted', 'queued') AND attempt > 0;
    """,
    """
    -- The epochs before the one after which a run was forked are another run's, as are their models.
    DROP TRIGGER epoch_validated;
    UPDATE run SET best_validation = (
        SELECT max(json_extract(body, '$.val_accuracy')) FROM event
        WHERE event.run = run.id AND kind = 'epoch' AND json_valid(body)
            AND NOT json_extract(body, '$.partial')
            AND json_extract(body, '$.epoch') >= json_extract(manifest, '$.origin.epoch')
    ) WHERE best_validation IS NOT NULL AND json_valid(manifest)
        AND json_extract(manifest, '$.origin.kind') = 'fork';
    CREATE TRIGGER epoch_validated AFTER INSERT ON event
    WHEN NEW.kind = 'epoch' AND json_valid(NEW.body) AND NOT json_extract(NEW.body, '$.partial') BEGIN
        UPDATE run SET best_validation = json_extract(NEW.body, '$.val_accuracy')
        WHERE id = NEW.run
            AND json_extract(NEW.body, '$.val_accuracy') > coalesce(best_validation, 0)
            AND json_valid(manifest) AND json_extract(manifest, '$.recipe.validation') = 'validation'
            AND json_extract(NEW.body, '$.epoch') >= coalesce(json_extract(manifest, '$.origin.epoch'), 0);
    END;
    """,
    """
    -- What the last attempt trains on; NULL for the runs of versions that did not tell it.
    ALTER TABLE run ADD COLUMN device TEXT;
    CREATE TRIGGER device_told AFTER INSERT ON event
    WHEN NEW.kind = 'device' AND json_valid(NEW.body) BEGIN
        UPDATE run SET device = json_extract(NEW.body, '$.device') WHERE id = NEW.run;
    END;
    """,
    """
    -- The address of the existing cluster to which the last attempt was given, NULL for the lab's own, and of
    -- that where a training was left; empty where a version that did not note it may have used one.
    ALTER TABLE run ADD COLUMN cluster TEXT;
    UPDATE run SET cluster = '' WHERE state = 'running';
    ALTER TABLE left_task ADD COLUMN cluster TEXT NOT NULL DEFAULT '';
    """,
    """
    -- How often the lab had a trial go on that had been interrupted.
    ALTER TABLE trial ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
    """,
    """
    -- In seconds; the hash is that of the job that has timed it.
    CREATE TABLE timing (
        hash TEXT PRIMARY KEY,
        start REAL NOT NULL,
        short_batch REAL NOT NULL,
        image REAL NOT NULL,
        epoch REAL NOT NULL,
        validated_image REAL NOT NULL,
        at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER timing_added AFTER INSERT ON timing BEGIN
        UPDATE change_counter SET number = number + 1;
    END;
    """,
)
