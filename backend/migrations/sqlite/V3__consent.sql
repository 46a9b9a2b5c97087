-- Someone in a direct conversation wants to talk with the other: whoever wrote in it, or accepted it.
ALTER TABLE member ADD COLUMN consents INTEGER NOT NULL DEFAULT 0;
UPDATE member SET consents = 1
WHERE EXISTS (SELECT 1 FROM message WHERE message.conv = member.conv AND message.author = member.user);
