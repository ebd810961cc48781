package dev.fathom.device.cuda;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of the real CUDA code on the simulated GPU, in another process than the other tests; skipped, with the reason, where
 * the simulator cannot be built.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Simulator.Condition.class)
@Tag("simulator")
public @interface OnSimulator {}
