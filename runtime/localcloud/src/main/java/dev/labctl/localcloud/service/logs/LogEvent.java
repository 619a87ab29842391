package dev.labctl.localcloud.service.logs;

import java.util.Comparator;

/**
 * An event where it is stored.
 *
 * @param position its place among all events
 * @param stream its stream's name
 * @param ingested when it was taken, in milliseconds
 * @param message its text
 */
record LogEvent(Position position, String stream, long ingested, String message) {
    static final Comparator<LogEvent> ORDER = Comparator.comparing(LogEvent::position);

    long timestamp() {
        return position.timestamp();
    }

    /**
     * A place in the order of events: by time, then by arrival.
     *
     * @param timestamp milliseconds
     * @param sequence the number of its batch
     * @param index its place in the batch
     */
    record Position(long timestamp, long sequence, int index) implements Comparable<Position> {
        private static final Comparator<Position> BY_ALL = Comparator.comparingLong(Position::timestamp)
                .thenComparingLong(Position::sequence)
                .thenComparingInt(Position::index);
        private static final int TIME_DIGITS = 20;
        private static final int SEQUENCE_DIGITS = 40;

        static Position before(long timestamp) {
            return new Position(timestamp, -1, 0);
        }

        @Override
        public int compareTo(Position other) {
            return BY_ALL.compare(this, other);
        }

        /** 56 digits, as AWS's event ids and tokens have. */
        String digits() {
            return "%020d%020d%016d".formatted(timestamp, Math.max(0, sequence), index);
        }

        static Position ofDigits(String digits) {
            if (!digits.matches("\\d{56}")) {
                throw LogsErrors.invalid("The specified nextToken is invalid.");
            }
            return new Position(
                    Long.parseLong(digits.substring(0, TIME_DIGITS)),
                    Long.parseLong(digits.substring(TIME_DIGITS, SEQUENCE_DIGITS)),
                    Integer.parseInt(digits.substring(SEQUENCE_DIGITS)));
        }
    }
}
