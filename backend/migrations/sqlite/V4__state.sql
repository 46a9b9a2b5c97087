-- State: that of which only the latest value counts. Every row has the number that the counter below gave its last change, so that a
-- client which names the last number it knows is told what has a greater one. The counter is taken in the transaction that writes.
CREATE TABLE state_version (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO state_version VALUES (1, 0);

-- What others see of a person (`ver`), and what is the person's own (`own_ver`). Settings and choice are JSON; NULL: the defaults.
ALTER TABLE account ADD COLUMN picture BLOB;
ALTER TABLE account ADD COLUMN settings TEXT;
ALTER TABLE account ADD COLUMN choice TEXT;
ALTER TABLE account ADD COLUMN ver INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN own_ver INTEGER NOT NULL DEFAULT 0;
-- When the person was last there, to the minute.
ALTER TABLE account ADD COLUMN last_seen INTEGER;

-- `user` has `other` among the contacts.
CREATE TABLE contact (
    user  BLOB NOT NULL REFERENCES account (id),
    other BLOB NOT NULL REFERENCES account (id),
    at    INTEGER NOT NULL,
    PRIMARY KEY (user, other)
) STRICT, WITHOUT ROWID;

-- `user` has blocked `other`.
CREATE TABLE block (
    user  BLOB NOT NULL REFERENCES account (id),
    other BLOB NOT NULL REFERENCES account (id),
    at    INTEGER NOT NULL,
    PRIMARY KEY (user, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
    id     BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user   BLOB NOT NULL REFERENCES account (id),
    conv   BLOB NOT NULL REFERENCES conversation (id),
    seq    INTEGER,
    reason TEXT NOT NULL,
    note   TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far someone has got in a conversation. Each place is a maximum: it never goes back. The shown ones follow the others only while the
-- person lets them be known. Nothing was ever written into the table that this one replaces.
DROP TABLE cursor;
CREATE TABLE cursor (
    conv           BLOB    NOT NULL REFERENCES conversation (id),
    user           BLOB    NOT NULL REFERENCES account (id),
    recv_seq       INTEGER NOT NULL DEFAULT 0,
    read_seq       INTEGER NOT NULL DEFAULT 0,
    shown_recv_seq INTEGER NOT NULL DEFAULT 0,
    shown_seq      INTEGER NOT NULL DEFAULT 0,
    shown_recv_at  INTEGER,
    shown_at       INTEGER,
    marked_unread  INTEGER NOT NULL DEFAULT 0,
    marked_ver     INTEGER NOT NULL DEFAULT 0,
    -- The last change that concerns the person alone, and the last that others may see.
    own_ver        INTEGER NOT NULL DEFAULT 0,
    ver            INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conv, user),
    CHECK (read_seq <= recv_seq AND shown_seq <= read_seq AND shown_recv_seq <= recv_seq AND shown_seq <= shown_recv_seq)
) STRICT, WITHOUT ROWID;

-- When a receipt moved, for as long as that can be told: entries up to `upto` had been received (0) or read (1) at `at`.
CREATE TABLE receipt_time (
    conv BLOB    NOT NULL,
    user BLOB    NOT NULL,
    kind INTEGER NOT NULL,
    upto INTEGER NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (conv, user, kind, upto)
) STRICT, WITHOUT ROWID;

-- The person's own settings for a conversation (`member.settings`) and their drafts change with this number.
ALTER TABLE member ADD COLUMN own_ver INTEGER NOT NULL DEFAULT 0;

-- What someone began to write, one row per device that did not know of the others. Nothing was ever written into the table that this one
-- replaces.
DROP TABLE draft;
CREATE TABLE draft (
    user        BLOB    NOT NULL REFERENCES account (id),
    conv        BLOB    NOT NULL REFERENCES conversation (id),
    device      BLOB    NOT NULL,
    device_name TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    reply_to    INTEGER,
    ver         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (user, conv, device)
) STRICT, WITHOUT ROWID;

-- One-time codes that open an account whose password is lost, as SHA-256 only.
CREATE TABLE recovery_code (
    user BLOB NOT NULL REFERENCES account (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (user, hash)
) STRICT, WITHOUT ROWID;
