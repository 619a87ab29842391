/**
 * PostgreSQL's custom-format archives (pg_dump -Fc, versions 1.14 to 1.16): read as a stream or with random access, with
 * every data block decompressed and checked.
 */
@NullMarked
package dev.labctl.cli.archive;

import org.jspecify.annotations.NullMarked;
