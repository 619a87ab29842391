/** EC2 instances as process trees with file systems of their own, and the metadata service that each of them has. */
@NullMarked
package dev.labctl.localcloud.service.ec2.instance;

import org.jspecify.annotations.NullMarked;
