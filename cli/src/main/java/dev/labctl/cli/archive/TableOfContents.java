package dev.labctl.cli.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An archive's header and entries, in the archive's order.
 *
 * @param dataStart the offset of the first byte after the table of contents
 */
public record TableOfContents(ArchiveHeader header, List<TocEntry> entries, long dataStart) {
    private static final int MAX_ENTRIES = 50_000_000;

    /** Copies the entries. */
    public TableOfContents {
        entries = List.copyOf(entries);
    }

    static TableOfContents read(ArchiveInput in) throws IOException {
        ArchiveHeader header = ArchiveHeader.read(in);
        int count = in.readInt("the number of entries");
        if (count < 0 || count > MAX_ENTRIES) {
            throw in.corrupt("a table of contents with %d entries".formatted(count));
        }
        List<TocEntry> entries = new ArrayList<>();
        Map<Integer, TocEntry> byId = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            TocEntry entry = TocEntry.read(in, header);
            if (byId.put(entry.id(), entry) != null) {
                throw in.corrupt("two entries of the table of contents have the id " + entry.id());
            }
            entries.add(entry);
            if (entry.description().equals("ENCODING")) {
                in.charset(Encoding.of(entry, in).charset());
            }
        }
        return new TableOfContents(header, entries, in.position());
    }

    /** The entry with that id. */
    public Optional<TocEntry> byId(int id) {
        return entries.stream().filter(entry -> entry.id() == id).findFirst();
    }

    /** The entries that must have a data block, in the archive's order. */
    public List<TocEntry> withData() {
        return entries.stream().filter(TocEntry::expectsData).toList();
    }

    /** The entries with the rows of tables that the archive does not make: those of a dump of data only. */
    public List<TocEntry> rowsOfOthersTables() {
        Set<String> made = entries.stream()
                .filter(entry -> entry.description().endsWith("TABLE"))
                .map(TocEntry::name)
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(entry -> entry.description().equals("TABLE DATA") && !made.contains(entry.name()))
                .toList();
    }

    /** The encoding of the archive's texts and rows: UTF-8 where nothing else is said. */
    public Encoding encoding() {
        return entries.stream()
                .filter(entry -> entry.description().equals("ENCODING"))
                .findFirst()
                .map(Encoding::of)
                .orElse(Encoding.UTF8);
    }
}
