package dev.fathom.cli.probe;

import dev.fathom.cli.output.Json;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeReport.Figures;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A measured layer beside its prediction, as the command line's contract has it. */
final class LayerJson {
    private LayerJson() {}

    static Map<String, Object> json(ProbeReport.Layer layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("layer", layer.layer());
        json.put("name", layer.name());
        json.put("fan_in", layer.fanIn());
        json.put("fan_out", layer.fanOut());
        json.put("preactivation", json(layer.preactivation()));
        json.put("activation", layer.activation().map(LayerJson::json).orElse(null));
        json.put("gradient", json(layer.gradient()));
        json.put("weight_gradient", json(layer.weightGradient()));
        put(json, "gradient_ratio", Optional.of(layer.gradientRatio()));
        put(json, "decorrelation", layer.decorrelation());
        if (layer.tokenCosine().isPresent()) {
            put(json, "token_cosine", layer.tokenCosine());
        }
        if (layer.entropy().isPresent()) {
            put(json, "entropy", layer.entropy());
        }
        json.put("saturated", layer.saturated());
        json.put("dead", layer.dead());
        json.put("nonfinite", layer.nonfinite());
        json.put("theory", layer.theory().map(theory -> theory(theory, layer)).orElse(null));
        return json;
    }

    private static Map<String, Object> json(Figures quantity) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "mean", quantity.mean());
        put(json, "variance", quantity.variance());
        put(json, "second_moment", quantity.secondMoment());
        put(json, "unit_variance", quantity.unitVariance());
        return json;
    }

    private static void put(Map<String, Object> json, String name, Estimate estimate) {
        json.put(name, Json.value(estimate));
        json.put(name + "_se", Json.error(estimate));
        json.put(name + "_median", estimate.range() == Estimate.Range.FINITE ? estimate.median() : null);
    }

    private static void put(Map<String, Object> json, String name, Optional<Estimate> estimate) {
        json.put(name, estimate.map(Json::value).orElse(null));
        json.put(name + "_se", estimate.map(Json::error).orElse(null));
    }

    private static Map<String, Object> theory(LayerPrediction theory, ProbeReport.Layer layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("preactivation_second_moment", theory.preactivationSecondMoment());
        json.put("activation_second_moment", layer.activation().isPresent() ? theory.activationSecondMoment() : null);
        double ratio = theory.gradientRatio();
        json.put("gradient_ratio", ratio > 0 && Double.isFinite(ratio) ? ratio : null);
        json.put("log10_gradient_ratio", theory.log10GradientRatio());
        json.put(
                "decorrelation",
                theory.decorrelation().isPresent() ? theory.decorrelation().getAsDouble() : null);
        if (layer.tokenCosine().isPresent()) {
            json.put(
                    "token_cosine",
                    theory.correlation().isPresent() ? theory.correlation().getAsDouble() : null);
        }
        json.put("disagrees", layer.disagrees());
        json.put("gradient_disagrees", layer.gradientDisagrees());
        json.put("decorrelation_disagrees", layer.correlationDisagrees());
        return json;
    }
}
