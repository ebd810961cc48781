package dev.fathom.cli.output;

import dev.fathom.cli.terminal.Printable;
import dev.fathom.engine.probe.Estimate;
import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Prints records as JSON with snake_case keys. A number that left float64 or float32 is null or says so in words. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new Doubles())
                    .addSerializer(double.class, new Doubles()))
            .build();

    private Json() {}

    public static void print(Object value, PrintStream out) {
        out.println(Printable.json(MAPPER.writeValueAsString(value)));
    }

    /** One line, without line breaks inside. */
    static String line(Object value) {
        return Printable.json(
                MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value));
    }

    /** The value, or the word for the range that it left. */
    public static Object value(Estimate estimate) {
        return estimate.range() == Estimate.Range.FINITE
                ? (Object) estimate.value()
                : estimate.range().name().toLowerCase(Locale.ROOT);
    }

    public static Object error(Estimate estimate) {
        return estimate.range() == Estimate.Range.FINITE && Double.isFinite(estimate.standardError())
                ? estimate.standardError()
                : null;
    }

    /** JSON has no NaN and no infinity: both become null. */
    private static final class Doubles extends StdSerializer<Double> {
        Doubles() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
