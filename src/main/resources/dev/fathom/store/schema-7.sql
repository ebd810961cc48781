-- Frozen. Runs of other programs, recorded while they trained: a model has layers with names, and steps.
CREATE TABLE recording (recording TEXT PRIMARY KEY, name TEXT, model TEXT, optimizer TEXT, parameters INTEGER, every
    INTEGER, steps INTEGER, framework TEXT, device TEXT, system TEXT, host TEXT, started_at TEXT, seconds REAL);
CREATE TABLE recorded_layer (recording TEXT, layer INTEGER, name TEXT, kind TEXT, shape TEXT, activation TEXT, PRIMARY
    KEY (recording, layer)) WITHOUT ROWID;
CREATE TABLE recorded_step (recording TEXT, step INTEGER, loss REAL, learning_rate REAL, seconds REAL, PRIMARY KEY
    (recording, step)) WITHOUT ROWID;
CREATE TABLE recorded (recording TEXT, step INTEGER, layer INTEGER, update_ratio REAL, preactivation_mean REAL,
    preactivation_variance REAL, preactivation_second_moment REAL, preactivation_unit_variance REAL,
    preactivation_largest REAL, preactivation_saturated REAL, preactivation_dead REAL, preactivation_nonfinite REAL,
    activation_mean REAL, activation_variance REAL, activation_second_moment REAL, activation_unit_variance REAL,
    activation_largest REAL, activation_saturated REAL, activation_dead REAL, activation_nonfinite REAL, gradient_mean
    REAL, gradient_variance REAL, gradient_second_moment REAL, gradient_unit_variance REAL, gradient_largest REAL,
    gradient_saturated REAL, gradient_dead REAL, gradient_nonfinite REAL, weight_gradient_mean REAL,
    weight_gradient_variance REAL, weight_gradient_second_moment REAL, weight_gradient_unit_variance REAL,
    weight_gradient_largest REAL, weight_gradient_saturated REAL, weight_gradient_dead REAL, weight_gradient_nonfinite
    REAL, weight_mean REAL, weight_variance REAL, weight_second_moment REAL, weight_unit_variance REAL, weight_largest
    REAL, weight_saturated REAL, weight_dead REAL, weight_nonfinite REAL, PRIMARY KEY (recording, step, layer))
    WITHOUT ROWID;
