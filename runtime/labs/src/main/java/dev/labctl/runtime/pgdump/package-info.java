/**
 * pg_dump, wherever it comes from: a native one that is found, or PostgreSQL's own compiled to WebAssembly and run inside
 * the JVM.
 */
@NullMarked
package dev.labctl.runtime.pgdump;

import org.jspecify.annotations.NullMarked;
