package dev.labctl.cli.smoke;

import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Labs that stand on each other, and so have to be in the same cloud at the same time.
 *
 * @param labs in the order in which they are deployed
 */
public record LabGroup(List<Lab> labs) {
    public LabGroup {
        labs = List.copyOf(labs);
    }

    /** The chosen labs, and those that they stand on, in groups that have nothing to do with each other. */
    public static List<LabGroup> of(List<Lab> chosen) {
        Set<Lab> wanted = new LinkedHashSet<>();
        chosen.forEach(lab -> wanted.addAll(foundations(lab)));
        Map<Lab, List<Lab>> groups = new LinkedHashMap<>();
        for (Lab lab : Labs.all()) {
            if (wanted.contains(lab)) {
                Lab ground = foundations(lab).get(0);
                groups.computeIfAbsent(ground, each -> new ArrayList<>()).add(lab);
            }
        }
        return groups.values().stream().map(LabGroup::new).toList();
    }

    /** A lab with all it stands on, the lowest first. */
    private static List<Lab> foundations(Lab lab) {
        List<Lab> all = new ArrayList<>(
                lab.standsOn().map(Labs::named).map(LabGroup::foundations).orElse(List.of()));
        all.add(lab);
        return all;
    }
}
