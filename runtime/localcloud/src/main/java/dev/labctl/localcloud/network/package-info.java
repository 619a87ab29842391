/** Who may reach whom inside a VPC. */
@NullMarked
package dev.labctl.localcloud.network;

import org.jspecify.annotations.NullMarked;
