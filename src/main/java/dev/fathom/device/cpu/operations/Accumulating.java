package dev.fathom.device.cpu.operations;

/** An operation that adds to what lies in its result, where a bias can be laid first at no cost. */
public interface Accumulating extends TrialOperation {
    CpuTensor c();

    /** Factor on what lies there. */
    float beta();

    /** The same with a bias in every row of the result instead. */
    Accumulating over(CpuTensor bias);
}
