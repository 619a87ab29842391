package dev.labctl.localcloud.console;

import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A page of a list, with how many there are in all, so that thousands of things cost no more than those that are shown. */
final class Listing {
    static final int PAGE = 100;

    private Listing() {}

    /**
     * One page.
     *
     * @param search what the names must contain, in any case; empty for all
     * @param from how many to leave out
     */
    static Facts of(List<View.Item> items, String search, int from) {
        String wanted = search.toLowerCase(Locale.ROOT);
        List<View.Item> found = items.stream()
                .filter(item -> item.searched().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
        int start = Math.min(from, found.size());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (View.Item item : found.subList(start, Math.min(found.size(), start + PAGE))) {
            try {
                rows.add(item.row().get().asMap());
            } catch (AwsError e) {
                // Deleted since it was listed, or not to be read: said in its row.
                rows.add(new Facts()
                        .with("name", item.name())
                        .with("error", e.getMessage())
                        .asMap());
            }
        }
        return new Facts()
                .with("total", items.size())
                .with("found", found.size())
                .with("from", start)
                .with("page", PAGE)
                .with("rows", rows);
    }
}
