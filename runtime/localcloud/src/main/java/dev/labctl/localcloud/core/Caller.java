package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Principal;
import java.util.HashMap;
import java.util.Map;

/**
 * On whose behalf, from which region and with which request conditions one service calls another.
 *
 * @param principal the principal whose policies decide
 * @param region the region the call goes to
 * @param conditions IAM condition keys the call carries, for instance {@code aws:SourceArn}; {@code aws:RequestedRegion}
 *     is always among them
 */
public record Caller(Principal principal, String region, Map<String, String> conditions) {
    public Caller {
        Map<String, String> all = new HashMap<>(conditions);
        all.put("aws:RequestedRegion", region);
        conditions = Map.copyOf(all);
    }

    public static Caller of(Principal principal, String region) {
        return new Caller(principal, region, Map.of());
    }

    /**
     * A service principal that acts for one of its resources: policies see {@code aws:SourceArn} and
     * {@code aws:SourceAccount}.
     */
    public static Caller service(String serviceName, String region, String sourceArn, String sourceAccount) {
        return new Caller(
                Principal.service(serviceName),
                region,
                Map.of("aws:SourceArn", sourceArn, "aws:SourceAccount", sourceAccount));
    }

    public Caller inRegion(String other) {
        return new Caller(principal, other, conditions);
    }
}
