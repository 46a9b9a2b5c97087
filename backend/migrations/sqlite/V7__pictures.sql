-- A person's picture, as it is shown: `account.picture` is its id.
CREATE TABLE picture (
    user  BLOB NOT NULL PRIMARY KEY REFERENCES account (id),
    kind  TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- With which number of their state someone came to see a person's picture, or no longer did, because of what the two are to each other; and what
-- the person was called then: after a block nothing newer is told.
CREATE TABLE picture_seen (
    viewer BLOB    NOT NULL REFERENCES account (id),
    person BLOB    NOT NULL REFERENCES account (id),
    ver    INTEGER NOT NULL,
    name   TEXT    NOT NULL,
    PRIMARY KEY (viewer, person)
) STRICT, WITHOUT ROWID;
