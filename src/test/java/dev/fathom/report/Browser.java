package dev.fathom.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The system's Chromium without a window, a fresh profile each. */
public final class Browser implements AutoCloseable {
    public static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Selenium warns of a DevTools version that it has no typed bindings for; none are used here. */
    private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    public static boolean available() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public static Browser open(Path profile) {
        VERSIONS.setLevel(Level.OFF);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        return new Browser(driver);
    }

    /** Opens a file as a reader with this window and this theme would. */
    public void look(Path file, int width, String theme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", width < 600 ? 844 : 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        driver.get(file.toUri().toString());
        script("return document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => true)");
    }

    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    public long number(String expression) {
        return ((Number) script("return " + expression)).longValue();
    }

    public String text(String expression) {
        return String.valueOf(script("return " + expression));
    }

    public WebElement find(String css) {
        return driver.findElement(org.openqa.selenium.By.cssSelector(css));
    }

    public void hover(WebElement element, int x, int y) {
        new org.openqa.selenium.interactions.Actions(driver)
                .moveToElement(element, x, y)
                .perform();
    }

    /** What the console says: warnings and errors, those of the content security policy among them. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("willReadFrequently")) // of what tests read from a canvas
                .toList();
    }

    /** Addresses asked for that are neither the file nor inside it. */
    public List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("Network.requestWillBeSent\""))
                .filter(message -> message.matches("(?s).*\"url\":\"(https?|ws|ftp):.*"))
                .toList();
    }

    /** What axe-core finds wrong with the page. */
    public List<?> violations() {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<?>) script("return axe.run().then(r =>"
                + " r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))");
    }

    public void print() {
        driver.executeCdpCommand("Page.printToPDF", Map.of());
    }

    /** With the background colours, as a PDF. */
    public void print(Path file) {
        Object pdf = driver.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true))
                .get("data");
        keep(file, java.util.Base64.getDecoder().decode((String) pdf));
    }

    /** Through the eyes of someone else: {@code deuteranopia}, {@code achromatopsia}, or {@code none}. */
    public void seeAs(String deficiency) {
        driver.executeCdpCommand("Emulation.setEmulatedVisionDeficiency", Map.of("type", deficiency));
    }

    public void photograph(Path file) {
        Object height = script("return document.documentElement.scrollHeight");
        Object width = script("return innerWidth");
        Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
        Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
        keep(file, java.util.Base64.getDecoder().decode((String) shot.get("data")));
    }

    /** What the window shows just now. */
    public void photographWindow(Path file) {
        keep(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    private static void keep(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
