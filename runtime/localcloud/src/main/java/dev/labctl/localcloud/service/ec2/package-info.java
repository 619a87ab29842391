/** The networks of Amazon EC2: VPCs, subnets, routes, gateways, endpoints, security groups and network interfaces. */
@NullMarked
package dev.labctl.localcloud.service.ec2;

import org.jspecify.annotations.NullMarked;
