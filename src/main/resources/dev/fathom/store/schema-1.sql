-- Frozen: what stores of schema 1 are.
CREATE TABLE study (name TEXT, question TEXT, text TEXT, created_at TEXT);
CREATE TABLE trial (trial TEXT PRIMARY KEY, initializer TEXT, activation TEXT, architecture TEXT, widths TEXT, depth
    INTEGER, width INTEGER, weight_gain REAL, bias_std REAL, learning_rate REAL, optimizer TEXT, loss TEXT, batch
    INTEGER, steps INTEGER, data TEXT, seed INTEGER, verdict TEXT, first_loss REAL, final_loss REAL, chance REAL,
    test_loss REAL, accuracy REAL, seconds REAL, device TEXT, version TEXT, finished_at TEXT, losses BLOB);
CREATE TABLE layer (trial TEXT, step INTEGER, layer INTEGER, preactivation_mean REAL, preactivation_variance REAL,
    preactivation_second_moment REAL, preactivation_unit_variance REAL, preactivation_largest REAL,
    preactivation_saturated REAL, preactivation_dead REAL, preactivation_nonfinite REAL, activation_mean REAL,
    activation_variance REAL, activation_second_moment REAL, activation_unit_variance REAL, activation_largest REAL,
    activation_saturated REAL, activation_dead REAL, activation_nonfinite REAL, gradient_mean REAL, gradient_variance
    REAL, gradient_second_moment REAL, gradient_unit_variance REAL, gradient_largest REAL, gradient_saturated REAL,
    gradient_dead REAL, gradient_nonfinite REAL, weight_gradient_mean REAL, weight_gradient_variance REAL,
    weight_gradient_second_moment REAL, weight_gradient_unit_variance REAL, weight_gradient_largest REAL,
    weight_gradient_saturated REAL, weight_gradient_dead REAL, weight_gradient_nonfinite REAL, weight_mean REAL,
    weight_variance REAL, weight_second_moment REAL, weight_unit_variance REAL, weight_largest REAL, weight_saturated
    REAL, weight_dead REAL, weight_nonfinite REAL, PRIMARY KEY (trial, step, layer)) WITHOUT ROWID;
CREATE VIEW trials AS SELECT trial, initializer, activation, architecture, widths, depth, width, weight_gain,
    bias_std, learning_rate, optimizer, loss, batch, steps, data, seed, verdict, first_loss, final_loss, chance,
    test_loss, accuracy, seconds, device, version, finished_at FROM trial;
CREATE VIEW layers AS SELECT t.initializer, t.activation, t.depth, t.width, t.seed, l.* FROM layer l JOIN trial t
    USING (trial);
PRAGMA application_id = 1182034029;
