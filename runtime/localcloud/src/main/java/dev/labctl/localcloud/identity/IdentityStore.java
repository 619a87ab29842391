package dev.labctl.localcloud.identity;

import dev.labctl.localcloud.store.Store;

/** Users, roles, access keys and sessions, and the policies attached to them: what iam and sts manage. */
public final class IdentityStore {
    private final Store store;

    public IdentityStore(Store store) {
        this.store = store;
    }

    Store store() {
        return store;
    }
}
