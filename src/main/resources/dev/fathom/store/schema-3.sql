-- Frozen. Trials have a number, and layers go by it: their rows then lie in the order in which they come. By the trial's
-- hash every trial fell on pages of its own, which doubled a trial's cost between 10,000 and 100,000 of them.
DROP VIEW trials;
DROP VIEW layers;
ALTER TABLE trial RENAME TO old_trial;
ALTER TABLE layer RENAME TO old_layer;
CREATE TABLE trial (number INTEGER PRIMARY KEY, trial TEXT, initializer TEXT, activation TEXT, architecture TEXT,
    widths TEXT, depth INTEGER, width INTEGER, weight_gain REAL, bias_std REAL, learning_rate REAL, optimizer TEXT,
    loss TEXT, batch INTEGER, steps INTEGER, data TEXT, seed INTEGER, verdict TEXT, first_loss REAL, final_loss REAL,
    chance REAL, test_loss REAL, accuracy REAL, seconds REAL, device TEXT, version TEXT, finished_at TEXT, losses
    BLOB, run TEXT, UNIQUE (trial));
INSERT INTO trial (number, trial, initializer, activation, architecture, widths, depth, width, weight_gain, bias_std,
    learning_rate, optimizer, loss, batch, steps, data, seed, verdict, first_loss, final_loss, chance, test_loss,
    accuracy, seconds, device, version, finished_at, losses, run) SELECT rowid, trial, initializer, activation,
    architecture, widths, depth, width, weight_gain, bias_std, learning_rate, optimizer, loss, batch, steps, data,
    seed, verdict, first_loss, final_loss, chance, test_loss, accuracy, seconds, device, version, finished_at, losses,
    run FROM old_trial ORDER BY rowid;
CREATE TABLE layer (number INTEGER, step INTEGER, layer INTEGER, preactivation_mean REAL, preactivation_variance REAL,
    preactivation_second_moment REAL, preactivation_unit_variance REAL, preactivation_largest REAL,
    preactivation_saturated REAL, preactivation_dead REAL, preactivation_nonfinite REAL, activation_mean REAL,
    activation_variance REAL, activation_second_moment REAL, activation_unit_variance REAL, activation_largest REAL,
    activation_saturated REAL, activation_dead REAL, activation_nonfinite REAL, gradient_mean REAL, gradient_variance
    REAL, gradient_second_moment REAL, gradient_unit_variance REAL, gradient_largest REAL, gradient_saturated REAL,
    gradient_dead REAL, gradient_nonfinite REAL, weight_gradient_mean REAL, weight_gradient_variance REAL,
    weight_gradient_second_moment REAL, weight_gradient_unit_variance REAL, weight_gradient_largest REAL,
    weight_gradient_saturated REAL, weight_gradient_dead REAL, weight_gradient_nonfinite REAL, weight_mean REAL,
    weight_variance REAL, weight_second_moment REAL, weight_unit_variance REAL, weight_largest REAL, weight_saturated
    REAL, weight_dead REAL, weight_nonfinite REAL, PRIMARY KEY (number, step, layer)) WITHOUT ROWID;
INSERT INTO layer (number, step, layer, preactivation_mean, preactivation_variance, preactivation_second_moment,
    preactivation_unit_variance, preactivation_largest, preactivation_saturated, preactivation_dead,
    preactivation_nonfinite, activation_mean, activation_variance, activation_second_moment, activation_unit_variance,
    activation_largest, activation_saturated, activation_dead, activation_nonfinite, gradient_mean, gradient_variance,
    gradient_second_moment, gradient_unit_variance, gradient_largest, gradient_saturated, gradient_dead,
    gradient_nonfinite, weight_gradient_mean, weight_gradient_variance, weight_gradient_second_moment,
    weight_gradient_unit_variance, weight_gradient_largest, weight_gradient_saturated, weight_gradient_dead,
    weight_gradient_nonfinite, weight_mean, weight_variance, weight_second_moment, weight_unit_variance,
    weight_largest, weight_saturated, weight_dead, weight_nonfinite) SELECT t.number, l.step, l.layer,
    l.preactivation_mean, l.preactivation_variance, l.preactivation_second_moment, l.preactivation_unit_variance,
    l.preactivation_largest, l.preactivation_saturated, l.preactivation_dead, l.preactivation_nonfinite,
    l.activation_mean, l.activation_variance, l.activation_second_moment, l.activation_unit_variance,
    l.activation_largest, l.activation_saturated, l.activation_dead, l.activation_nonfinite, l.gradient_mean,
    l.gradient_variance, l.gradient_second_moment, l.gradient_unit_variance, l.gradient_largest, l.gradient_saturated,
    l.gradient_dead, l.gradient_nonfinite, l.weight_gradient_mean, l.weight_gradient_variance,
    l.weight_gradient_second_moment, l.weight_gradient_unit_variance, l.weight_gradient_largest,
    l.weight_gradient_saturated, l.weight_gradient_dead, l.weight_gradient_nonfinite, l.weight_mean,
    l.weight_variance, l.weight_second_moment, l.weight_unit_variance, l.weight_largest, l.weight_saturated,
    l.weight_dead, l.weight_nonfinite FROM old_layer l JOIN trial t USING (trial) ORDER BY t.number, l.step, l.layer;
DROP TABLE old_layer;
DROP TABLE old_trial;
CREATE VIEW trials AS SELECT t.trial, t.initializer, t.activation, t.architecture, t.widths, t.depth, t.width,
    t.weight_gain, t.bias_std, t.learning_rate, t.optimizer, t.loss, t.batch, t.steps, t.data, t.seed, t.verdict,
    t.first_loss, t.final_loss, t.chance, t.test_loss, t.accuracy, t.seconds, t.device, t.version, t.finished_at,
    length(t.losses) / 4 AS steps_run, t.run, r.commit_id, r.description, r.driver, r.precision, r.java, r.system,
    r.host, r.started_at FROM trial t LEFT JOIN run r USING (run);
CREATE VIEW layers AS SELECT t.initializer, t.activation, t.depth, t.width, t.seed, t.trial, l.step, l.layer,
    l.preactivation_mean, l.preactivation_variance, l.preactivation_second_moment, l.preactivation_unit_variance,
    l.preactivation_largest, l.preactivation_saturated, l.preactivation_dead, l.preactivation_nonfinite,
    l.activation_mean, l.activation_variance, l.activation_second_moment, l.activation_unit_variance,
    l.activation_largest, l.activation_saturated, l.activation_dead, l.activation_nonfinite, l.gradient_mean,
    l.gradient_variance, l.gradient_second_moment, l.gradient_unit_variance, l.gradient_largest, l.gradient_saturated,
    l.gradient_dead, l.gradient_nonfinite, l.weight_gradient_mean, l.weight_gradient_variance,
    l.weight_gradient_second_moment, l.weight_gradient_unit_variance, l.weight_gradient_largest,
    l.weight_gradient_saturated, l.weight_gradient_dead, l.weight_gradient_nonfinite, l.weight_mean,
    l.weight_variance, l.weight_second_moment, l.weight_unit_variance, l.weight_largest, l.weight_saturated,
    l.weight_dead, l.weight_nonfinite FROM layer l JOIN trial t USING (number);
