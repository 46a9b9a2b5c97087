-- The shape of everything durable.
--
-- Ids are 16 bytes. Times are milliseconds since 1970, for display; nothing is ordered by them but lists. Counters (`seq`, `rev`, `urev`)
-- are allocated in the transaction that writes. Tables that are read by their whole key are WITHOUT ROWID: one tree, one seek.

-- One row: the name of this history. Another one after a restore makes every client start anew.
CREATE TABLE epoch (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    username TEXT    NOT NULL,
    -- What the username looks like: no two accounts look alike.
    skeleton TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL,
    -- The PHC string of the password's hash; NULL for the people of a demo, who have none.
    password TEXT,
    disabled INTEGER,
    created  INTEGER NOT NULL,
    -- How many rows user_log has seen for this person.
    urev     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The words by whose beginnings people are found.
CREATE TABLE account_word (
    word TEXT NOT NULL,
    user BLOB NOT NULL REFERENCES account (id),
    PRIMARY KEY (word, user)
) STRICT, WITHOUT ROWID;

-- One row per sign-in, which is one device. The token is stored as its SHA-256 only.
CREATE TABLE session (
    device    BLOB    NOT NULL PRIMARY KEY CHECK (length(device) = 16),
    user      BLOB    NOT NULL REFERENCES account (id),
    token     BLOB    NOT NULL UNIQUE CHECK (length(token) = 32),
    name      TEXT    NOT NULL,
    ip        TEXT,
    created   INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_user ON session (user);

-- Its counters are not here: the last message has the last `seq`, and the last `rev` is that message's or the last one in conv_log,
-- whichever is greater. So a message dirties no page but those that it is stored in. Both ends stay for ever (a deleted message leaves a
-- tombstone; whoever shortens conv_log keeps its last row), so no number is ever given again.
CREATE TABLE conversation (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- 1 direct, 2 group, 3 room, 4 notes.
    kind    INTEGER NOT NULL,
    created INTEGER NOT NULL,
    -- A direct conversation's two people, the smaller id first.
    low     BLOB REFERENCES account (id),
    high    BLOB REFERENCES account (id),
    CHECK ((kind = 1) = (low IS NOT NULL AND high IS NOT NULL)),
    CHECK (low < high)
) STRICT, WITHOUT ROWID;
-- One conversation per pair, whoever starts it, even both at once.
CREATE UNIQUE INDEX conversation_of_pair ON conversation (low, high) WHERE low IS NOT NULL;

-- Someone's time in a conversation: the half-open interval [join_seq, leave_seq) of its timeline. A person who returns has another row.
CREATE TABLE member (
    conv      BLOB    NOT NULL REFERENCES conversation (id),
    -- The order of joining.
    position  INTEGER NOT NULL,
    user      BLOB    NOT NULL REFERENCES account (id),
    join_seq  INTEGER NOT NULL,
    leave_seq INTEGER,
    -- 0 member, 1 moderator, 2 owner.
    role      INTEGER NOT NULL DEFAULT 0,
    -- The person's own settings for this conversation, JSON; NULL where all are the defaults.
    settings  TEXT,
    PRIMARY KEY (conv, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_of_user ON member (user, conv);

-- The timeline, and at the same time the log of what was posted: `rev` is the conversation's version with this message, so a posted event
-- is read back from here and a deleted text is nowhere else. Author and conversation are not foreign keys: whoever inserts has read the
-- member's row in the same transaction.
CREATE TABLE message (
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
    edited    INTEGER,
    PRIMARY KEY (conv, seq)
) STRICT, WITHOUT ROWID;
-- A send is remembered as long as its message. Keys grow with time, so the key comes first and inserts stay at one end of the tree.
CREATE UNIQUE INDEX message_of_key ON message (cid, author);

-- Every change of a conversation that is no new message.
CREATE TABLE conv_log (
    conv  BLOB    NOT NULL REFERENCES conversation (id),
    rev   INTEGER NOT NULL,
    -- For a change of a message (1 edited, 2 deleted) its place; the content is read from the message.
    kind  INTEGER NOT NULL,
    seq   INTEGER,
    -- For any other change (0) the event, JSON.
    event TEXT,
    at    INTEGER NOT NULL,
    PRIMARY KEY (conv, rev),
    CHECK ((kind = 0) = (event IS NOT NULL)),
    CHECK ((kind = 0) = (seq IS NULL))
) STRICT, WITHOUT ROWID;

-- Every change of a person's private state.
CREATE TABLE user_log (
    user  BLOB    NOT NULL REFERENCES account (id),
    urev  INTEGER NOT NULL,
    event TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (user, urev)
) STRICT, WITHOUT ROWID;

-- How far someone has got in a conversation. Each is a maximum: it never goes back.
CREATE TABLE cursor (
    conv          BLOB    NOT NULL REFERENCES conversation (id),
    user          BLOB    NOT NULL REFERENCES account (id),
    recv_seq      INTEGER NOT NULL DEFAULT 0,
    read_seq      INTEGER NOT NULL DEFAULT 0,
    shown_seq     INTEGER NOT NULL DEFAULT 0,
    shown_at      INTEGER,
    marked_unread INTEGER NOT NULL DEFAULT 0,
    marked_ver    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conv, user),
    CHECK (shown_seq <= read_seq AND read_seq <= recv_seq)
) STRICT, WITHOUT ROWID;

-- Entries that call on someone.
CREATE TABLE mention (
    user BLOB    NOT NULL REFERENCES account (id),
    conv BLOB    NOT NULL REFERENCES conversation (id),
    seq  INTEGER NOT NULL,
    PRIMARY KEY (user, conv, seq)
) STRICT, WITHOUT ROWID;

-- What someone began to write, for their other devices.
CREATE TABLE draft (
    user     BLOB    NOT NULL REFERENCES account (id),
    conv     BLOB    NOT NULL REFERENCES conversation (id),
    text     TEXT    NOT NULL,
    reply_to INTEGER,
    ver      INTEGER NOT NULL,
    device   BLOB    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (user, conv)
) STRICT, WITHOUT ROWID;
