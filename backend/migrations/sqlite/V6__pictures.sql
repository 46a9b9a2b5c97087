-- A person's picture, as it is shown: `account.picture` is the id of the present one. Without bytes: there is none any more.
-- `ver` is the number that the last change took; it is not the account's, because not everyone who hears of a name may hear of a picture.
CREATE TABLE picture (
    user  BLOB    NOT NULL PRIMARY KEY REFERENCES account (id),
    ver   INTEGER NOT NULL,
    kind  TEXT,
    bytes BLOB,
    CHECK ((kind IS NULL) = (bytes IS NULL))
) STRICT;

-- When someone came to see a person's picture, or no longer did, because of what the two are to each other; and what the person was called then:
-- after a block nothing newer is told.
CREATE TABLE picture_seen (
    viewer BLOB    NOT NULL REFERENCES account (id),
    person BLOB    NOT NULL REFERENCES account (id),
    ver    INTEGER NOT NULL,
    name   TEXT    NOT NULL,
    PRIMARY KEY (viewer, person)
) STRICT, WITHOUT ROWID;
