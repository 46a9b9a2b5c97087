-- Messages where they cost the least to write: at the end.
--
-- A table that is ordered by conversation has a page of its own to be written for nearly every message, because nearly every message of a
-- busy moment is in another conversation. Here a message is written to pages that all messages of its group share: the end of `posted`, the
-- end of the index of keys, and one of the few pages of `new_place`. From there its place moves into `place` with thousands of others at a
-- time, in the order of that table, so that each of its pages is written once for all that belong there.
--
-- `message` is what there was before, and what is read: a view, answered from both tables of places by their keys.

-- What was said, in the order of arrival, which no reader depends on. `rev` is the conversation's version with this message, so a posted
-- event is read back from here and a deleted text is nowhere else. Author and conversation are not foreign keys: whoever inserts has read
-- the member's row in the same transaction.
CREATE TABLE posted (
    id        INTEGER PRIMARY KEY,
    conv      BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    rev       INTEGER NOT NULL,
    author    BLOB    NOT NULL,
    cid       BLOB    NOT NULL CHECK (length(cid) = 16),
    -- Identifies what was first said under this key; outlives edits and deletion.
    hash      BLOB    NOT NULL,
    -- JSON; NULL is a tombstone.
    body      TEXT,
    reply_to  INTEGER,
    -- JSON arrays of ids; NULL where there are none.
    files     TEXT,
    mentions  TEXT,
    at        INTEGER NOT NULL,
    edited    INTEGER
) STRICT;

-- What is there already is put down conversation by conversation, as it was.
INSERT INTO posted (conv, seq, rev, author, cid, hash, body, reply_to, files, mentions, at, edited)
SELECT conv, seq, rev, author, cid, hash, body, reply_to, files, mentions, at, edited FROM message ORDER BY conv, seq;

DROP TABLE message;

-- A send is remembered as long as its message. Keys grow with time, so the key comes first and inserts stay at one end of the tree.
CREATE UNIQUE INDEX posted_of_key ON posted (cid, author);

-- The timelines: which message is at which place.
CREATE TABLE place (
    conv   BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    posted INTEGER NOT NULL,
    PRIMARY KEY (conv, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO place (conv, seq, posted) SELECT conv, seq, id FROM posted ORDER BY id;

-- The places that were taken lately and are not in `place` yet. A conversation's places in here come after all of those in there.
CREATE TABLE new_place (
    conv   BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    posted INTEGER NOT NULL,
    PRIMARY KEY (conv, seq)
) STRICT, WITHOUT ROWID;

-- Read it in the outermost select or without an order, by `conv` and a range of `seq`, and select `seq` if it is ordered by it: then nothing
-- is scanned or sorted. A test watches what the statements do.
CREATE VIEW message AS
SELECT place.conv, place.seq, rev, author, cid, hash, body, reply_to, files, mentions, at, edited, id
FROM place JOIN posted ON posted.id = place.posted
UNION ALL
SELECT new_place.conv, new_place.seq, rev, author, cid, hash, body, reply_to, files, mentions, at, edited, id
FROM new_place JOIN posted ON posted.id = new_place.posted;
