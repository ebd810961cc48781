package dev.fathom.study;

/**
 * One hyperparameter. {@link Fields} declares them all; the study reader, the JSON Schema, the columns of a store, the
 * exports, the options of {@code train} and the handbook's table follow from these declarations.
 */
public final class Field<T> {
    private final String key;
    private final Domain<T> domain;
    private final T initial;
    private final Scope scope;
    private final Acts acts;
    private final String meaning;

    /** Whether the trials of one cohort may differ in a field. */
    public enum Scope {
        PER_TRIAL,
        PER_COHORT
    }

    /** When a field begins to matter. */
    public enum Acts {
        /** Already what is measured before the first step depends on it. */
        AT_START,
        /** From the first step on. */
        IN_TRAINING,
        /** Which of the networks that are alike in all else it is. */
        BY_CHANCE
    }

    /**
     * @param key in study files; also the column of a store
     * @param initial value where none is given; null where one must be
     * @param acts when it begins to matter
     * @param meaning as the handbook has it, where the domain's words do not say all
     */
    Field(String key, Domain<T> domain, T initial, Scope scope, Acts acts, String meaning) {
        this.key = key;
        this.domain = domain;
        this.initial = initial;
        this.scope = scope;
        this.acts = acts;
        this.meaning = meaning;
    }

    public String key() {
        return key;
    }

    public Domain<T> domain() {
        return domain;
    }

    /** Null where a value must be given. */
    public T initial() {
        return initial;
    }

    public Scope scope() {
        return scope;
    }

    public Acts acts() {
        return acts;
    }

    /** A field with its value. */
    public record Value<T>(Field<T> field, T value) {}

    /** @throws IllegalArgumentException where the value lies outside of the domain */
    public Value<T> is(T value) {
        return new Value<>(this, domain.require(key, value));
    }

    /**
     * The value that a user wrote.
     *
     * @param name under which the user knows the field
     */
    public Value<T> parse(String name, String text) {
        return new Value<>(this, domain.parse(name, text));
    }

    /** What a store has in the column of this field. */
    public Value<T> stored(Object column) {
        return new Value<>(this, domain.stored(column));
    }

    /** A value of this field, where only the field knows the type. */
    @SuppressWarnings("unchecked") // values enter a trial through is, parse and stored alone
    T type(Object value) {
        return (T) value;
    }

    /** As a store keeps this field of a trial. */
    public Object column(Trial trial) {
        return domain.column(trial.get(this));
    }

    /** What the key takes, in words. */
    public String describe() {
        String words = domain.words();
        return words.isEmpty() || meaning.contains(words)
                ? meaning
                : meaning.isEmpty() ? words : words + "; " + meaning;
    }

    /** The row of the handbook's table. */
    String row() {
        String start = initial == null ? "required" : this == Fields.WIDTHS ? "" : "`" + text(initial) + "`";
        return "| `" + key + "` | " + start + " | " + describe() + " |";
    }

    /** A value as users see it: whole numbers without a point. */
    public static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }

    @Override
    public String toString() {
        return key;
    }
}
