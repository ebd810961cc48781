package dev.fathom.cli;

import dev.fathom.report.MeanField;
import dev.fathom.report.Report;
import dev.fathom.report.ReportInput;
import dev.fathom.sweep.Store;
import dev.fathom.sweep.TrialResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes one offline HTML file from the results of a sweep.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STORE", description = "The store that sweep wrote.")
    private Path storeFile;

    @Option(names = "--out", paramLabel = "FILE", description = "The report (default: the store's name with .html).")
    private Path out;

    @Override
    public Integer call() {
        List<TrialResult> results = new ArrayList<>();
        try (Store store = Store.forReading(storeFile)) {
            store.forEach(results::add);
            if (results.isEmpty()) {
                throw new IllegalArgumentException(storeFile + ": no trial has finished yet; let the sweep go on");
            }
            Path target = out == null ? Path.of(storeFile.toString().replaceFirst("\\.db$", "") + ".html") : out;
            String command = "java -jar target/fathom.jar report " + storeFile;
            Report.write(input(store.study(), results, command, results.get(0).device()), target);
            System.out.println(target);
        }
        return 0;
    }

    static ReportInput input(Store.About study, List<TrialResult> results, String command, String device) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("Fathom", Fathom.Version.current());
        environment.put("Device", device);
        environment.put("Java", Runtime.version().toString());
        environment.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return new ReportInput(study.name(), study.question(), command, environment, results, new MeanField());
    }
}
