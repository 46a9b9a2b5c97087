-- Whoever has someone as a contact hears of their new name.
CREATE INDEX contact_of ON contact (other);
