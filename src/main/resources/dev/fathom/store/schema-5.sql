-- Frozen. What the data were that trials were trained on, for their names say only where they lay.
CREATE TABLE data (data TEXT PRIMARY KEY, digest TEXT);
