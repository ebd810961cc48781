package dev.fathom.device.cuda;

import dev.fathom.device.cuda.runtime.Kernel.Shape;

/** Records the launch of a kernel. */
interface Launcher {
    void launch(String kernel, Shape shape, Object... arguments);
}
