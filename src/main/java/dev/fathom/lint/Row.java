package dev.fathom.lint;

import dev.fathom.formats.Array;
import dev.fathom.model.Role;

/**
 * One tensor of a model.
 *
 * @param survey null where its numbers are of a type that is not read, or there are none
 * @param law null with it
 */
public record Row(Array.Header header, Role role, Fans fans, Survey survey, Law law) {
    public String name() {
        return header.name();
    }

    public boolean read() {
        return survey != null && survey.finite();
    }

    public double mean() {
        return survey == null ? Double.NaN : survey.mean();
    }

    public double sigma() {
        return survey == null ? Double.NaN : survey.sigma();
    }

    /** sigma times the root of fan_in: the factor on the deviation of what comes in. */
    public double gain() {
        return fans.known() ? sigma() * Math.sqrt(fans.in()) : Double.NaN;
    }
}
