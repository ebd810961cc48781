package dev.fathom.formula;

/** What a step of a program does with the stack; the ordinals are the numbers of kernels/formula.cuh. */
public enum Operation {
    VARIABLE("x"),
    NUMBER("number"),
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MIN("min"),
    MAX("max"),
    COPY("copy"),
    CALL("call");

    private final String sign;

    Operation(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    /** How many numbers more the stack holds after it. */
    int growth() {
        switch (this) {
            case VARIABLE:
            case NUMBER:
            case COPY:
                return 1;
            case CALL:
                return 0;
            default:
                return -1;
        }
    }

    /** Whether it picks one of two numbers, so that the slope jumps where they are equal. */
    boolean picks() {
        return this == MIN || this == MAX;
    }
}
