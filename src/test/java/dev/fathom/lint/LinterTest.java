package dev.fathom.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.models.ModelFiles;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializers;
import dev.fathom.model.Role;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinterTest {
    @TempDir
    Path folder;

    private static List<Row> rows(Path file) throws IOException {
        try (OpenArrays model = ModelFiles.open(file)) {
            return Linter.rows(model);
        }
    }

    /** Each planted fault is found by its kind and with its tensor; the same models without one have none. */
    @Test
    void plantedFaultsAreFoundAndNothingElse() throws Exception {
        Python.runWith(Python.require("torch"), "lint/write_models.py", folder);
        for (String model : List.of("gpt2", "vit", "resnet")) {
            List<Row> rows = rows(folder.resolve(model + "-clean.pt"));
            assertThat(Linter.findings(rows, Optional.of(Activations.parse("gelu"))))
                    .as(model)
                    .isEmpty();
        }
        Map<String, String> faults = new HashMap<>();
        faults.put("gpt2-zero", "h.3.mlp.c_fc.weight");
        faults.put("gpt2-duplicate", "h.4.mlp.c_fc.weight");
        faults.put("gpt2-law", "h.2.attn.c_attn.weight");
        faults.put("gpt2-scale", "h.5.mlp.c_proj.weight");
        faults.put("gpt2-depth scaling", "h.2.attn.c_attn.weight");
        faults.put("gpt2-not finite", "h.0.attn.c_proj.weight");
        faults.put("gpt2-constant", "wpe.weight");
        faults.put("gpt2-output scale", "lm_head.weight");
        faults.put("vit-untouched", "blocks.2.mlp.fc1.weight");
        faults.put("vit-law", "blocks.1.attn.qkv.weight");
        faults.put("vit-scale", "blocks.4.mlp.fc2.weight");
        faults.put("resnet-scale", "layer3.0.conv1.weight");
        faults.put("resnet-law", "layer2.1.conv2.weight");
        faults.put("resnet-zero", "layer4.1.conv1.weight");
        for (Map.Entry<String, String> fault : faults.entrySet()) {
            String kind = fault.getKey().substring(fault.getKey().indexOf('-') + 1);
            List<Finding> findings = Linter.findings(rows(folder.resolve(fault.getKey() + ".pt")), Optional.empty());
            assertThat(findings).as(fault.getKey()).anySatisfy(finding -> {
                assertThat(finding.kind()).isEqualTo(kind);
                assertThat(finding.tensors()).contains(fault.getValue());
            });
            assertThat(findings)
                    .as(fault.getKey())
                    .allSatisfy(f -> assertThat(f.tensors()).contains(fault.getValue()));
        }
        Map<String, Row> gpt2 = byName(rows(folder.resolve("gpt2-clean.pt")));
        assertThat(gpt2.get("h.0.mlp.c_fc.weight").fans()).as("Conv1D").isEqualTo(new Fans(96, 384));
        assertThat(gpt2.get("h.0.attn.c_proj.weight").role()).isEqualTo(Role.ATTENTION_OUTPUT);
        assertThat(gpt2.get("wte.weight").law().call())
                .hasValueSatisfying(c -> assertThat(c).contains("normal_").contains("0.02"));
        Map<String, Row> vit = byName(rows(folder.resolve("vit-clean.pt")));
        assertThat(vit.get("blocks.0.attn.qkv.weight").law().truncation()).isBetween(1.95, 2.05);
        assertThat(vit.get("blocks.0.attn.qkv.weight").role()).isEqualTo(Role.QKV);
        assertThat(vit.get("pos_embed").role()).isEqualTo(Role.EMBEDDING);
        Map<String, Row> resnet = byName(rows(folder.resolve("resnet-clean.pt")));
        assertThat(resnet.get("layer1.0.conv1.weight").fans()).isEqualTo(new Fans(144, 144));
        assertThat(resnet.get("layer2.0.conv1.weight").law().call())
                .hasValueSatisfying(c -> assertThat(c).contains("fan_out"));
        assertThat(resnet.get("layer2.0.downsample.1.weight").role()).isEqualTo(Role.NORM);
        assertThat(resnet.get("fc.weight").role()).isEqualTo(Role.OUTPUT);
    }

    private static Map<String, Row> byName(List<Row> rows) {
        Map<String, Row> map = new HashMap<>();
        rows.forEach(row -> map.put(row.name(), row));
        return map;
    }

    /** Every law of the registry that has one of these shapes, drawn by the reference, is told from the others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kaiming_normal_ | NORMAL | kaiming_normal_",
                "he_normal | TRUNCATED_NORMAL | he_normal",
                "glorot_uniform | UNIFORM | xavier_uniform_",
                "uniform_fan_in | UNIFORM | kaiming_uniform_",
                "random_normal(0, 0.05) | NORMAL | 0.05",
                "random_uniform(-0.3, 0.3) | UNIFORM | 0.3",
                "truncated_normal(0, 0.1, -0.15, 0.15) | TRUNCATED_NORMAL | 0.1",
                "orthogonal(1.5) | ORTHOGONAL | 1.5",
                "identity | IDENTITY | eye_",
                "zeros | ZEROS | zeros_",
                "constant(0.3) | CONSTANT | 0.3",
                "sparse_(0.9) | SPARSE | ''"
            })
    void lawsAreNamed(String spec, Law.Family family, String call) throws IOException {
        Row row = row("0.weight", spec, 150, 120);
        assertThat(row.law().family()).isEqualTo(family);
        assertThat(row.law().call().orElse("")).contains(call);
        Expectation expectation = Expectation.parse("dense: " + spec).get(0);
        assertThat(expectation.breach(row)).isEmpty();
        String other = family == Law.Family.UNIFORM ? "kaiming_normal_" : "glorot_uniform";
        assertThat(Expectation.parse("dense: " + other).get(0).breach(row)).isPresent();
    }

    private Row row(String name, String spec, int fanIn, int fanOut) throws IOException {
        Distribution law = Initializers.parse(spec).distribution(fanIn, fanOut, 1, 1);
        float[] drawn = law.draw(5, fanIn, fanOut);
        float[] turned = new float[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            turned[i % fanOut * fanIn + i / fanOut] = drawn[i];
        }
        Path file = folder.resolve("law.safetensors");
        ArrayFiles.write(file, List.of(new Array(name, List.of(fanOut, fanIn), turned)), Map.of());
        return rows(file).get(0);
    }

    /** A law that fits must not be refused by chance: p-values of right laws are uniform, so few are small. */
    @Test
    void pValuesAreHonest() {
        int small = 0;
        for (int seed = 0; seed < 400; seed++) {
            float[] sample = new Distribution.Normal(0, 1).draw(seed, 40, 50);
            java.util.Arrays.sort(sample);
            double p = Kolmogorov.pValue(sample, 23, new Distribution.Normal(0, 1));
            small += p < 0.1 ? 1 : 0;
        }
        assertThat(small).isBetween(16, 68); // 40 in the mean, deviation 6: 4.5 of them to each side
    }

    @Test
    void gainIsJudgedWithoutNormalization() throws IOException {
        List<Array> arrays = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            float[] w = Initializers.parse("lecun_normal")
                    .distribution(80, 80, 1, 1)
                    .draw(i, 80, 80);
            arrays.add(new Array(i + ".weight", List.of(80, 80), w));
        }
        Path file = folder.resolve("deep.safetensors");
        ArrayFiles.write(file, arrays, Map.of());
        assertThat(Linter.findings(rows(file), Optional.of(Activations.parse("relu"))))
                .extracting(Finding::kind)
                .containsExactly("gain");
        assertThat(Linter.findings(rows(file), Optional.of(Activations.parse("tanh"))))
                .isEmpty();
        assertThat(Linter.findings(rows(file), Optional.empty())).isEmpty();
    }

    @Test
    void aCutThatNeverActsIsSaid() throws IOException {
        Row row = row("0.weight", "random_normal(0, 0.02)", 150, 120);
        Expectation torch = Expectation.parse("dense: trunc_normal_(std=0.02)").get(0);
        assertThat(torch.breach(row)).isEmpty();
        assertThat(torch.idleTruncation(List.of(row)))
                .hasValueSatisfying(finding -> assertThat(finding.text()).contains("100 sigmas"));
        assertThat(Expectation.parse("dense: he_normal").get(0).idleTruncation(List.of(row)))
                .isEmpty();
    }

    @Test
    void expectationsHaveCommasOfTheirOwn() {
        assertThat(Expectation.parse("dense: kaiming_normal_, embedding: normal(0, 0.02), *.head.weight: zeros"))
                .extracting(e -> e.who() + " " + e.initializer().spec())
                .containsExactly(
                        "dense kaiming_normal_", "embedding random_normal(stddev=0.02)", "*.head.weight zeros");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "dense:", "dens: zeros", "dense: nosuch"})
    void wrongExpectationsAreRefused(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Expectation.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Seven billion numbers of 16 bits, in a file of which only the header takes room: what is held is no function of the size. */
    @Tag("slow")
    @Test
    void streams() throws IOException {
        long rows = 54_687;
        int layers = 32;
        StringBuilder header = new StringBuilder("{");
        long tensor = rows * 4000 * 2;
        for (int i = 0; i < layers; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"layers." + i + ".fc.weight\":{\"dtype\":\"BF16\",\"shape\":[" + rows + ",4000],")
                    .append("\"data_offsets\":[" + i * tensor + "," + (i + 1) * tensor + "]}");
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.US_ASCII);
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(Long.reverseBytes(json.length));
            out.write(json);
            out.setLength(8 + json.length + layers * tensor);
        }
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        List<Row> read = rows(file);
        long peak =
                pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        assertThat(read).hasSize(layers).allMatch(row -> row.law().family() == Law.Family.ZEROS);
        assertThat(peak).isLessThan(1L << 30);
    }
}
