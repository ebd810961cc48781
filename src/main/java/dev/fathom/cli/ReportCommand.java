package dev.fathom.cli;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.report.DrawnAgain;
import dev.fathom.report.MeanField;
import dev.fathom.report.Report;
import dev.fathom.report.ReportInput;
import dev.fathom.sweep.Store;
import dev.fathom.sweep.Study;
import java.nio.file.Path;
import java.util.List;
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
        try (Store store = Store.forReading(storeFile);
                Device device = new CpuDevice()) {
            if (store.finished().isEmpty()) {
                throw new IllegalArgumentException(storeFile + ": no trial has finished yet; let the sweep go on");
            }
            Path target = out == null ? Path.of(storeFile.toString().replaceFirst("\\.db$", "") + ".html") : out;
            Store.About study = store.study();
            boolean builtIn = study.text().equals(Study.seedStudy().text());
            String command =
                    Reproduction.command(builtIn ? List.of("sweep") : List.of("sweep", study.name() + ".yaml"));
            Report.write(input(store, command, device), target);
            System.out.println(target);
        }
        return 0;
    }

    /** @param device on which histograms are taken */
    static ReportInput input(Store store, String command, Device device) {
        Store.About study = store.study();
        String text = study.text().equals(Study.seedStudy().text()) ? "" : study.text();
        return new ReportInput(
                study.name(),
                study.question(),
                command,
                text,
                Reproduction.environment(store.runs()),
                store::forEach,
                new MeanField(),
                new DrawnAgain(device));
    }
}
