package dev.labctl.runtime.lab.filecatalog;

import java.time.Instant;
import java.util.Optional;

/**
 * What the object itself says, beyond its event.
 *
 * @param contentType the Content-Type it was stored with
 * @param lastModified when it was stored
 * @param size its bytes
 * @param preview the first 500 characters; empty for types that are not text
 */
record InspectedFile(String contentType, Instant lastModified, long size, Optional<String> preview) {}
