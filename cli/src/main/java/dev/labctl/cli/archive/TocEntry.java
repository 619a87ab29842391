package dev.labctl.cli.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One line of an archive's table of contents. Texts that are missing in the archive are empty here.
 *
 * @param id by which data blocks and dependencies name the entry
 * @param hasData whether pg_dump wrote a data block for it
 * @param tableOid the system catalogue that the object is in
 * @param oid the object in that catalogue
 * @param tag the object's name
 * @param description the object's kind: {@code TABLE}, {@code TABLE DATA}, {@code FK CONSTRAINT} ...
 * @param definition the SQL that makes the object
 * @param drop the SQL that drops it
 * @param copy the COPY statement for its rows
 * @param schema the schema that the object is in
 * @param relationKind of a relation as pg_class has it, 0 where unknown (before archive version 1.16)
 * @param dependencies ids of the entries, not all of which are in the archive, that have to come first
 * @param dataState what is known of the data's place
 * @param dataOffset the data block's offset, when {@code dataState} is {@link DataState#AT_OFFSET}
 */
public record TocEntry(
        int id,
        boolean hasData,
        long tableOid,
        long oid,
        String tag,
        String description,
        Section section,
        String definition,
        String drop,
        String copy,
        String schema,
        String tablespace,
        String tableAccessMethod,
        int relationKind,
        String owner,
        List<Integer> dependencies,
        DataState dataState,
        long dataOffset) {
    private static final int WITH_RELATION_KIND = 16;
    private static final long MAX_OID = 0xffffffffL;

    /** What an archive tells about the place of an entry's data. The order is that of the codes, from 1. */
    public enum DataState {
        /** Data follows in the order of the blocks: the archive was written to a pipe. */
        IN_ORDER,
        /** The data block begins at the entry's offset. */
        AT_OFFSET,
        /** The entry has no data. */
        NONE
    }

    /** Copies the dependencies. */
    public TocEntry {
        dependencies = List.copyOf(dependencies);
    }

    /** Whether a data block has to be there. */
    public boolean expectsData() {
        return hasData && dataState != DataState.NONE;
    }

    /** Whether the data are large objects and not a table's rows. */
    public boolean isLargeObjects() {
        return description.equals("BLOBS");
    }

    /** The offset of the data, when the archive tells it. */
    public OptionalLong offset() {
        return dataState == DataState.AT_OFFSET ? OptionalLong.of(dataOffset) : OptionalLong.empty();
    }

    /** The object's name with its schema, as people write it. */
    public String name() {
        return schema.isEmpty() ? tag : schema + "." + tag;
    }

    /** Kind and name: {@code TABLE DATA public.orders}. */
    public String title() {
        return description + " " + name();
    }

    static TocEntry read(ArchiveInput in, ArchiveHeader header) throws IOException {
        int id = in.readInt("an entry's id");
        if (id <= 0) {
            throw in.corrupt("an entry of the table of contents has the id " + id);
        }
        String what = "entry " + id + " of the table of contents";
        int dumper = in.readInt(what);
        if (dumper < 0 || dumper > 1) {
            throw in.corrupt(what + " neither has data nor has none");
        }
        long tableOid = readNumber(in, what, MAX_OID);
        long oid = readNumber(in, what, MAX_OID);
        String tag = in.readString(what);
        String description = in.readString(what);
        int code = in.readInt(what);
        Section section = Section.ofCode(code)
                .orElseThrow(() -> in.corrupt(what + " is in section " + code + ", which does not exist"));
        String definition = in.readString(what);
        String drop = in.readString(what);
        String copy = in.readString(what);
        String schema = in.readString(what);
        String tablespace = in.readString(what);
        String accessMethod = in.readString(what);
        int relationKind = header.minorVersion() >= WITH_RELATION_KIND ? in.readInt(what) : 0;
        String owner = in.readString(what);
        String withOids = in.readString(what);
        if (!withOids.equals("false")) {
            throw in.corrupt(what + " wants a table with OIDs, which no supported PostgreSQL has");
        }
        List<Integer> dependencies = readDependencies(in, what);
        int state = in.readByte(what);
        if (state < 1 || state > DataState.values().length) {
            throw in.corrupt(what + " has data in the unknown state " + state);
        }
        return new TocEntry(
                id,
                dumper == 1,
                tableOid,
                oid,
                tag,
                description,
                section,
                definition,
                drop,
                copy,
                schema,
                tablespace,
                accessMethod,
                relationKind,
                owner,
                dependencies,
                DataState.values()[state - 1],
                in.readOffset(what));
    }

    private static List<Integer> readDependencies(ArchiveInput in, String what) throws IOException {
        List<Integer> dependencies = new ArrayList<>();
        while (true) {
            @Nullable String text = in.readNullable(what);
            if (text == null) {
                return dependencies;
            }
            dependencies.add((int) parse(in, what, text, Integer.MAX_VALUE));
        }
    }

    private static long readNumber(ArchiveInput in, String what, long largest) throws IOException {
        return parse(in, what, in.readString(what), largest);
    }

    private static long parse(ArchiveInput in, String what, String text, long largest) throws IOException {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw in.corrupt(what + " has text where a number should be");
        }
        long value = Long.parseLong(text);
        if (value > largest) {
            throw in.corrupt(what + " has a number that does not fit");
        }
        return value;
    }
}
