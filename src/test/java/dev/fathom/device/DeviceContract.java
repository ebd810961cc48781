package dev.fathom.device;

/** Everything that a device must do; each device's test implements this and nothing more. */
public interface DeviceContract
        extends ProductContract,
                ConvolveContract,
                ActivateContract,
                BackpropagateContract,
                NormalizeContract,
                DataContract,
                LossContract,
                UpdateContract,
                MeasureContract,
                AttentionContract,
                DrawContract,
                ProgramContract {}
