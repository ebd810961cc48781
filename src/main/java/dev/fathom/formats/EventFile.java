package dev.fathom.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard: records of length, masked CRC of the length, bytes, masked CRC of the bytes (TFRecord),
 * each the protocol buffer {@code Event}.
 */
public final class EventFile {
    private final OutputStream out;

    /** Starts the file; {@code time} is in seconds since 1970, as everywhere here. */
    public EventFile(OutputStream out, double time) throws IOException {
        this.out = out;
        record(new Protobuf().real(1, time).text(3, "brain.Event:2"));
    }

    /** One value of a curve. */
    public void scalar(String tag, long step, double time, float value) throws IOException {
        Protobuf summary = new Protobuf().text(1, tag).real(2, value);
        record(new Protobuf().real(1, time).number(2, step).message(5, new Protobuf().message(1, summary)));
    }

    /**
     * The run's hyperparameters, for the HParams plugin: {@code SessionStartInfo} within {@code HParamsPluginData} of
     * version 0, beside an empty tensor of one float.
     *
     * @param values numbers, others as their text
     */
    public void hyperparameters(Map<String, Object> values, double time) throws IOException {
        Protobuf start = new Protobuf();
        values.forEach((name, value) -> {
            Protobuf typed = value instanceof Number number
                    ? new Protobuf().real(2, number.doubleValue())
                    : new Protobuf().text(3, value.toString());
            start.message(1, new Protobuf().text(1, name).message(2, typed));
        });
        start.real(5, time);
        Protobuf plugin = new Protobuf().text(1, "hparams").message(2, new Protobuf().message(3, start));
        Protobuf nothing =
                new Protobuf().number(1, 1).message(2, new Protobuf()).real(5, 0f);
        Protobuf summary = new Protobuf()
                .text(1, "_hparams_/session_start_info")
                .message(8, nothing)
                .message(9, new Protobuf().message(1, plugin));
        record(new Protobuf().real(1, time).message(5, new Protobuf().message(1, summary)));
    }

    private void record(Protobuf event) throws IOException {
        byte[] bytes = event.bytes();
        byte[] length = Protobuf.littleEndian(8).putLong(bytes.length).array();
        out.write(length);
        out.write(crc(length));
        out.write(bytes);
        out.write(crc(bytes));
    }

    /** CRC-32C, turned right by 15 bits, plus a constant: CRCs of data that hold CRCs are weak. */
    private static byte[] crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
        return Protobuf.littleEndian(4).putInt(masked).array();
    }
}
