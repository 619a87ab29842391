package dev.labctl.runtime.lab.todoapi;

import java.util.Locale;

/** The two databases. */
enum Store {
    /** PostgreSQL on RDS: users. */
    RDS,
    /** DynamoDB: todos. */
    DYNAMODB;

    /** As answers name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
