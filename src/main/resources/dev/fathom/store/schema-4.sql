-- Frozen. Trials under the names that they had before their texts were spelt as today.
-- From here on the columns of hyperparameters and the views follow from the fields; see Schema.
CREATE TABLE renamed (former TEXT PRIMARY KEY, trial TEXT);
