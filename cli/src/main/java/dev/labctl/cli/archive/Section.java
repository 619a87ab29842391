package dev.labctl.cli.archive;

import java.util.Arrays;
import java.util.Optional;

/** The part of a restore that an entry belongs to. */
public enum Section {
    /** None of its own: comments, ACLs and settings go with what they are about. */
    NONE(1),
    /** Before the data: schemas, types, tables, functions. */
    PRE_DATA(2),
    /** Rows, large objects and sequence values. */
    DATA(3),
    /** After the data: indexes, constraints, triggers. */
    POST_DATA(4);

    private final int code;

    Section(int code) {
        this.code = code;
    }

    /** The number that the archive has for it. */
    int code() {
        return code;
    }

    static Optional<Section> ofCode(int code) {
        return Arrays.stream(values()).filter(known -> known.code == code).findFirst();
    }
}
