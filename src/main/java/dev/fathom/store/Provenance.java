package dev.fathom.store;

import dev.fathom.device.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * Who made a result, and on what. One for each run of a program on a device; every trial in a store names its own.
 *
 * @param version of Fathom
 * @param commit it was built from, with {@code -dirty} where files had changed; empty where the build did not know
 * @param device short name
 * @param description model, libraries and their versions
 * @param driver version; empty without one
 * @param precision of matrix products
 * @param java version of the virtual machine
 * @param system operating system and processor architecture
 * @param startedAt ISO 8601, UTC
 */
public record Provenance(
        String version,
        String commit,
        String device,
        String description,
        String driver,
        String precision,
        String java,
        String system,
        String host,
        String startedAt)
        implements Serializable {
    /** This program on this device, from now on. */
    public static Provenance of(Device device) {
        return new Provenance(
                programVersion(),
                builtFrom(),
                device.name(),
                device.description(),
                device.driver(),
                device.precision(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                hostName(),
                Instant.now().toString());
    }

    /** Of this program, as its jar says. */
    public static String programVersion() {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return version == null ? "(built from classes)" : version;
    }

    /** From {@link #values}. */
    static Provenance of(List<String> v) {
        return new Provenance(
                v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6), v.get(7), v.get(8), v.get(9));
    }

    /** The build leaves this file where it knows a commit. */
    private static String builtFrom() {
        try (InputStream in = Provenance.class.getResourceAsStream("commit.properties")) {
            Properties build = new Properties();
            if (in != null) {
                build.load(in);
            }
            return build.getProperty("git.commit.id.abbrev", "")
                    + (build.getProperty("git.dirty", "").equals("true") ? "-dirty" : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }

    /** A name by content, the same in every store that has it. */
    String id() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** In the order of {@link Columns#RUN}. */
    List<String> values() {
        return List.of(version, commit, device, description, driver, precision, java, system, host, startedAt);
    }
}
