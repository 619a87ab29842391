package dev.labctl.localcloud.console;

import java.util.List;
import java.util.function.Supplier;

/** One kind of thing that the page lists and shows one by one. */
interface View {
    /** Its word in addresses: {@code queues}. */
    String name();

    /** All that there are in the region, cheaply: rows are made only for those that are shown. */
    List<Item> items(Calls calls);

    /**
     * All that is shown of one.
     *
     * @throws dev.labctl.localcloud.core.AwsError when there is none of that name
     */
    Facts details(Calls calls, String name);

    /**
     * One thing.
     *
     * @param name what {@link #details} wants
     * @param searched the text that a search looks into
     * @param row what a line of the list shows; asked for when it is shown
     */
    record Item(String name, String searched, Supplier<Facts> row) {
        Item(String name, Supplier<Facts> row) {
            this(name, name, row);
        }
    }
}
