package dev.labctl.cli.archive.restore;

import dev.labctl.cli.archive.TocEntry;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Which of the archive's owners can be given objects here. */
final class Roles {
    private final boolean wanted;
    private final Set<String> assignable = new HashSet<>();
    private final Set<String> missing = new TreeSet<>();
    private String current = "";

    Roles(boolean wanted) {
        this.wanted = wanted;
    }

    /**
     * Sets what the server says.
     *
     * @param user who restores, and owns what nobody else is given
     * @param members roles that the user may give objects to
     */
    synchronized void know(String user, Iterable<String> members) {
        current = user;
        members.forEach(assignable::add);
    }

    /** The role that the object has to be given to, or an empty string when it stays with who restores. */
    synchronized String ownerFor(TocEntry entry) {
        String owner = entry.owner();
        boolean ownable = entry.description().equals("BLOB METADATA")
                || Kinds.ownable(entry).isPresent();
        if (!wanted
                || !ownable
                || owner.isEmpty()
                || owner.equals(current)
                || entry.drop().isEmpty()) {
            return "";
        }
        if (!assignable.contains(owner)) {
            missing.add(owner);
            return "";
        }
        return owner;
    }

    /** The owners in the archive that do not exist here, or whom the user may not give anything. */
    synchronized Set<String> missing() {
        return new TreeSet<>(missing);
    }
}
