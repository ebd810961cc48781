package dev.fathom.device.cuda;

import dev.fathom.device.cuda.draw.CurandDraw;
import dev.fathom.device.cuda.libraries.CudaNatives;
import dev.fathom.device.cuda.libraries.LibraryCheck;
import dev.fathom.device.cuda.libraries.NativeLibrary;
import dev.fathom.device.cuda.runtime.Text;
import dev.fathom.natives.Bundle;
import dev.fathom.natives.Platform;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** What of CUDA this machine has. Nothing here throws, and no library call is made before it is known to exist. */
public final class CudaDevices {
    /** PTX is built for this compute capability and runs on all later ones. */
    private static final int LEAST_CAPABILITY = 60;

    private static final int LEAST_DRIVER = 12_000;

    private CudaDevices() {}

    /** The driver, the libraries and every GPU. */
    public static List<LibraryCheck> discover() {
        LibraryCheck never = neverOn(Platform.current());
        return never != null ? List.of(never) : libraries();
    }

    /** What keeps a platform from CUDA for good, in one line without advice that cannot help; else null. */
    static LibraryCheck neverOn(Platform platform) {
        if (Bundle.jcuda(platform, "", "").isPresent()) {
            return null;
        }
        String reason = switch (platform.system()) {
            case MACOS -> "NVIDIA has none for macOS";
            case WINDOWS -> "what looks for NVIDIA's libraries knows those of Linux alone";
            default -> "JCuda has natives for linux-x86_64 alone";
        };
        return LibraryCheck.unusable("CUDA", "not on " + platform + ": " + reason, "");
    }

    private static List<LibraryCheck> libraries() {
        List<LibraryCheck> findings = new ArrayList<>();
        CudaNatives.findings()
                .forEach((library, finding) -> findings.add(finding.usable() ? versioned(finding) : finding));
        if (CudaNatives.findings().get(NativeLibrary.DRIVER).usable()) {
            findings.addAll(devices());
        }
        return findings;
    }

    /** Ordinals of the GPUs that {@link CudaDevice} can open; empty where a library is missing. */
    public static List<Integer> usable() {
        List<Integer> ordinals = new ArrayList<>();
        List<LibraryCheck> findings = discover();
        boolean ready = findings.stream()
                .filter(finding -> !finding.name().startsWith("cuda:"))
                .allMatch(LibraryCheck::usable);
        for (LibraryCheck finding : findings) {
            if (ready && finding.usable() && finding.name().startsWith("cuda:")) {
                ordinals.add(Integer.parseInt(finding.name().substring("cuda:".length())));
            }
        }
        return ordinals;
    }

    /** With the version where it can be asked for without a GPU; the file's name tells that of cuBLAS. */
    private static LibraryCheck versioned(LibraryCheck library) {
        String version = "";
        if (library.name().equals(NativeLibrary.DRIVER.name())) {
            version = "for CUDA " + driverVersion() + ", ";
        } else if (library.name().equals(NativeLibrary.CURAND.name())) {
            version = CurandDraw.version() + ", ";
        }
        return LibraryCheck.usable(library.name(), version + library.found());
    }

    static String driverVersion() {
        int version = driver();
        return version / 1000 + "." + version / 10 % 100;
    }

    private static int driver() {
        int[] version = new int[1];
        return JCudaDriver.cuDriverGetVersion(version) == CUresult.CUDA_SUCCESS ? version[0] : 0;
    }

    private static List<LibraryCheck> devices() {
        if (driver() < LEAST_DRIVER) {
            return List.of(LibraryCheck.unusable(
                    "GPUs",
                    "the driver is for CUDA " + driverVersion(),
                    "install driver 525 or newer, for CUDA 12.0 or newer"));
        }
        int[] count = new int[1];
        int result = JCudaDriver.cuInit(0);
        result = result == CUresult.CUDA_SUCCESS ? JCudaDriver.cuDeviceGetCount(count) : result;
        if (result != CUresult.CUDA_SUCCESS || count[0] == 0) {
            String reason = result == CUresult.CUDA_SUCCESS ? "none" : CUresult.stringFor(result);
            return List.of(LibraryCheck.unusable(
                    "GPUs",
                    "none found (" + reason + ")",
                    "see nvidia-smi, and CUDA_VISIBLE_DEVICES; in a container, run with --gpus all"));
        }
        List<LibraryCheck> found = new ArrayList<>();
        for (int ordinal = 0; ordinal < count[0]; ordinal++) {
            found.add(device(ordinal));
        }
        return found;
    }

    private static LibraryCheck device(int ordinal) {
        String name = "cuda:" + ordinal;
        CUdevice device = new CUdevice();
        byte[] model = new byte[256];
        long[] bytes = new long[1];
        int[] major = new int[1];
        int[] minor = new int[1];
        int result = firstFailure(
                JCudaDriver.cuDeviceGet(device, ordinal),
                JCudaDriver.cuDeviceGetName(model, model.length, device),
                JCudaDriver.cuDeviceTotalMem(bytes, device),
                JCudaDriver.cuDeviceGetAttribute(
                        major, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device),
                JCudaDriver.cuDeviceGetAttribute(
                        minor, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device));
        if (result != CUresult.CUDA_SUCCESS) {
            return LibraryCheck.unusable(
                    name, "does not answer: " + CUresult.stringFor(result), "see nvidia-smi and dmesg");
        }
        boolean capable = 10 * major[0] + minor[0] >= LEAST_CAPABILITY;
        String text =
                Text.of(model) + ", " + (bytes[0] >> 20) + " MiB, compute capability " + major[0] + "." + minor[0];
        return capable
                ? LibraryCheck.usable(name, text)
                : LibraryCheck.unusable(name, text, "6.0 (Pascal) or newer is needed");
    }

    private static int firstFailure(int... results) {
        for (int result : results) {
            if (result != CUresult.CUDA_SUCCESS) {
                return result;
            }
        }
        return CUresult.CUDA_SUCCESS;
    }
}
