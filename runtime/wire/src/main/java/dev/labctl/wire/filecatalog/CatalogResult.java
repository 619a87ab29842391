package dev.labctl.wire.filecatalog;

/**
 * What {@code file-cataloger} answers: {@code {"cataloged": n}}.
 *
 * @param cataloged how many rows the event's records added; a repeated event adds none
 */
public record CatalogResult(int cataloged) {
    public CatalogResult {
        if (cataloged < 0) {
            throw new IllegalArgumentException("cataloged must not be negative: " + cataloged);
        }
    }
}
