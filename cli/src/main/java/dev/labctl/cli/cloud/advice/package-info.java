/** What AWS's sentences about failures mean, and what helps: a table of the causes that can be recognised. */
@NullMarked
package dev.labctl.cli.cloud.advice;

import org.jspecify.annotations.NullMarked;
