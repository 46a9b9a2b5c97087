-- One counter for all told everyone how much the others did. Each person has one now, of what that person may know; whatever changes such a
-- thing takes the next number of everyone who may. Not a column of `account`: there it would be written beside names and pictures each time.
-- Numbers that devices have stay good: everyone goes on where the one counter was.
CREATE TABLE state_of (
    user BLOB    NOT NULL PRIMARY KEY REFERENCES account (id),
    ver  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO state_of SELECT id, value FROM account, state_version;
DROP TABLE state_version;

-- The last change of anything that the member's standing tells: of their own, and of what they may know of the others.
ALTER TABLE member RENAME COLUMN own_ver TO standing_ver;
UPDATE member SET standing_ver = max(
    standing_ver,
    coalesce((SELECT max(iif(c.user = member.user, c.own_ver, c.ver)) FROM cursor AS c WHERE c.conv = member.conv), 0)
);
ALTER TABLE cursor DROP COLUMN own_ver;
ALTER TABLE cursor DROP COLUMN ver;

-- `viewer` was to hear with this number what `person` is called and looks like.
CREATE TABLE profile_news (
    viewer BLOB    NOT NULL REFERENCES account (id),
    person BLOB    NOT NULL REFERENCES account (id),
    ver    INTEGER NOT NULL,
    PRIMARY KEY (viewer, person)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO profile_news
    SELECT them.user, account.id, account.ver
    FROM account JOIN member AS me ON me.user = account.id JOIN member AS them ON them.conv = me.conv
    WHERE account.ver > 0 AND me.leave_seq IS NULL AND them.leave_seq IS NULL
    UNION SELECT contact.user, account.id, account.ver
    FROM account JOIN contact ON contact.other = account.id
    WHERE account.ver > 0;
ALTER TABLE account DROP COLUMN ver;
