-- Frozen. A study grows: the table of its texts has a row for each of them, the present one last, and finished trials
-- that the present one does not ask for are kept aside.
CREATE TABLE dropped (trial TEXT PRIMARY KEY);
