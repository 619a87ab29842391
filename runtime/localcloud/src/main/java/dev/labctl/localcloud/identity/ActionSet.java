package dev.labctl.localcloud.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The actions of a statement, sorted by service so that a long list is not walked for each request. */
final class ActionSet {
    private final boolean isAll;
    private final Map<String, List<Glob>> byVendor = new HashMap<>();

    ActionSet(List<String> actions) {
        boolean all = false;
        for (String action : actions) {
            String lower = action.toLowerCase(Locale.ROOT);
            if (lower.equals("*") || lower.equals("*:*")) {
                all = true;
            } else {
                String vendor = lower.substring(0, Math.max(0, lower.indexOf(':')));
                byVendor.computeIfAbsent(vendor, ignored -> new ArrayList<>()).add(Glob.of(lower));
            }
        }
        this.isAll = all;
    }

    boolean contains(RequestContext request) {
        if (isAll) {
            return true;
        }
        List<Glob> candidates = byVendor.get(request.vendor());
        if (candidates != null) {
            for (Glob candidate : candidates) {
                if (candidate.matches(request.action())) {
                    return true;
                }
            }
        }
        return false;
    }
}
