package dev.labctl.runtime.pgdump;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the pg_dump to use for a server. */
public final class PgDumps {
    /** Where Lambda puts the programs of a layer. */
    private static final Path LAYER = Path.of("/opt/bin");

    private PgDumps() {}

    /** Where native programs are looked for: a Lambda layer's place, then the search path. */
    public static List<Path> places() {
        List<Path> places = new ArrayList<>();
        places.add(LAYER);
        for (String place :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1)) {
            if (!place.isBlank()) {
                places.add(Path.of(place));
            }
        }
        return places;
    }

    /**
     * The first native pg_dump that is at least as new as the server, and otherwise the one compiled to WebAssembly.
     *
     * @param serverMajor the server's major version
     * @throws UnsupportedServerException when the server is newer than all of them
     */
    public static PgDump choose(int serverMajor, List<Path> places) throws InterruptedException {
        List<String> tooOld = new ArrayList<>();
        for (Path place : places) {
            Optional<NativePgDump> found = NativePgDump.in(place);
            if (found.isPresent() && found.get().major() >= serverMajor) {
                return found.get();
            }
            found.ifPresent(old -> tooOld.add(old.version() + " in " + place));
        }
        PgDump builtIn = new WasmPgDump();
        if (builtIn.major() >= serverMajor) {
            return builtIn;
        }
        tooOld.add("the built-in " + builtIn.version());
        throw new UnsupportedServerException(serverMajor, tooOld);
    }
}
