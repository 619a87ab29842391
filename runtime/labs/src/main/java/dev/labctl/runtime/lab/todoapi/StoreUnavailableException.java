package dev.labctl.runtime.lab.todoapi;

/** A database cannot be reached, lets nobody in, or cannot take more: the same request may succeed later. */
final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Store store;

    /** With what the database, or the way to it, has said. */
    StoreUnavailableException(Store store, Throwable cause) {
        super("%s is unavailable: %s".formatted(store.word(), cause.getMessage()), cause);
        this.store = store;
    }

    Store store() {
        return store;
    }
}
