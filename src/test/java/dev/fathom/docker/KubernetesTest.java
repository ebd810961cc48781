package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.docker.FathomCommand.Shard;
import dev.fathom.study.Study;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** The manifests, read into the classes that fabric8 generates from Kubernetes' own API description. */
class KubernetesTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1/ConfigMap", ConfigMap.class,
            "batch/v1/Job", Job.class);

    /** fabric8's classes keep fields they do not know; without the setter for those, such a field is an error. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                    return false;
                }
            })
            .build();

    private static HasMetadata read(Object document) {
        Map<?, ?> fields = (Map<?, ?>) document;
        Class<? extends HasMetadata> kind = KINDS.get(fields.get("apiVersion") + "/" + fields.get("kind"));
        assertThat(kind).as(fields.get("kind") + " " + fields.get("apiVersion")).isNotNull();
        return STRICT.convertValue(document, kind);
    }

    private static <T> T one(String file, Class<T> kind) throws IOException {
        List<T> found = Yaml.documents(Path.of("docker/kubernetes", file)).stream()
                .map(KubernetesTest::read)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static PodSpec pod(String file) throws IOException {
        return one(file, Job.class).getSpec().getTemplate().getSpec();
    }

    private static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }

    @Test
    void everyManifestIsTestedHere() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docker/kubernetes"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("job.yaml", "sweep-shards.yaml", "merge.yaml");
        }
    }

    @Test
    void aMisspeltFieldIsRefused() {
        Map<String, Object> job = Map.of(
                "apiVersion",
                "batch/v1",
                "kind",
                "Job",
                "spec",
                Map.of("template", Map.of("spec", Map.of("restartpolicy", "Never"))));
        assertThatThrownBy(() -> read(job))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("restartpolicy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.yaml", "sweep-shards.yaml", "merge.yaml"})
    void podsAreConfinedAndRunAnImageOfThisProject(String file) throws IOException {
        PodSpec pod = pod(file);
        String user = Dockerfile.read(Path.of("docker/Dockerfile")).only("USER").text();
        var confined = pod.getSecurityContext();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(confined.getRunAsNonRoot()).isTrue();
        assertThat(confined.getRunAsUser() + ":" + confined.getRunAsGroup()).isEqualTo(user);
        assertThat(confined.getFsGroup()).isEqualTo(confined.getRunAsGroup());
        assertThat(containers(pod)).isNotEmpty().allSatisfy(container -> {
            assertThat(ComposeTest.images()).contains(container.getImage());
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getCommand()).as("the image's entry point").isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.yaml", "sweep-shards.yaml", "merge.yaml"})
    void everyMountNamesAVolumeAndEveryVolumeIsMounted(String file) throws IOException {
        PodSpec pod = pod(file);
        List<String> volumes = pod.getVolumes().stream().map(Volume::getName).toList();
        assertThat(containers(pod))
                .allSatisfy(container -> assertThat(
                                container.getVolumeMounts().stream().map(VolumeMount::getName))
                        .containsExactlyInAnyOrderElementsOf(volumes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job.yaml", "sweep-shards.yaml"})
    void aSweepHasOneGpuAndTheFilesClaim(String file) throws IOException {
        Container sweep = pod(file).getContainers().get(0);
        assertThat(sweep.getResources().getLimits()).containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(sweep.getImage()).isEqualTo("fathom:0.1.0");
        assertThat(claim(file))
                .isEqualTo(one(file, PersistentVolumeClaim.class).getMetadata().getName());
        var rules = one(file, Job.class).getSpec().getPodFailurePolicy().getRules();
        assertThat(rules)
                .filteredOn(rule -> rule.getOnExitCodes() != null)
                .singleElement()
                .satisfies(rule ->
                        assertThat(rule.getOnExitCodes().getContainerName()).isEqualTo(sweep.getName()));
    }

    @Test
    void theJobRunsAFathomCommand() throws IOException {
        new FathomCommand(pod("job.yaml").getContainers().get(0).getArgs()).assertValid();
    }

    @Test
    void eachIndexRunsItsShardIntoAStoreOfItsOwn() throws IOException {
        var job = one("sweep-shards.yaml", Job.class).getSpec();
        assertThat(job.getCompletionMode()).isEqualTo("Indexed");
        for (int index = 0; index < job.getCompletions(); index++) {
            FathomCommand shard = shard(index);
            shard.assertValid();
            assertThat(shard.shard()).isEqualTo(new Shard(index, job.getCompletions()));
            assertThat(shard.option("--store")).isEqualTo("/results/shard-" + index + ".db");
        }
    }

    @Test
    void theStudyIsMountedWhereTheShardsLookAndReads(@TempDir Path folder) throws IOException {
        ConfigMap map = one("sweep-shards.yaml", ConfigMap.class);
        PodSpec pod = pod("sweep-shards.yaml");
        assertThat(pod.getVolumes())
                .anySatisfy(volume -> assertThat(volume.getConfigMap())
                        .isNotNull()
                        .satisfies(it -> assertThat(it.getName())
                                .isEqualTo(map.getMetadata().getName())));
        Path mounted = Path.of(shard(0).arguments().get(1));
        assertThat(pod.getContainers().get(0).getVolumeMounts())
                .anySatisfy(mount -> assertThat(Path.of(mount.getMountPath())).isEqualTo(mounted.getParent()));
        Path copy = folder.resolve("study.yaml");
        Files.writeString(copy, map.getData().get(mounted.getFileName().toString()));
        // 3 initializers, 3 depths, 2 learning rates, 3 seeds
        assertThat(Study.read(copy).trials()).hasSize(54);
    }

    @Test
    void mergeJoinsEveryShardAndReportsTheResult() throws IOException {
        PodSpec pod = pod("merge.yaml");
        FathomCommand merge = new FathomCommand(pod.getInitContainers().get(0).getArgs());
        FathomCommand report = new FathomCommand(pod.getContainers().get(0).getArgs());
        merge.assertValid();
        report.assertValid();
        int shards = one("sweep-shards.yaml", Job.class).getSpec().getCompletions();
        assertThat(claim("merge.yaml")).isEqualTo(claim("sweep-shards.yaml"));
        assertThat(merge.arguments().subList(3, merge.arguments().size()))
                .isEqualTo(IntStream.range(0, shards)
                        .mapToObj(i -> "shard-" + i + ".db")
                        .toList());
        assertThat(report.arguments()).containsExactly("report", merge.option("--into"));
    }

    /** As the kubelet expands it, the index being in the environment of every pod of an indexed Job. */
    private static FathomCommand shard(int index) throws IOException {
        return new FathomCommand(pod("sweep-shards.yaml").getContainers().get(0).getArgs().stream()
                .map(argument -> argument.replace("$(JOB_COMPLETION_INDEX)", String.valueOf(index)))
                .toList());
    }

    private static String claim(String file) throws IOException {
        return pod(file).getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .findFirst()
                .orElseThrow();
    }
}
