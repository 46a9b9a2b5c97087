-- What someone began to write, one row per composer that did not know of the others: the tabs of a browser are one device, and each has its own.
CREATE TABLE draft_of_tab (
    user        BLOB    NOT NULL REFERENCES account (id),
    conv        BLOB    NOT NULL REFERENCES conversation (id),
    ver         INTEGER NOT NULL,
    device      BLOB    NOT NULL,
    device_name TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    reply_to    INTEGER,
    at          INTEGER NOT NULL,
    PRIMARY KEY (user, conv, ver)
) STRICT, WITHOUT ROWID;
INSERT INTO draft_of_tab (user, conv, ver, device, device_name, text, reply_to, at)
    SELECT user, conv, ver, device, device_name, text, reply_to, at FROM draft;
DROP TABLE draft;
ALTER TABLE draft_of_tab RENAME TO draft;
