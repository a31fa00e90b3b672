BEGIN TRANSACTION;
CREATE TABLE command (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        verb TEXT NOT NULL,
        at REAL NOT NULL,
        done INTEGER NOT NULL DEFAULT 0
    ) STRICT;
INSERT INTO "command" VALUES(1,'z8j7n83b','stop',1.79559186158315610883e+09,0);
INSERT INTO "command" VALUES(2,'feaxykht','polish',1.7955918615840756893e+09,0);
CREATE TABLE event (
        run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
        attempt INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (run, attempt, seq)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES('6fb9j7ak',1,0,'batch','{"kind": "batch", "position": 0.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('6fb9j7ak',1,1,'epoch','{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.91, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('6fb9j7ak',1,2,'batch','{"kind": "batch", "position": 1.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('6fb9j7ak',1,3,'epoch','{"kind": "epoch", "epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.2, "val_accuracy": 0.92, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('6mh4v9ts',1,0,'batch','{"kind": "batch", "position": 0.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('6mh4v9ts',1,1,'epoch','{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.91, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('6mh4v9ts',1,2,'batch','{"kind": "batch", "position": 1.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('6mh4v9ts',1,3,'epoch','{"kind": "epoch", "epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.2, "val_accuracy": 0.92, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('ayetsjn3',1,0,'batch','{"kind": "batch", "position": 0.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('ayetsjn3',1,1,'epoch','{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.91, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('ayetsjn3',1,2,'batch','{"kind": "batch", "position": 1.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('ayetsjn3',1,3,'epoch','{"kind": "epoch", "epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.2, "val_accuracy": 0.92, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('rwucmks8',1,0,'batch','{"kind": "batch", "position": 0.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('rwucmks8',1,1,'epoch','{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.91, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('rwucmks8',1,2,'batch','{"kind": "batch", "position": 1.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('rwucmks8',1,3,'epoch','{"kind": "epoch", "epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.2, "val_accuracy": 0.92, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('z8j7n83b',1,0,'batch','{"kind": "batch", "position": 0.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('z8j7n83b',1,1,'epoch','{"kind": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.4, "val_accuracy": 0.91, "seconds": 2.0, "partial": false}');
INSERT INTO "event" VALUES('z8j7n83b',1,2,'batch','{"kind": "batch", "position": 1.5, "loss": 0.5, "accuracy": 0.8, "images_per_second": 1000.0}');
INSERT INTO "event" VALUES('z8j7n83b',1,3,'epoch','{"kind": "epoch", "epoch": 2, "loss": 0.25, "accuracy": 0.9, "val_loss": 0.2, "val_accuracy": 0.92, "seconds": 2.0, "partial": false}');
CREATE TABLE person (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) STRICT;
INSERT INTO "person" VALUES('ada','Ada');
INSERT INTO "person" VALUES('bob','');
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
    , stalled REAL, evaluation_sha256 TEXT, epochs_sha256 TEXT) STRICT;
INSERT INTO "run" VALUES(1,'ayetsjn3','My {best} run','ada','finished','{"preset":"quick","dataset":"mnist","model":{"layers":[{"kind":"conv2d","filters":16,"kernel_size":5,"padding":"valid","activation":"relu"},{"kind":"max_pooling2d","pool_size":3},{"kind":"conv2d","filters":64,"kernel_size":3,"padding":"same","activation":"relu"},{"kind":"max_pooling2d","pool_size":2},{"kind":"flatten"},{"kind":"dropout","rate":0.3},{"kind":"dense","units":128,"activation":"relu","initial_sd":null},{"kind":"dense","units":10,"activation":"linear","initial_sd":null}],"output":"logits"},"recipe":{"training":"train","validation":"validation","loss":"sparse_categorical_crossentropy","optimizer":{"kind":"adam","learning_rate":0.003,"schedule":"cosine"},"loop":"fit","shuffle":true,"batch_size":64,"epochs":2,"seed":0},"person":"ada","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',1,1793534400.0,1.79559186157919216161e+09,1.79559186157963299752e+09,'',2,0.9912,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',NULL,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
INSERT INTO "run" VALUES(2,'6mh4v9ts','Tutorial: convolutional net, Adam 2','bob','stopped','{"preset":"tutorial-cnn-adam","dataset":"mnist","model":{"layers":[{"kind":"conv2d","filters":32,"kernel_size":3,"padding":"valid","activation":"relu"},{"kind":"max_pooling2d","pool_size":2},{"kind":"conv2d","filters":64,"kernel_size":3,"padding":"valid","activation":"relu"},{"kind":"max_pooling2d","pool_size":2},{"kind":"flatten"},{"kind":"dense","units":64,"activation":"relu","initial_sd":null},{"kind":"dense","units":10,"activation":"linear","initial_sd":null}],"output":"logits"},"recipe":{"training":"train+validation","validation":"test","loss":"sparse_categorical_crossentropy","optimizer":{"kind":"adam","learning_rate":0.001,"schedule":"constant"},"loop":"fit","shuffle":true,"batch_size":32,"epochs":2,"seed":0},"person":"bob","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',1,1793534400.0,1.79559186158023238177e+09,1.79559186158053708075e+09,'It did not react to Stop; its process was ended.',2,0.9912,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd',NULL,'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff');
INSERT INTO "run" VALUES(3,'rwucmks8','Quick net 3','bob','failed','{"preset":"quick","dataset":"mnist","model":{"layers":[{"kind":"conv2d","filters":16,"kernel_size":5,"padding":"valid","activation":"relu"},{"kind":"max_pooling2d","pool_size":3},{"kind":"conv2d","filters":64,"kernel_size":3,"padding":"same","activation":"relu"},{"kind":"max_pooling2d","pool_size":2},{"kind":"flatten"},{"kind":"dropout","rate":0.3},{"kind":"dense","units":128,"activation":"relu","initial_sd":null},{"kind":"dense","units":10,"activation":"linear","initial_sd":null}],"output":"logits"},"recipe":{"training":"train","validation":"validation","loss":"sparse_categorical_crossentropy","optimizer":{"kind":"adam","learning_rate":0.003,"schedule":"cosine"},"loop":"fit","shuffle":true,"batch_size":64,"epochs":2,"seed":0},"person":"bob","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',1,1793534400.0,1.79559186158117794988e+09,1.79559186158183527e+09,'The training failed: ValueError: {not a template}',0,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "run" VALUES(4,'6fb9j7ak','Tutorial: gradient tape, squared error 4','ada','interrupted','{"preset":"tutorial-tape-mse","dataset":"mnist","model":{"layers":[{"kind":"flatten"},{"kind":"dense","units":256,"activation":"relu","initial_sd":0.1},{"kind":"dense","units":128,"activation":"relu","initial_sd":0.1},{"kind":"dense","units":10,"activation":"linear","initial_sd":0.1}],"output":"scores"},"recipe":{"training":"train+validation","validation":null,"loss":"mean_squared_error","optimizer":{"kind":"sgd","learning_rate":0.001},"loop":"gradient_tape","shuffle":false,"batch_size":128,"epochs":2,"seed":0},"person":"ada","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',1,1793534400.0,1.79559186158219766618e+09,1.79559186158241176605e+09,'The lab went away while this run was training.',2,NULL,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',NULL,NULL,NULL,NULL);
INSERT INTO "run" VALUES(5,'z8j7n83b','Tutorial: dense net, Adam 5','ada','running','{"preset":"tutorial-dense-adam","dataset":"mnist","model":{"layers":[{"kind":"flatten"},{"kind":"dense","units":128,"activation":"relu","initial_sd":null},{"kind":"dense","units":10,"activation":"softmax","initial_sd":null}],"output":"probabilities"},"recipe":{"training":"train+validation","validation":"test","loss":"sparse_categorical_crossentropy","optimizer":{"kind":"adam","learning_rate":0.001,"schedule":"constant"},"loop":"fit","shuffle":true,"batch_size":32,"epochs":2,"seed":0},"person":"ada","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',1,1793534400.0,1.79559186158270168301e+09,NULL,'',2,NULL,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',NULL,1.79559186158284139634e+09,NULL,NULL);
INSERT INTO "run" VALUES(6,'feaxykht','Tutorial: dense net, RMSprop 6','bob','queued','{"preset":"tutorial-dense-rmsprop","dataset":"mnist","model":{"layers":[{"kind":"flatten"},{"kind":"dense","units":128,"activation":"relu","initial_sd":null},{"kind":"dense","units":10,"activation":"softmax","initial_sd":null}],"output":"probabilities"},"recipe":{"training":"train+validation","validation":null,"loss":"categorical_crossentropy","optimizer":{"kind":"rmsprop","learning_rate":0.001,"rho":0.9,"epsilon":1e-8,"decay":0.00001},"loop":"fit","shuffle":true,"batch_size":32,"epochs":2,"seed":0},"person":"bob","created":"2026-11-01T12:00:00Z","versions":{"keras":"3.15.0"}}',0,1793534400.0,NULL,NULL,'',0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX run_by_state ON run (state, number);
CREATE INDEX epoch_event ON event (run, attempt, seq) WHERE kind = 'epoch';
CREATE INDEX command_open ON command (done, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('run',6);
INSERT INTO "sqlite_sequence" VALUES('command',2);
COMMIT;
PRAGMA user_version = 2;
