/** Kept backups of databases: listed, compared with their manifests, restored and proved. */
@NullMarked
package dev.labctl.cli.backup;

import org.jspecify.annotations.NullMarked;
