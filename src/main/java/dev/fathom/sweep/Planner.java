package dev.fathom.sweep;

import dev.fathom.engine.training.Cost;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Packs trials into cohorts for some devices: what can run together does, as many as fit the memory of the smallest device,
 * the most work first. Taken in this order by whoever is free, cohorts keep all devices busy to the end (Graham 1969).
 *
 * @param memory bytes of the smallest device
 * @param most trials of a cohort
 */
public record Planner(int devices, long memory, int most, List<Integer> measuredSteps, DatasetCache data) {
    /** On several devices no cohort is more than this part of a device's share of the work. */
    private static final double PART = 0.25;

    /** @throws IllegalArgumentException where data cannot be read */
    public List<PricedCohort> plan(List<Trial> trials) {
        List<CohortPlan> groups = CohortPlan.alike(trials);
        List<Cost> costs = groups.stream()
                .map(group -> CohortSetup.of(new CohortPlan(group.trials().subList(0, 1)), measuredSteps, data)
                        .cost())
                .toList();
        double total = 0;
        for (int i = 0; i < groups.size(); i++) {
            total += groups.get(i).trials().size() * costs.get(i).trialFlops();
        }
        List<PricedCohort> cohorts = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Cost cost = costs.get(i);
            int size = Math.min(Math.min(most, cost.trialsIn(memory)), share(total, cost));
            for (CohortPlan cohort : groups.get(i).spread(size)) {
                int count = cohort.trials().size();
                cohorts.add(new PricedCohort(
                        i, cohort, cost.bytes(count), count * cost.trialFlops(), count * cost.trialTraffic()));
            }
        }
        cohorts.sort(Comparator.comparingDouble(PricedCohort::flops).reversed());
        return cohorts;
    }

    private int share(double total, Cost cost) {
        return devices == 1 ? most : (int) Math.max(1, Math.min(most, PART * total / devices / cost.trialFlops()));
    }

    /** When the last of some devices ends, each taking the next of these times when it is free. */
    public static double makespan(List<Double> times, int devices) {
        PriorityQueue<Double> ends = new PriorityQueue<>();
        for (int i = 0; i < devices; i++) {
            ends.add(0.0);
        }
        double last = 0;
        for (double time : times) {
            double end = ends.remove() + time;
            last = Math.max(last, end);
            ends.add(end);
        }
        return last;
    }
}
