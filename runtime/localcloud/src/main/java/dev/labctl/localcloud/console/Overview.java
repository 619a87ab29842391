package dev.labctl.localcloud.console;

import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.core.CloudEnvironment;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** What the page's head shows whatever is looked at: clock, chaos, and how many there are of each kind. */
final class Overview {
    private final CloudEnvironment environment;
    private final List<View> views;

    Overview(CloudEnvironment environment, List<View> views) {
        this.environment = environment;
        this.views = List.copyOf(views);
    }

    Facts of(Calls calls) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        views.forEach(view -> counts.put(view.name(), view.items(calls).size()));
        return new Facts()
                .with("endpoint", environment.endpoint().toString())
                .with("account", environment.accountId())
                .with("region", calls.region())
                .with("offsetSeconds", environment.clock().offset().toSeconds())
                .with("minute", environment.clock().instant().truncatedTo(ChronoUnit.MINUTES))
                .with("chaos", chaos(environment.chaos()).asMap())
                .with("counts", counts);
    }

    private static Facts chaos(Chaos chaos) {
        Facts facts = new Facts().with("on", chaos.plan().isPresent());
        chaos.plan().ifPresent(plan -> facts.with("seed", plan.seed())
                .with("throttle", plan.throttlePercent())
                .with("duplicate", plan.duplicatePercent())
                .with("reorder", plan.reorderPercent())
                .with("latencyMillis", plan.latency().toMillis())
                .with("services", plan.services()));
        return facts;
    }

    /** The regions in which there is something; buckets, which are in all lists, do not count. */
    Facts regions() {
        TreeSet<String> used = new TreeSet<>();
        for (Region region : CloudFormationClient.serviceMetadata().regions()) {
            Calls calls = new Calls(environment, region.id());
            boolean isUsed = views.stream()
                    .filter(view -> !view.name().equals("buckets"))
                    .anyMatch(view -> !view.items(calls).isEmpty());
            if (isUsed) {
                used.add(region.id());
            }
        }
        return new Facts().with("regions", used);
    }
}
